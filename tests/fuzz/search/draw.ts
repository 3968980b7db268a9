import { graph } from "../../../src/graph/graph.ts";
import { input } from "../../../src/graph/input.ts";
import type { Node, Parameter } from "../../../src/graph/node.ts";
import { count, type Shape, sameShape } from "../../../src/graph/shape.ts";
import type { Array64 } from "../../harness/values.ts";
import type { FuzzEntry } from "../entry.ts";
import { type Below, chance, pick } from "./chance.ts";
import { type Arguments, argumentsOf, type Drawn, outputName, type Use } from "./drawn.ts";
import { oracleOf } from "./oracle.ts";

/** Numbers of a sample that a value may have, and their greatest magnitude: with more, rounding would hide mistakes. */
const [MOST_NUMBERS, MOST] = [256, 16];
const TRIES = 200;

/** The graph of `seed`: 3 to 12 uses of layers, the first that of `entries[seed % entries.length]`. */
export function drawGraph(seed: number, entries: readonly FuzzEntry[]): Drawn {
  const below = chance(seed);
  const first = entries[seed % entries.length];
  const size = 3 + below(10);
  for (let tries = 0; tries < TRIES; tries++) {
    const growing = new Growing(seed, below);
    if (!growing.add(first)) continue;
    for (let i = 0; growing.uses.length < size && i < TRIES; i++) growing.grow(entries);
    if (growing.uses.length >= 3) return growing.close();
  }
  throw new Error(`${first.op}: of ${TRIES} drawn sets of inputs none suits its entry, or values are large`);
}

/** A graph on the way, with its values: what would make them large is not taken. */
class Growing {
  readonly uses: Use[] = [];
  readonly #below: Below;
  readonly #seed: number;
  readonly #batch: number;
  readonly #inputs: readonly Node[];
  readonly #nodes: Node[];
  readonly #values: Array64[];

  constructor(seed: number, below: Below) {
    this.#below = below;
    this.#seed = seed;
    this.#batch = 1 + below(3);
    this.#inputs = drawInputs(below);
    this.#nodes = [...this.#inputs];
    this.#values = [...this.#arguments(this.uses).inputs];
  }

  /** One use more, if what chance offers suits: of a layer that is there already, of one that joins branches, or of any. */
  grow(entries: readonly FuzzEntry[]): void {
    const kind = this.#below(6);
    if (kind === 0) this.#share();
    else this.add(pick(kind === 1 ? entries.filter(({ inputs }) => inputs > 1) : entries, this.#below));
  }

  /** A new layer; false when none of the nodes tried suits it. */
  add({ op, inputs, distinct, choose }: FuzzEntry): boolean {
    for (let tries = 0; tries < TRIES; tries++) {
      const from = this.#operands(inputs);
      if (distinct && new Set(from).size < inputs) continue;
      const nodes = from.map((place) => this.#nodes[place]);
      const chosen = choose(
        nodes.map(({ shape }) => shape),
        this.#below,
      );
      if (!chosen) continue;
      const node = chosen.layer(...nodes);
      if (this.#take({ made: { ...chosen, op, parameters: parametersBetween(nodes, node) }, from, node })) return true;
    }
    return false;
  }

  /** A layer applied once more, to other nodes of the same shapes. */
  #share(): void {
    const { made, from } = pick(this.uses, this.#below);
    const again = from.map((place) => pick(this.#placesOf(this.#nodes[place].shape), this.#below));
    if (again.every((place, i) => place === from[i])) return;
    this.#take({ made, from: again, node: made.layer(...again.map((place) => this.#nodes[place])) });
  }

  /** Places of as many nodes: mostly of what nothing uses yet, often of one shape. */
  #operands(inputs: number): number[] {
    const free = this.#free();
    const one = (): number => pick(this.#below(3) && free.length ? free : [...this.#nodes.keys()], this.#below);
    const first = one();
    const like = this.#placesOf(this.#nodes[first].shape);
    return [first, ...Array.from({ length: inputs - 1 }, () => (this.#below(2) ? pick(like, this.#below) : one()))];
  }

  /** Places of what nothing uses. */
  #free(): number[] {
    const used = new Set(this.uses.flatMap(({ from }) => from));
    return [...this.#nodes.keys()].filter((place) => !used.has(place));
  }

  #placesOf(shape: Shape): number[] {
    return [...this.#nodes.keys()].filter((place) => sameShape(this.#nodes[place].shape, shape));
  }

  /** Whether the use is taken. */
  #take(use: Use): boolean {
    if (count(use.node.shape) > MOST_NUMBERS) return false;
    const value = oracleOf(use, this.#values, this.#arguments([...this.uses, use]), true);
    if (!value.data.every((number) => Math.abs(number) <= MOST)) return false;
    this.uses.push(use);
    this.#nodes.push(use.node);
    this.#values.push(value);
    return true;
  }

  #arguments(uses: readonly Use[]): Arguments {
    return argumentsOf({ seed: this.#seed, batch: this.#batch, inputs: this.#inputs, uses });
  }

  /** Outputs are what nothing uses, and sometimes a value on the way. */
  close(): Drawn {
    const free = this.#free();
    const places = this.uses.map((_, i) => this.#inputs.length + i);
    const extra = this.#below(2) ? [pick(places, this.#below)] : [];
    const outputs = places.filter((place) => free.includes(place) || extra.includes(place));
    const named = Object.fromEntries(outputs.map((place) => [outputName(place), this.#nodes[place]]));
    const used = this.#inputs.filter((_, place) => !free.includes(place));
    const { uses } = this;
    return { seed: this.#seed, batch: this.#batch, inputs: this.#inputs, uses, outputs, graph: graph(used, named) };
  }
}

/** One to three inputs: vectors, sequences, images, volumes; often of one shape, or a vector of the first one's channels. */
function drawInputs(below: Below): Node[] {
  const first = drawShape(below);
  const shapes = [first];
  for (let more = below(3); more > 0; more--) {
    const kind = below(3);
    shapes.push(kind === 0 ? drawShape(below) : kind === 1 ? first : first.slice(-1));
  }
  return shapes.map((shape, i) => input(shape, { name: `x${i}` }));
}

function drawShape(below: Below): Shape {
  const channels = 1 + below(6);
  const kind = below(6);
  if (kind === 0) return [2 + below(12)];
  if (kind === 1) return [2 + below(9), channels];
  if (kind === 2) return [2 + below(3), 2 + below(3), 2 + below(3), 1 + below(4)];
  return [2 + below(6), 2 + below(6), channels];
}

/**
 * Parameters of the nodes that one call of a layer made, by the name behind the last slash; where several have one name, all by
 * path, with _ for / and dots.
 */
function parametersBetween(inputs: readonly Node[], output: Node): Record<string, Parameter> {
  const found = new Set<Parameter>();
  const visit = (node: Node): void => {
    if (inputs.includes(node)) return;
    node.inputs.forEach(visit);
    for (const parameter of Object.values(node.parameters)) found.add(parameter);
  };
  visit(output);
  const names = [...found].map(({ path }) => path.slice(path.lastIndexOf("/") + 1));
  const unique = new Set(names).size === names.length;
  return Object.fromEntries([...found].map((p, i) => [unique ? names[i] : p.path.replace(/\W/g, "_"), p]));
}
