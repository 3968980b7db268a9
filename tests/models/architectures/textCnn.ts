import {
  concat,
  conv1d,
  dense,
  dropout,
  embedding,
  type Graph,
  globalMaxPool1d,
  graph,
  input,
  named,
  relu,
  sequential,
} from "../../../src/index.ts";

export interface TextCnnOptions {
  /** Words in a sentence; shorter ones end in 0. */
  length?: number;
  vocabulary?: number;
  /** Numbers in a word's vector. */
  size?: number;
  filters?: number;
  widths?: readonly number[];
  classes?: number;
}

/** Kim 2014, "Convolutional neural networks for sentence classification", with vectors that are learnt. */
export function textCnn(options: TextCnnOptions = {}): Graph {
  const { length = 64, vocabulary = 5000, size = 300, filters = 100, widths = [3, 4, 5], classes = 2 } = options;
  const words = input([length], { name: "words" });
  const vectors = embedding({ count: vocabulary, size, padding: 0 })(words);
  const read = (kernel: number) =>
    named(`width${kernel}`, sequential(conv1d({ filters, kernel }), relu(), globalMaxPool1d()));
  const [first, second, ...more] = widths.map((kernel) => read(kernel)(vectors));
  const found = concat()(first, second, ...more);
  return graph(words, sequential(dropout({ rate: 0.5 }), dense({ units: classes }))(found));
}
