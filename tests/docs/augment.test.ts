// The pictures of docs/augment.md, docs/augment/*.svg: as they are drawn today. `npm run docs` writes them.
import { expect, test } from "vitest";
import * as augmentation from "../../src/augment/index.ts";
import { drawFamilies, drawnPictures } from "../../src/cli/preview/draw.ts";
import { sheet } from "../../src/cli/preview/sheet.ts";
import { sharedEngine } from "../harness/engines.ts";

/** Exported functions that make no transform: what applies, joins and fits them. */
const others = ["augment", "sometimes", "oneOf", "inOrder", "pcaOf", "zcaOf"];

const families = await drawFamilies(await sharedEngine({ threads: 1 }), drawnPictures(), 0);

test.each(families.map((family) => [family.name, family] as const))("docs/augment/%s.svg", async (_, family) => {
  await expect(sheet([family])).toMatchFileSnapshot(`../../docs/augment/${family.name}.svg`);
});

test("the sheet shows every transform", () => {
  const shown = new Set(families.flatMap(({ rows }) => rows.map(({ name }) => name)));
  const missing = Object.keys(augmentation).filter((name) => !shown.has(name) && !others.includes(name));
  expect(missing).toEqual([]);
});

test("every row has pictures that differ from one another, or from the one before", () => {
  for (const { rows } of families)
    for (const { code, cells } of rows)
      expect(new Set(cells.map(({ picture }) => picture.data.join())).size, code).toBeGreaterThan(1);
});
