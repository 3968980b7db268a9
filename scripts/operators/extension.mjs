// Which operators need kernels of the extension. tests/docs/extension.test.ts writes the list, from what compiling them shows.
import { readFileSync } from "node:fs";

/** By operator. @type {Record<string, "always" | "training" | "some">} */
export const marks = JSON.parse(readFileSync(new URL("extension.json", import.meta.url), "utf8"));

const sentences = { always: "needed.", training: "needed in training.", some: "needed with some options." };

/** A sentence of whether the operator needs the extension, or "". @param {string} name */
export const describeExtension = (name) => (name in marks ? sentences[marks[name]] : "");

export const EXTENSION =
  "**Extension** says what needs kernels of the second .wasm, of the extension. `fovea` loads it by itself when it is first used; a " +
  "program that brings its own core, by `fovea/core`, hands it over as `engine({ wasm, extension })`.";
