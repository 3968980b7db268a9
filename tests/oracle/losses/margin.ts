import { type LossOracle, labelled } from "./loss.ts";

interface MarginOptions {
  form: "oneVsAll" | "crammerSinger" | "westonWatkins";
  margin: number;
  squared: boolean;
  classWeights?: readonly number[];
  ignoreIndex?: number;
}

/** Hinge losses of rows y of classes and their labels t. */
export const marginLoss = ({ form, margin, squared, classWeights, ignoreIndex }: MarginOptions): LossOracle =>
  labelled((y, label, gradient) => {
    const weight = classWeights?.[label] ?? 1;
    const h = (v: number): number => Math.max(0, margin + v) ** (squared ? 2 : 1);
    const slope = (v: number): number => (margin + v <= 0 ? 0 : squared ? 2 * (margin + v) : 1);
    const others = [...y.keys()].filter((c) => c !== label);
    if (form === "crammerSinger") {
      const rival = others.reduce((best, c) => (y[c] > y[best] ? c : best));
      const v = y[rival] - y[label];
      const tie = margin === 0 && v === 0 && !squared; // to the perceptron a mistake
      gradient[rival] += weight * (tie ? 1 : slope(v));
      gradient[label] -= weight * (tie ? 1 : slope(v));
      return weight * h(v);
    }
    const share = form === "oneVsAll" ? weight : weight / y.length;
    let sum = 0;
    if (form === "oneVsAll") {
      sum += h(-y[label]);
      gradient[label] -= share * slope(-y[label]);
    }
    for (const c of others) {
      const v = form === "oneVsAll" ? y[c] : y[c] - y[label];
      sum += h(v);
      gradient[c] += share * slope(v);
      if (form === "westonWatkins") gradient[label] -= share * slope(v);
    }
    return share * sum;
  }, ignoreIndex);
