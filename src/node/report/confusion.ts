/** The confusion matrix as a picture, the pairs that are mixed up most, and each class's figures. */
import { escapeHtml, percent, whole } from "./html.ts";

/** Beyond so many classes the matrix is too fine to read: the pairs say it better. */
const MOST_CLASSES = 100;
const NUMBERED_CLASSES = 20;
const PAIRS = 10;
const ROWS = 20;
/** Pixels below which the matrix does not shrink: it scrolls. */
const LEGIBLE = 820;
/** Characters of a class's name beside the matrix. */
const NAME = 16;

/** confusion[label][predicted] with the classes' names. */
export interface Confused {
  confusion: readonly (readonly number[])[];
  classes: readonly string[];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Share of rows that are right. */
export function accuracyOf(confusion: readonly (readonly number[])[]): number {
  const all = sum(confusion.map(sum));
  return all ? sum(confusion.map((row, i) => row[i])) / all : 0;
}

/** The matrix as SVG: rows are true classes, columns predicted ones, shaded by the share of the row. Empty for too many classes. */
export function matrix({ confusion, classes }: Confused): string {
  const n = classes.length;
  if (n > MOST_CLASSES) return "";
  const cell = Math.max(11, Math.min(46, Math.floor(780 / n)));
  const font = Math.min(13, cell - 1);
  const names = classes.map(shortened);
  const longest = Math.max(...names.map((name) => name.length));
  const upright = longest <= 2;
  const margin = 26 + (upright ? 14 : longest * font * 0.6);
  const side = margin + n * cell + 2;
  const isNumbered = n <= NUMBERED_CLASSES;
  const middle = (i: number): number => margin + (i + 0.5) * cell;
  const cells = confusion.flatMap((row, label) =>
    row.flatMap((count, predicted) => (count ? [square(label, predicted, count, sum(row))] : [])),
  );

  function square(label: number, predicted: number, count: number, all: number): string {
    const share = count / all;
    const opacity = (0.12 + 0.88 * Math.sqrt(share)).toFixed(2);
    const kind = label === predicted ? "right" : "wrong";
    const title = `${classes[label]} taken for ${classes[predicted]}: ${whole(count)} of ${whole(all)}, ${percent(share)}`;
    const [x, y] = [margin + predicted * cell, margin + label * cell];
    const rect = `<rect class="${kind}" x="${x}" y="${y}" width="${cell - 1}" height="${cell - 1}" rx="${isNumbered ? 3 : 0}" fill-opacity="${opacity}"><title>${escapeHtml(title)}</title></rect>`;
    const strong = share > 0.4 ? ' class="strong"' : "";
    const text = `<text${strong} x="${middle(predicted)}" y="${middle(label)}" font-size="${numberSize(count, cell)}">${count}</text>`;
    return isNumbered ? rect + text : rect;
  }

  const rowNames = names.map(
    (name, i) => `<text class="row" x="${margin - 6}" y="${middle(i)}">${escapeHtml(name)}</text>`,
  );
  const columnNames = names.map((name, i) => {
    const place = upright
      ? `class="upright" x="${middle(i)}" y="${margin - 10}"`
      : `class="column" transform="translate(${middle(i)} ${margin - 6}) rotate(-90)"`;
    return `<text ${place}>${escapeHtml(name)}</text>`;
  });
  const frame = `<rect class="frame" x="${margin - 1}" y="${margin - 1}" width="${n * cell + 1}" height="${n * cell + 1}"/>`;
  const axes = `<text class="axis" x="${margin + (n * cell) / 2}" y="11">predicted</text><text class="axis" transform="translate(11 ${margin + (n * cell) / 2}) rotate(-90)">true</text>`;
  return `<div class="wide"><svg class="matrix" role="img" aria-label="confusion matrix" viewBox="0 0 ${side} ${side}" width="${side}" height="${side}" style="min-width:${Math.min(side, LEGIBLE)}px" font-size="${font}">${frame}${cells.join("")}${rowNames.join("")}${columnNames.join("")}${axes}</svg></div>`;
}

const numberSize = (count: number, cell: number): number => Math.min(13, (cell - 4) / (String(count).length * 0.6));

const shortened = (name: string): string => (name.length > NAME ? `${name.slice(0, NAME - 1)}…` : name);

/** The classes that are taken for one another most, in words. */
export function confusedPairs({ confusion, classes }: Confused): string {
  const pairs = confusion.flatMap((row, label) =>
    row.flatMap((count, predicted) =>
      count && label !== predicted ? [{ label, predicted, count, all: sum(row) }] : [],
    ),
  );
  pairs.sort((a, b) => b.count - a.count || a.label - b.label || a.predicted - b.predicted);
  if (!pairs.length) return "";
  const rows = pairs
    .slice(0, PAIRS)
    .map(
      ({ label, predicted, count, all }) =>
        `<tr><td>${escapeHtml(classes[label])}</td><td>${escapeHtml(classes[predicted])}</td><td>${whole(count)}</td><td>${percent(count / all)}</td></tr>`,
    );
  return `<table><caption>Taken for one another most</caption><thead><tr><th>true</th><th>predicted</th><th>times</th><th>of the class</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

interface ClassFigures {
  name: string;
  count: number;
  precision: number;
  recall: number;
  f1: number;
}

function figuresOf({ confusion, classes }: Confused): ClassFigures[] {
  const predicted = classes.map((_, c) => sum(confusion.map((row) => row[c])));
  return classes.map((name, c) => {
    const [right, count] = [confusion[c][c], sum(confusion[c])];
    const f1 = count + predicted[c] ? (2 * right) / (count + predicted[c]) : 0;
    return { name, count, precision: predicted[c] ? right / predicted[c] : 0, recall: count ? right / count : 0, f1 };
  });
}

/** Precision, recall and F1 of each class; of many classes first those that are worst, the rest folded away. `rows` says what is counted. */
export function classTable(confused: Confused, rows: string): string {
  const figures = figuresOf(confused);
  if (figures.length <= ROWS) return table(figures, rows);
  const worst = figures.toSorted((a, b) => a.f1 - b.f1).slice(0, ROWS);
  return (
    `<p class="about">The ${ROWS} classes with the lowest F1:</p>${table(worst, rows)}` +
    `<details><summary>All ${figures.length} classes</summary>${table(figures, rows)}</details>`
  );
}

function table(figures: readonly ClassFigures[], rows: string): string {
  const bar = (value: number): string =>
    `<td class="bar"><meter min="0" max="1" value="${value.toFixed(4)}"></meter>${percent(value)}</td>`;
  const row = ({ name, count, precision, recall, f1 }: ClassFigures): string =>
    `<tr><td>${escapeHtml(name)}</td><td>${whole(count)}</td>${bar(precision)}${bar(recall)}${bar(f1)}</tr>`;
  return `<div class="wide"><table><thead><tr><th>class</th><th>${rows}</th><th>precision</th><th>recall</th><th>F1</th></tr></thead><tbody>${figures.map(row).join("")}</tbody></table></div>`;
}
