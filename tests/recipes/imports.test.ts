// Every recipe loads in Node with the built package, as a reader would run it: what another module lacks shows there alone.
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const folder = new URL("../../examples/recipes/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".mjs"));

test("recipes and what they are run by load", () => {
  const program = files.map((name) => `await import("./${name}");`).join("\n");
  const run = [process.execPath, ["--input-type=module", "--eval", `${program} console.log("all");`]] as const;
  expect(execFileSync(...run, { cwd: fileURLToPath(folder), encoding: "utf8" })).toBe("all\n");
});
