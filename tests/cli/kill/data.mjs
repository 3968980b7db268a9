// The data of program.mjs, as its worker makes it: digits distorted by chance, in batches, in another order each epoch.
import { augment, elasticDistortion, randomErasing } from "../../../build/src/augment/index.js";
import { digits, fromSamples } from "../../../build/src/data/index.js";
import { engine } from "../../../build/src/index.js";

export async function train() {
  const affine = { degrees: 10, translate: 0.08, scale: /** @type {[number, number]} */ ([0.9, 1.1]) };
  const changes = [elasticDistortion({ alpha: 30, sigma: 4, affine }), randomErasing()];
  const change = await augment(changes, { engine: await engine({ threads: 1 }), seed: 1 });
  const pictures = fromSamples(digits({ count: 1500, seed: 1 }), { shape: [28, 28, 1] });
  return pictures.shuffle({ seed: 1 }).map(change).batch(32);
}
