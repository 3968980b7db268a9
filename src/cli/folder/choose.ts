/** What a folder of pictures is trained with when its user says nothing: simple rules, each with its reason. */
import type { AugmentName } from "./augmentation.ts";
import { NETWORKS, type NetworkName } from "./networks.ts";

/** What is known of the pictures. */
export interface Survey {
  /** Pictures to train on. */
  pictures: number;
  classes: number;
  /** Medians over some of the pictures. */
  width: number;
  height: number;
  /** Whether any of them has a colour. */
  coloured: boolean;
}

/** Everything that is chosen. */
export interface Choice {
  model: NetworkName;
  /** Filters of the small network's first stage. */
  filters: number;
  size: { width: number; height: number };
  channels: 1 | 3;
  augment: readonly AugmentName[];
  epochs: number;
  batch: number;
  /** Learning rate at its highest. */
  lr: number;
}

/** A choice with its reasons: a line for each part, of what was chosen here and not by the user. */
export interface Chosen {
  choice: Choice;
  reasons: Record<keyof Choice, string>;
}

/** Pictures that a training looks at in all, if that makes neither too few epochs nor too many. */
const LOOKS = 300_000;
const EPOCHS = { least: 10, most: 100 };
/** With few pictures an epoch has few steps: so many are needed in all, in at most so many epochs. */
const STEPS = 1000;
const MOST_EPOCHS = 200;
/** Batches of 64, smaller ones where an epoch would have fewer steps than this. */
const BATCH = { usual: 64, least: 8, steps: 8 };
const RATE = 0.1; // for batches of 64
/** Below so many pictures more is drawn by chance; above so many the network is narrower, or an epoch would take minutes. */
const FEW = 2000;
const MANY = 30_000;

/** Chooses by the pictures' number, size and colours, and takes what `given` has as it is. Pure: the same for the same pictures. */
export function choose(survey: Survey, given: Partial<Choice> = {}): Chosen {
  const { pictures, classes, coloured } = survey;
  const model = given.model ?? "small";
  const kind = NETWORKS[model];
  const channels = given.channels ?? (coloured || !kind.channels.includes(1) ? 3 : 1);
  const usable = kind.channels.includes(channels) ? channels : kind.channels[0];
  const size = given.size ?? (kind.size ? { width: kind.size, height: kind.size } : sizeFor(survey));
  const filters = given.filters ?? (pictures > MANY ? 16 : 32);
  const batch = given.batch ?? batchFor(pictures);
  const steps = Math.ceil(pictures / batch);
  const epochs = given.epochs ?? epochsFor(pictures, steps);
  const augment = given.augment ?? augmentFor(survey);
  const lr = given.lr ?? (RATE * batch) / 64;
  const choice: Choice = { model, filters, size, channels: usable, augment, epochs, batch, lr };
  const shown = `${Math.round(survey.width)}x${Math.round(survey.height)}`;
  return {
    choice,
    reasons: {
      model: `${count(pictures)} pictures of ${classes} classes to train on: a small network with batch normalisation learns them from scratch`,
      filters: pictures > MANY ? "few filters, as there are many pictures" : "32 filters to begin with",
      size: kind.size ? `what ${model} takes` : `the pictures have ${shown} at the median`,
      channels: coloured
        ? "there are colours"
        : usable === 1
          ? "the pictures are grey"
          : `${model} takes three channels`,
      augment: reasonToAugment(survey, augment),
      epochs: `so that it sees some ${count(pictures * epochs)} pictures in ${count(steps * epochs)} steps`,
      batch: batch === BATCH.usual ? "the usual" : "small, as there are few pictures",
      lr: "0.1 for batches of 64, in proportion; it rises over the first 5 % of the steps and falls along a cosine",
    },
  };
}

/**
 * About the pictures' own size up to 32 pixels, 48 up to 64, 64 up to 128, else 96: what is in a picture is mostly seen at that, and
 * each doubling takes four times as long. Wide and high ones keep their proportions, up to 3 to 1; sides are multiples of 4.
 */
function sizeFor({ width, height }: Survey): { width: number; height: number } {
  const side = Math.sqrt(width * height);
  const target = side <= 40 ? side : side <= 64 ? 48 : side <= 128 ? 64 : 96;
  const ratio = Math.min(3, Math.max(1 / 3, width / height));
  const nearSquare = ratio > 0.8 && ratio < 1.25;
  const stretch = nearSquare ? 1 : Math.sqrt(ratio);
  const whole = (pixels: number): number => Math.max(16, 4 * Math.round(pixels / 4));
  return { width: whole(target * stretch), height: whole(target / stretch) };
}

function batchFor(pictures: number): number {
  let batch = BATCH.usual;
  while (batch > BATCH.least && pictures / batch < BATCH.steps) batch /= 2;
  return batch;
}

function epochsFor(pictures: number, steps: number): number {
  const byLooks = Math.min(EPOCHS.most, Math.max(EPOCHS.least, Math.round(LOOKS / pictures)));
  const bySteps = Math.min(MOST_EPOCHS, Math.ceil(STEPS / steps));
  return Math.max(byLooks, bySteps);
}

/** Grey pictures are often writing, which must not be mirrored; photographs can be. */
function augmentFor({ pictures, coloured }: Survey): readonly AugmentName[] {
  if (!coloured) return ["affine"];
  return pictures < FEW ? ["flip", "affine", "colour"] : ["flip", "crop"];
}

function reasonToAugment({ coloured, pictures }: Survey, augment: readonly AugmentName[]): string {
  if (!augment.length) return "none";
  if (!coloured) return "grey pictures may be writing, so nothing is mirrored";
  return pictures < FEW
    ? "photographs can be mirrored, and few are changed more"
    : "photographs can be mirrored and moved";
}

const count = (value: number): string => Math.round(value).toLocaleString("en-US");
