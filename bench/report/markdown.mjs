// Pieces of Markdown.

/** @param {string[]} titles @param {string[][]} rows; the first two columns are text, the others numbers */
export function markdownTable(titles, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const rule = titles.map((_, i) => (i < 2 ? "---" : "--:"));
  return [line(titles), `|${rule.join("|")}|`, ...rows.map(line)].join("\n");
}

/** Remarks that table cells refer to by number; the same remark has one number. */
export class Notes {
  #texts = [];

  /** The cell that refers to `text`. */
  refer(text) {
    if (!this.#texts.includes(text)) this.#texts.push(text);
    return `(${this.#texts.indexOf(text) + 1})`;
  }

  toString() {
    return this.#texts.map((text, i) => `(${i + 1}) ${text}`).join("  \n");
  }
}
