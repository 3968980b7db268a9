// The page of operators: what it takes from doc comments, and what it refuses.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { collectOperators } from "../scripts/operators/collect.mjs";
import { marks } from "../scripts/operators/extension.mjs";
import { found as peers } from "../scripts/operators/peers.mjs";
import { operators } from "../scripts/operators.mjs";

const zero = `
import type { LayerOptions } from "../../graph/layer.ts";
import type { Sized as Size } from "../sized.ts";
/** How much: a number, or "all". */
export type Much = number | "all" | Rule;
/** A rule. */
export interface Rule {
  readonly strict?: boolean;
  holds(of: number, by?: string): boolean;
}
/** Options of {@link zero}. */
export interface ZeroOptions extends LayerOptions, Omit<Size<Much>, "gone"> {
  /** How many, at least 1. Default 2, or what {@link other} says. */
  many?: number;
}
const hidden = 1;
/**
 * y = 0 * x_0,
 * not {@link other}:
 *
 *     y[i] = 0 * x[i]
 *
 * which is all.
 * Shapes: any -> the
 * same.
 * Gradient: dx = 0.
 * Source: Peano 1889, "Arithmetices principia".
 *
 * @throws FoveaError never.
 * @example
 * zero({ size: "all" })
 */
export function zero(options: ZeroOptions): Layer { return hidden; }
`;

const sgd = `
/**
 * p -= rate g.
 * Source: Cauchy 1847.
 * @param rate Length of a step. Default 1.
 * @example
 * sgd(0.1)
 */
export const sgd = (rate: number): number => rate;
`;

const house: Record<string, string> = {
  "src/api.ts": `
    export { type Graph, graph } from "./graph/graph.ts";
    export * from "./ops/null/index.ts";
    export { sgd } from "./optimizers/sgd.ts";`,
  "src/graph/graph.ts": "export interface Graph {}\nexport function graph(): void {}",
  "src/graph/layer.ts": "export interface LayerOptions {\n  /** A name. */\n  name?: string;\n}",
  "src/ops/sized.ts": "export interface Sized<T = string> {\n  /** How large. */\n  size: T;\n  gone: number;\n}",
  "src/ops/null/index.ts": `export { zero, zero as nought } from "./zero.ts";\nexport type { Much, Rule, ZeroOptions } from "./zero.ts";`,
  "src/ops/null/zero.ts": zero,
  "src/optimizers/sgd.ts": sgd,
};

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fovea-operators-"));
});
afterEach(() => rmSync(root, { recursive: true }));

/** The page of a house with `changed` files. */
function pageOf(changed: Record<string, string> = {}): ReturnType<typeof operators> {
  for (const [file, text] of Object.entries({ ...house, ...changed })) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return operators(root);
}

test("an operator's section holds all of its doc comment and its options' own", () => {
  const { page, faults } = pageOf();
  expect(faults).toEqual([]);
  expect(page).toContain(`### zero

y = 0 \\* x\\_0, not \`other\`:

    y[i] = 0 * x[i]

which is all.

- **Shapes:** any -> the same.
- **Gradient:** dx = 0.
- **Source:** Peano 1889, "Arithmetices principia".

| option | type | default | |
|---|---|---|---|
| \`many\` | \`number\` | 2, or what \`other\` says | How many, at least 1. |
| \`size\` | [\`Much\`](#much) | required | How large. |

\`\`\`ts
zero({ size: "all" })
\`\`\`
`);
  expect(page).toContain(`### Much

How much: a number, or "all".

\`\`\`ts
number | "all" | Rule
\`\`\`

### Rule

A rule.

\`\`\`ts
{
  strict?: boolean;
  holds: (of: number, by?: string) => boolean;
}
\`\`\`
`);
});

test("a type parameter that is not given stands for its default", () => {
  const { page } = pageOf({ "src/ops/null/zero.ts": zero.replace("Size<Much>", "Size") });
  expect(page).toContain("| `size` | `string` | required | How large. |");
});

test("another name of an operator is told as such", () => {
  expect(pageOf().page).toContain("### nought\n\nAs [`zero`](#zero): another name of it.\n\n### zero\n");
});

test("the contents name families, operators and types, and nothing else that the package exports", () => {
  const { page } = pageOf();
  expect(page).toContain(`| [Null](#null) | [nought](#nought), [zero](#zero) |
| [Optimizers](#optimizers) | [sgd](#sgd) |
| [Types](#types) | [Much](#much), [Rule](#rule) |
`);
  expect(page).not.toContain("graph(");
});

test("a name that is a heading already gets GitHub's number", () => {
  const { page } = pageOf({
    "src/ops/null/zero.ts": zero.replaceAll("zero", "null_").replaceAll("Zero", "Null").replaceAll("null_(", "types("),
    "src/ops/null/index.ts": `export { types } from "./zero.ts";\nexport type { Much } from "./zero.ts";`,
  });
  expect(page).toContain("[types](#types)");
  expect(page).toContain("[Types](#types-1)");
});

test("every gap is told of, all at once", () => {
  const bare = zero
    .replace(/ \* Shapes[\s\S]*? \* Source.*\n/, "")
    .replace("/** How many, at least 1. Default 2, or what {@link other} says. */", "");
  const { faults } = pageOf({
    "src/ops/null/zero.ts": bare,
    "src/ops/sized.ts": "export interface Sized<T> {\n  /** How large. */\n  size?: T;\n}",
    "src/optimizers/sgd.ts": sgd.replace(/ \* Source.*\n/, "").replace(/ \* @example\n.*\n/, ""),
  });
  expect(faults).toEqual([
    'src/ops/null/zero.ts: zero: no line that begins with "Shapes: "',
    'src/ops/null/zero.ts: zero: no line that begins with "Gradient: "',
    'src/ops/null/zero.ts: zero: no line that begins with "Source: "',
    "src/ops/null/zero.ts: zero: many: no doc comment, or no @param where it is a parameter",
    'src/ops/null/zero.ts: zero: size: its doc comment lacks "Default ..."',
    'src/optimizers/sgd.ts: sgd: no line that begins with "Source: "',
    "src/optimizers/sgd.ts: sgd: no @example",
  ]);
});

test("what is said of operators beside their comments is said of ones that there are", () => {
  const names = collectOperators(fileURLToPath(new URL("..", import.meta.url))).families.flatMap(({ operators }) =>
    operators.map(({ name }) => name),
  );
  expect([...peers.keys(), ...Object.keys(marks)].filter((name) => !names.includes(name))).toEqual([]);
});
