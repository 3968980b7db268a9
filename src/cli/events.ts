/** What a training tells while it runs; one sink prints it for people, another as JSON. */
import type { FitEvent } from "../index.ts";
import type { RunConfig } from "./config.ts";

export type TrainingReport =
  | StartReport
  | StepReport
  | ValidationReport
  | EpochReport
  | StoppedReport
  | DoneReport
  | Extract<FitEvent, { kind: "stop" | "statistics" | "warning" }>;

export interface StartReport {
  kind: "start";
  /** The network and the data, for people. */
  title: string;
  /** What the samples are that are not trained on. */
  heldOut: "test" | "validation";
  config: RunConfig;
  /** Samples to train on, and to test on. */
  train: number;
  test: number;
  threads: number;
  build: string;
  /** The steps already taken, in a training that goes on. */
  step: number;
  steps: number;
  out: string;
  /** What happened that was not asked for. */
  note?: string;
}

export interface StepReport {
  kind: "step";
  epoch: number;
  epochs: number;
  step: number;
  steps: number;
  loss: number;
  accuracy?: number;
  learningRate: number;
  imagesPerSecond: number;
  secondsLeft: number;
}

/** On the test data, after an epoch. */
export interface ValidationReport {
  kind: "validation";
  epoch: number;
  step: number;
  loss: number;
  accuracy?: number;
}

export interface EpochReport {
  kind: "epoch";
  epoch: number;
  epochs: number;
  step: number;
  loss: number;
  accuracy?: number;
  seconds: number;
  /** Of them, waiting for data. */
  waiting?: number;
  imagesPerSecond: number;
}

/** The user stopped it; `resume` is the command that goes on. */
export interface StoppedReport {
  kind: "stopped";
  step: number;
  steps: number;
  out: string;
  resume: string;
}

export interface DoneReport {
  kind: "done";
  /** On the test data, 0..1. */
  accuracy: number;
  loss: number;
  /** Of training alone. */
  seconds: number;
  steps: number;
  parametersHash: string;
  out: string;
}

export type Sink = (report: TrainingReport) => void;
