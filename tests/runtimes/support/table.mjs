// The rows of the report.
const COLUMNS = [
  ["", 4, ({ verdict }) => verdict],
  ["runtime", 9, ({ name }) => name],
  ["version", 16, ({ result }) => result?.version],
  ["where", 38, ({ test }) => test.where],
  ["build", 8, ({ result }) => result?.build],
  ["threads", 7, ({ result }) => result?.threads],
  ["seconds", 7, ({ result }) => result?.seconds?.toFixed(2)],
  ["accuracy", 8, ({ result }) => result?.accuracy?.toFixed(4)],
  ["hash", 25, ({ result }) => result?.hash],
  ["reason", 0, ({ result }) => result?.reason],
];

const line = (texts) =>
  texts
    .map((text, i) => String(text ?? "").padEnd(COLUMNS[i][1]))
    .join(" ")
    .trimEnd();

export const heading = () => line(COLUMNS.map(([title]) => title));

/** `{ verdict, name, test, result }` as one line. */
export const row = (entry) => line(COLUMNS.map(([, , value]) => value(entry)));
