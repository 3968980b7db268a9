import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { version } from "../src/index.ts";

test("src/version.ts holds the package's version", () => {
  expect(version).toBe(JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version);
});
