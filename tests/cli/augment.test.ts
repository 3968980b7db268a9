// `fovea augment --preview`: the sheet and the strips it writes.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { decodePicture, encodePng } from "../../src/images/index.ts";
import { fovea, temporaryFolder } from "./fovea.ts";

const picture = (width: number, height: number, channels: number): Uint8Array =>
  encodePng({
    ...{ width, height, channels },
    data: Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 7) & 255),
  });

test("writes a sheet and a strip for each row, the same for the same seed", async () => {
  const folder = join(temporaryFolder(), "new", "sheet");
  const first = await fovea(["augment", "--preview", folder]);
  expect(first).toMatchObject({ code: 0, stderr: "" });
  expect(first.stdout).toMatch(/sheet\.svg: \d+ rows; a PNG of each beside it/);
  const strips = readdirSync(folder).filter((name) => name.endsWith(".png"));
  expect(strips).toEqual(
    expect.arrayContaining(["randAugment.png", "elasticDistortion.png", "cutMix.png", "whiten.png"]),
  );
  for (const name of strips) expect(decodePicture(readFileSync(join(folder, name))).height, name).toBeGreaterThan(0);
  const sheet = readFileSync(join(folder, "sheet.svg"), "utf8");
  expect(sheet).toMatch(/^<svg xmlns/);
  const docs = new URL("../../docs/augment/mixing.svg", import.meta.url);
  const [row] = readFileSync(docs, "utf8").match(/<image .*/) ?? [];
  expect(sheet, "the docs' pictures, drawn by other runs").toContain((row as string).match(/href="[^"]+"/)?.[0]);
  await fovea(["augment", "--preview", folder, "--seed", "1"]);
  expect(readFileSync(join(folder, "sheet.svg"), "utf8")).not.toBe(sheet);
});

test("takes a picture or a folder of pictures of any size and channels", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "data", "cats"), { recursive: true });
  writeFileSync(join(folder, "data", "grey.png"), picture(30, 200, 1));
  writeFileSync(join(folder, "data", "cats", "clear.PNG"), picture(33, 9, 4));
  writeFileSync(join(folder, "data", "notes.txt"), "no picture");
  for (const data of [join(folder, "data"), join(folder, "data", "grey.png")]) {
    const ended = await fovea(["augment", "--preview", join(folder, "out"), "--data", data]);
    expect(ended).toMatchObject({ code: 0, stderr: "" });
  }
});

test("says in one line what is wrong", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "empty"));
  writeFileSync(join(folder, "text.png"), "no picture at all");
  const cases: [string[], number, RegExp][] = [
    [["augment"], 2, /required option '--preview <dir>' not specified/],
    [["augment", "--preview", join(folder, "out"), "--seed", "x"], 2, /--seed.*whole number/],
    [
      ["augment", "--preview", join(folder, "out"), "--data", join(folder, "none")],
      1,
      /cannot read .*none: no such file/,
    ],
    [
      ["augment", "--preview", join(folder, "out"), "--data", join(folder, "empty")],
      1,
      /empty: got a folder without pictures/,
    ],
    [["augment", "--preview", join(folder, "out"), "--data", join(folder, "text.png")], 1, /text\.png: /],
    [
      ["augment", "--preview", join(folder, "text.png", "out")],
      1,
      /cannot make the folder .*out: a part of the path is no folder/,
    ],
  ];
  for (const [args, code, says] of cases) {
    const ended = await fovea(args);
    expect(ended, args.join(" ")).toMatchObject({ code, stdout: "", stderr: expect.stringMatching(says) });
    expect(ended.stderr.trim().split("\n")).toHaveLength(1);
  }
  expect(readdirSync(folder).sort()).toEqual(["empty", "text.png"]);
});
