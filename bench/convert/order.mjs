// In which order an interpreter goes through a portable graph.

/** Places of the nodes that the output needs, inputs left out, each after its own inputs. Folding and fusing leave some that nobody needs. */
export function executionOrder({ nodes, output }) {
  const needed = new Set();
  const waiting = [output];
  while (waiting.length) {
    const place = waiting.pop();
    if (!needed.has(place)) waiting.push(...nodes[place].inputs);
    needed.add(place);
  }
  return [...needed].filter((place) => nodes[place].op !== "input").sort((a, b) => a - b);
}

/** Throws when `known` lacks an operation of `graph`. */
export function checkOperations({ nodes }, order, known, library) {
  for (const place of order)
    if (!(nodes[place].op in known)) throw new Error(`no conversion of ${nodes[place].op} to ${library}`);
}

/** How many times the nodes in `order` read each node; the output counts as one more. */
export function countUses({ nodes, output }, order) {
  const uses = nodes.map(() => 0);
  for (const place of order) for (const input of nodes[place].inputs) uses[input]++;
  uses[output]++;
  return uses;
}
