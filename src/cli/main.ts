#!/usr/bin/env node
/** The command line, `fovea`. Exit codes: 0 fine, 1 failed, 2 wrong use, 130 stopped by the user. */
import { Command } from "commander";
import { version } from "../version.ts";
import { addAugment } from "./augment.ts";
import { addDemo } from "./demo.ts";
import { addEvaluate } from "./evaluate.ts";
import { commanderText, reportError } from "./failure.ts";
import { addInfo } from "./info.ts";
import { addPredict } from "./predict.ts";
import { addSummary } from "./summary.ts";
import { addTrain } from "./train.ts";

const program = new Command("fovea")
  .description("Trains convolutional neural networks and runs them")
  .version(version, "-v, --version", "print fovea's version")
  .helpOption("-h, --help", "print help")
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(commanderText(text)) })
  .addHelpText(
    "after",
    `
Examples:
  fovea train --data pets                                     train on pets/cat/*.jpg, pets/dog/*.jpg, ...
  fovea predict runs/pets garden.jpg                          cat or dog?
  fovea train lenet5                                          train on drawn digits, no files needed
  fovea train lenet5 --data mnist --root mnist --out runs/a   train on MNIST from the folder mnist
  fovea evaluate runs/a --data mnist --root mnist             test the model again
  fovea augment --preview sheet                               what augmentation does to pictures

Exit codes: 0 fine, 1 failed, 2 wrong use, 130 stopped with Ctrl-C. FOVEA_DEBUG=1 prints where an error was thrown.`,
  );
for (const add of [addTrain, addEvaluate, addPredict, addSummary, addInfo, addAugment, addDemo]) add(program);

// Whoever reads us may stop reading (fovea ... | head): that is no error to explain.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(1);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportError(error);
}
