// docs/augment.md from the doc comments of src/augment: `node scripts/transforms.mjs` fails when the page is stale or a comment lacks
// something; with --write it writes the page. Its pictures, docs/augment/*.svg, are written and checked by tests/docs/augment.test.ts.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { readOperator, typesOf } from "./operators/collect.mjs";
import { section, typeSection } from "./operators/page.mjs";
import { Sources } from "./operators/read.mjs";

const PAGE = "docs/augment.md";
const ENTRY = "src/augment/index.ts";

/** The page's parts in their order; `sheet`: the pictures above it, in docs/augment. */
const FAMILIES = [
  { title: "How they are applied", names: ["augment", "sometimes", "oneOf", "inOrder"] },
  {
    title: "Crops, borders and sizes",
    sheet: "places",
    names: [
      ...["flip", "randomFlip", "crop", "centerCrop", "randomCrop", "randomResizedCrop", "fiveCrop", "pad", "resize"],
    ],
  },
  {
    title: "Geometry",
    sheet: "geometry",
    names: [
      ...["translate", "rotate", "scale", "shear", "randomRotation", "randomZoom", "randomAffine"],
      ...["randomPerspective", "elasticDistortion"],
    ],
  },
  {
    title: "Colours",
    sheet: "colours",
    names: [
      ...["colorJitter", "pcaNoise", "pcaOf", "grayscale", "randomGrayscale", "invert", "posterize", "solarize"],
      ...["autoContrast", "equalize", "normalize", "whiten", "zcaOf"],
    ],
  },
  { title: "Blur and noise", sheet: "noise", names: ["gaussianBlur", "sharpness", "gaussianNoise"] },
  { title: "Erasing", sheet: "erasing", names: ["cutout", "randomErasing"] },
  { title: "Mixing", sheet: "mixing", names: ["mixUp", "cutMix"] },
  { title: "Policies", sheet: "policies", names: ["randAugment", "trivialAugment", "autoAugment"] },
];

const INTRODUCTION = `# Augmentation

Transforms of \`fovea/augment\` change samples while a network trains, so that it sees each picture in many forms. The core's kernels do the
work, on numbers from 0 to 255 that are rounded to bytes once, at the end.

    import { engine } from "fovea";
    import { augment, colorJitter, randomCrop, randomFlip } from "fovea/augment";

    const core = await engine();
    const change = await augment([randomCrop({ size: 32, padding: 4 }), randomFlip(), colorJitter({ brightness: 0.2 })], { engine: core, seed: 1 });
    const train = pictures.map(change); // pictures: a Dataset of samples whose x is a picture

What is random depends on the seed, the epoch, the sample and the transform alone: the same bytes in every runtime, in any order, on a run that was
resumed. Masks (targets that are pictures) and boxes move along with geometry. Each picture below is what the code beside it makes of one of these;
\`npx fovea augment --preview DIR --data FOLDER\` draws the same on your own:

![A house with a box and its mask, a boat, a balloon and a digit](augment/pictures.svg)

This page is written from the doc comments of the sources by \`npm run docs\`; \`npm test\` fails when it or a picture is stale.
`;

/**
 * The page, and what keeps it from being written.
 * @param {string} root
 * @returns {{ page: string, faults: string[] }}
 */
export function transforms(root) {
  const sources = new Sources(root);
  const exported = sources.exported(ENTRY);
  /** @type {string[]} */
  const faults = [];
  const families = FAMILIES.map(({ title, sheet, names }) => {
    const declared = names.flatMap((name) => exported.get(name) ?? []);
    const operators = declared.map((declaration) => readOperator(sources, declaration, "transforms", faults));
    return { title, sheet, operators };
  });
  const told = new Set(families.flatMap(({ operators }) => operators.map(({ name }) => name)));
  for (const [name, { kind }] of exported)
    if (kind === "function" && !told.has(name))
      faults.push(`${ENTRY}: ${name}: in no family of scripts/transforms.mjs`);
  for (const name of FAMILIES.flatMap(({ names }) => names))
    if (!told.has(name)) faults.push(`scripts/transforms.mjs: ${name}: not exported by ${ENTRY}`);
  const types = typesOf(exported, families);
  const anchors = new Map([...told, ...types.map(({ name }) => name)].map((name) => [name, name.toLowerCase()]));
  const context = { anchors, notes: {} };
  const contents = families.map(
    ({ title, operators }) =>
      `| ${title} | ${operators.map(({ name }) => `[${name}](#${name.toLowerCase()})`).join(", ")} |`,
  );
  const page = [
    INTRODUCTION,
    ["| | |", "|---|---|", ...contents, ""].join("\n"),
    ...families.flatMap(({ title, sheet, operators }) => [
      `## ${title}\n`,
      ...(sheet ? [`![What they do](augment/${sheet}.svg)\n`] : []),
      ...operators.map((each) => section(each, context)),
    ]),
    "## Types\n",
    ...types.map((type) => typeSection(type, context)),
  ].join("\n");
  return { page, faults };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const { page, faults } = transforms(root);
  const path = join(root, PAGE);
  const stale = !existsSync(path) || readFileSync(path, "utf8") !== page;
  for (const fault of faults) console.error(fault);
  if (faults.length) console.error(`${faults.length} gaps in the documentation of transforms`);
  else if (stale && process.argv.includes("--write")) writeFileSync(path, page);
  else if (stale) console.error(`${PAGE} is stale: \`npm run docs\` writes it`);
  else console.log(`${PAGE} is up to date`);
  process.exitCode = faults.length || (stale && !process.argv.includes("--write")) ? 1 : 0;
}
