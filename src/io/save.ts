import { checkOptions, fail, show } from "../error.ts";
import type { Network } from "../network.ts";
import { version } from "../version.ts";
import { graphToJson } from "./graphJson.ts";
import { encode, type StoredTensor } from "./safetensors.ts";

/** Options of `model.save`. */
export interface SaveOptions {
  /** Include what a resumed training needs: optimizer state and position. Default false. */
  training?: boolean;
}

/** Layout of the metadata; grows when older readers could not read it. */
export const FORMAT = 1;

/** Prefix of tensors that hold optimizer state: `optimizer/velocity/0.conv2d/kernel`. */
export const STATE = "optimizer/";

/** Prefix of tensors that hold the best parameters of a training that may stop early. */
export const KEPT = "kept/";

/** `model` as a safetensors file; see `Model.save`. */
export function saveModel(network: Network, options: SaveOptions): Uint8Array<ArrayBuffer> {
  checkOptions("save", options, ["training"]);
  const { training = false } = options;
  if (typeof training !== "boolean")
    fail("option", { where: "save.training", got: show(training), expected: "true or false" });
  if (training && !network.position)
    fail("option", {
      where: "save.training",
      got: "a model that was never trained",
      expected: "one with a training to resume",
      hint: "leave training out",
    });
  // Views, not copies: the file that is made of them at once is the only copy.
  const tensors = new Map<string, StoredTensor>(
    [...network.graph.parameters].map(([parameter, path]) => [
      path,
      { shape: parameter.shape, data: network.parameterBlock.view(parameter) },
    ]),
  );
  const state = training ? network.optimizerState() : {};
  for (const [name, values] of Object.entries(state))
    for (const [{ shape }, path] of network.graph.parameters) {
      const data = values.get(path); // an optimizer need not keep it for all
      if (data) tensors.set(`${STATE}${name}/${path}`, { shape, data });
    }
  if (training)
    for (const [{ shape }, path] of network.graph.parameters) {
      const data = network.kept?.get(path);
      if (data) tensors.set(`${KEPT}${path}`, { shape, data });
    }
  const names = Object.keys(state);
  const empty = names.filter((name) => !state[name].size); // as that of an optimizer for parameters that the model has not
  const kept = { position: network.position, state: names, ...(empty.length && { empty }) };
  const metadata = {
    format: "fovea",
    "fovea.format": String(FORMAT),
    "fovea.version": version,
    "fovea.graph": graphToJson(network.graph),
    "fovea.classes": JSON.stringify(network.classes),
    ...(training && { "fovea.training": JSON.stringify(kept) }),
  };
  return encode({ tensors, metadata });
}
