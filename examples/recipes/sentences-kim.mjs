// Is a sentence about a film for or against it? A convolutional network over words, after Kim 2014, "Convolutional neural networks for
// sentence classification", CNN-rand: word vectors begin at random. The paper has 76.1 % right in ten-fold cross-validation. Beside its
// dropout and its bound on the norm of the last weights, two fifths of the words' numbers are dropped too, and weights are averaged.
//
//     node examples/recipes/sentences-kim.mjs --data ../shared/data/text-mr --seed 1 [--folds 10]
import {
  adam,
  concat,
  constrain,
  conv1d,
  dense,
  dropout,
  embedding,
  exponentialAverage,
  globalMaxPool1d,
  graph,
  input,
  model,
  relu,
  sequential,
  softmaxCrossEntropy,
  uniform,
} from "fovea";
import { dataset, kFold } from "fovea/data";
import { vocabulary } from "fovea/formats";

const BATCH = 50;
const LENGTH = 44; // words; the last of longer sentences are left out

/** Trains once for each of the first `folds` of ten folds; the figure is the mean share of sentences of the fold that are right. */
export async function train({ data, engine, seed, epochs = 7, folds = 10, log = () => {} }) {
  const sentences = dataset([
    ...data.negative.map((text) => ({ text, label: 0 })),
    ...data.positive.map((text) => ({ text, label: 1 })),
  ]);
  const divided = await kFold(sentences, { k: 10, seed, stratify: ({ label }) => label });
  const accuracies = [];
  for (const fold of divided.slice(0, folds)) {
    accuracies.push(await trainFold({ fold, engine, seed, epochs, log }));
    const mean = accuracies.reduce((a, b) => a + b) / accuracies.length;
    await log({ kind: "fold", fold: accuracies.length, accuracy: accuracies.at(-1), mean });
  }
  return { accuracy: accuracies.reduce((a, b) => a + b) / accuracies.length, accuracies };
}

/** The vocabulary is that of the training sentences. */
async function trainFold({ fold, engine, seed, epochs, log }) {
  const training = await fold.train.toArray();
  const words = vocabulary(
    training.map(({ text }) => text),
    { tokenize: "kim", minCount: 2 },
  );
  const samples = (sentences) => ({
    x: words.encodeAll(
      sentences.map(({ text }) => text),
      { length: LENGTH },
    ),
    y: Int32Array.from(sentences, ({ label }) => label),
    size: sentences.length,
  });

  const descent = constrain(adam({ learningRate: 0.0015 }), { match: /classifier\/kernel$/, maxNorm: 3 });
  const optimizer = exponentialAverage(descent, { decay: 0.998 });
  const loss = softmaxCrossEntropy();
  const net = await model(network(words), { engine, seed });
  for await (const event of net.fit(samples(training), { epochs, batchSize: BATCH, seed, optimizer, loss }))
    await log(event);
  const average = await net.averaged();
  const { accuracy } = await average.evaluate(samples(await fold.validation.toArray()), { loss });
  for (const each of [net, average]) each.dispose();
  return accuracy;
}

/** Windows of 3, 4 and 5 words with 100 features each; of each feature the greatest value in the sentence. */
function network(words) {
  const x = input([LENGTH], { name: "words" });
  const initializer = uniform({ limit: 0.25 });
  const vectors = sequential(
    embedding({ count: words.size, size: 128, padding: words.padding, initializer }),
    dropout({ rate: 0.4 }),
  )(x);
  const features = [3, 4, 5].map((kernel) =>
    sequential(conv1d({ filters: 100, kernel, padding: "same" }), relu(), globalMaxPool1d())(vectors),
  );
  return graph(x, sequential(dropout({ rate: 0.5 }), dense({ units: 2, name: "classifier" }))(concat()(...features)));
}

if (globalThis.process?.argv?.[1]?.endsWith("sentences-kim.mjs")) {
  const [{ run }, { readSentences }] = await Promise.all(["./run.mjs", "./data.mjs"].map((file) => import(file)));
  await run(train, readSentences, { folds: { type: "string" } });
}
