/** Text as HTML. */

/** `text` with the characters that HTML means otherwise as entities; right between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A part of the page under a heading, or nothing where it is empty. */
export function section(heading: string, body: string, about = ""): string {
  if (!body) return "";
  const lead = about && `<p class="about">${escapeHtml(about)}</p>`;
  return `<section><h2>${escapeHtml(heading)}</h2>${lead}${body}</section>`;
}

/** Names and values, as a list of two columns. */
export function facts(values: Readonly<Record<string, unknown>>): string {
  const rows = Object.entries(values).filter(([, value]) => value !== undefined && value !== null);
  if (!rows.length) return "";
  const row = ([name, value]: [string, unknown]): string =>
    `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(inWords(value))}</dd></div>`;
  return `<dl class="facts">${rows.map(row).join("")}</dl>`;
}

/** A value as people read it: lists with commas, objects as names and values. */
function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.length ? value.map(inWords).join(", ") : "none";
  if (typeof value === "object" && value !== null)
    return Object.entries(value)
      .map(([name, each]) => `${name} ${inWords(each)}`)
      .join("; ");
  return String(value);
}

/** `0.98765` as `98.8 %`. */
export function percent(value: number, digits = 1): string {
  return `${(value * 100).toFixed(digits)} %`;
}

/** `12345` as `12,345`. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}
