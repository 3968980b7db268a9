import { count, format } from "../../../src/graph/shape.ts";
import * as fovea from "../../../src/index.ts";
import { projection, slopeOf, TOLERANCE } from "./check.ts";
import {
  argumentsOf,
  type Drawn,
  type Made,
  type Numbers,
  numbersOf,
  outputName,
  parameterNumbers,
  parametersOf,
  wantedOf,
} from "./drawn.ts";

/**
 * A program of fovea's public API that computes what `check` compares, and prints it beside what the oracles say, each line that
 * is off marked so. The gradient of sum(dy y) is the difference of two losses' gradients, 1/2 |y + k dy|^2 and 1/2 |y - k dy|^2,
 * over 2 k, which is large so that y is nothing beside it.
 */
export function programOf(drawn: Drawn): string {
  const { seed, batch, graph, outputs } = drawn;
  const names = outputs.map(outputName);
  const inputs = graph.inputs.map(({ path }) => path);
  const layers = layerLines(drawn);
  const used = new Set(layers.join("\n").match(/[A-Za-z]\w*/g));
  const imports = [
    ...new Set([
      "engine",
      "euclidean",
      "graph",
      "input",
      "model",
      ...Object.keys(fovea).filter((name) => used.has(name)),
    ]),
  ].sort();
  const parameters = parametersOf(drawn.uses).map(
    (p, i) => `  "${graph.parameters.get(p)}": ${drawing(count(p.shape), parameterNumbers(seed, i, p))},`,
  );
  const values = drawn.inputs.flatMap(({ path, shape }, i) =>
    inputs.includes(path) ? [`  ${path}: ${drawing(batch * count(shape), numbersOf(seed, "input", i))},`] : [],
  );
  const gradients = names.map(
    (name, i) => `  ${name}: ${drawing(batch * count(graph.outputs[name].shape), numbersOf(seed, "gradient", i))},`,
  );
  const slopes = wantedOf(drawn).map((wanted, i) => {
    const direction = drawing(count(wanted.shape), numbersOf(seed, "direction", i));
    return `  "${wanted.name}": [${direction}, ${slopeOf(drawn, wanted, i)}],`;
  });
  return `// Seed ${seed} of the search over random graphs.
import { ${imports.join(", ")} } from "fovea";

${layers.join("\n")}
const net = await model(graph([${inputs.join(", ")}], { ${names.join(", ")} }), { engine: await engine({ threads: 1 }) });

/** \`length\` numbers of [centre - spread, centre + spread). */
function numbers(length, seed, centre = 0, spread = 1) {
  return Float32Array.from({ length }, (_, i) => {
    let h = Math.imul(i + 1 + seed * 7919, 0x9e3779b1);
    h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
    h ^= h >>> 13;
    return centre + spread * ((h >>> 8) / 2 ** 23 - 1);
  });
}
const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
function show(what, got, expected, size) {
  const off = !(Math.abs(got - expected) <= ${TOLERANCE.slope} * Math.max(1, size));
  console.log(\`\${off ? "OFF" : "   "} \${what}: \${got}, expected \${expected}\`);
}

${["net.setParameters({", ...parameters, "});"].join("\n")}
${["const x = {", ...values, "};"].join("\n")}
${["const dy = {", ...gradients, "};"].join("\n")}

// Inference: the sum of dy y over all outputs.
const y = await net.predict(x);
const outputs = y instanceof Float32Array ? { ${names[0]}: y } : y;
show("inference", Object.keys(dy).reduce((sum, name) => sum + dot(dy[name], outputs[name]), 0), ${projection(drawn, argumentsOf(drawn), false)}, 10);

// Training: the slope of the sum of dy y along a direction of each input and parameter.
const slopes = {
${slopes.join("\n")}
};
const loss = { ${names.map((name) => `${name}: euclidean()`).join(", ")} };
const gradients = (k) => {
  const y = Object.fromEntries(Object.entries(dy).map(([name, array]) => [name, array.map((value) => k * value)]));
  return net.gradients({ x, y }, { loss });
};
const [less, more] = [await gradients(-1024), await gradients(1024)];
for (const [name, [direction, expected]] of Object.entries(slopes)) {
  const [a, b] = [less, more].map(({ inputs, parameters }) => inputs[name] ?? parameters[name] ?? direction.map(() => 0));
  const gradient = a.map((value, i) => (${batch} / 2048) * (value - b[i]));
  show(name, dot(gradient, direction), expected, dot(gradient.map(Math.abs), direction.map(Math.abs)));
}
`;
}

const drawing = (length: number, { seed, centre, spread }: Numbers): string =>
  `numbers(${[length, seed, ...(centre === 0 && spread === 1 ? [] : [centre, spread])].join(", ")})`;

/** A line for each input, layer and use. */
function layerLines({ inputs, uses, graph }: Drawn): string[] {
  const name = (place: number): string => (place < inputs.length ? inputs[place].path : outputName(place));
  const layers = new Map<Made, string>();
  const lines = inputs
    .filter((x) => graph.inputs.includes(x))
    .map(({ path, shape }) => `const ${path} = input(${format(shape)}, { name: "${path}" });`);
  for (const [i, { made, from }] of uses.entries()) {
    const place = inputs.length + i;
    if (!layers.has(made)) {
      layers.set(made, `layer${place}`);
      lines.push(`const layer${place} = ${made.source};`);
    }
    lines.push(`const ${outputName(place)} = ${layers.get(made)}(${from.map(name).join(", ")});`);
  }
  return lines;
}
