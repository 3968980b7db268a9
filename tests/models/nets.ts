import type { Graph } from "../../src/index.ts";
import {
  type ClassifierOptions,
  efficientnetB0,
  mobilenetV2,
  resnet18,
  resnet20,
  resnet50,
  squeezenet11,
} from "../../src/models/index.ts";

/** The architectures that take a size, by name. */
export const nets: Readonly<Record<string, (options?: ClassifierOptions) => Graph>> = {
  squeezenet11,
  mobilenetV2,
  resnet18,
  resnet50,
  resnet20,
  efficientnetB0,
};
