/** A sheet of rows of pictures as one SVG file: the pictures are in it, as PNG. */
import type { Box, Picture } from "../../data/samples.ts";
import { encodePng } from "../../images/png/encode.ts";
import { type Cell, COLUMNS } from "./cells.ts";

/** A row with its pictures drawn. */
export interface DrawnRow {
  readonly name: string;
  readonly code: string;
  readonly cells: readonly Cell[];
}

export interface DrawnFamily {
  readonly title: string;
  readonly text: string;
  readonly rows: readonly DrawnRow[];
}

const WIDTH = 920;
const MARGIN = 24;
/** Where pictures begin, their side, and the space between two. */
const LEFT = 300;
const SIDE = 88;
const GAP = 10;
/** Height of a line under a picture. */
const CAPTION = 14;
const HEADING = 64;
const ROW_GAP = 16;
/** Pictures up to this side show their pixels. */
const FEW = 16;

/** The whole sheet, which opens in any browser. */
export function sheet(parts: readonly DrawnFamily[]): string {
  const body: string[] = [];
  let y = MARGIN;
  for (const { title, text, rows } of parts) {
    body.push(`<text class="title" x="${MARGIN}" y="${y + 20}">${escaped(title)}</text>`);
    body.push(`<text class="text" x="${MARGIN}" y="${y + 40}">${escaped(text)}</text>`);
    y += HEADING;
    for (const row of rows) {
      body.push(...drawRow(row, y));
      y += heightOf(row) + ROW_GAP;
    }
    y += MARGIN;
  }
  const size = `width="${WIDTH}" height="${y}" viewBox="0 0 ${WIDTH} ${y}"`;
  const style = STYLE.replaceAll("\n", "");
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>\n<style>${style}</style>\n<rect class="paper" width="100%" height="100%" rx="10"/>\n${body.join("\n")}\n</svg>\n`;
}

const STYLE = `
.paper{fill:#fff}
text{font-family:ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;fill:#1f2933}
.title{font-size:20px;font-weight:650}
.text{font-size:13px;fill:#5a6673}
.name{font-size:14px;font-weight:600}
.code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:11px;fill:#5a6673}
.caption{font-size:10.5px;fill:#5a6673;text-anchor:middle}
.pixels{image-rendering:pixelated}
.line{stroke:#e4e7eb}
.box{fill:none;stroke:#ffe14d;stroke-width:1.5}
.shade{fill:none;stroke:#000;stroke-opacity:.45;stroke-width:3}
`;

/** Characters in a line of code, and under a picture. */
const CODE_WIDTH = 38;
const CAPTION_WIDTH = 16;

const linesUnder = ({ caption }: Cell): string[] => (caption ? wrap(caption, CAPTION_WIDTH, "") : []);
const heightOf = ({ cells }: DrawnRow): number =>
  SIDE + CAPTION * Math.max(...cells.map((cell) => linesUnder(cell).length));

function drawRow({ name, code, cells }: DrawnRow, y: number): string[] {
  const line = y - ROW_GAP / 2;
  const parts = [`<path class="line" d="M${MARGIN} ${line}H${WIDTH - MARGIN}"/>`];
  parts.push(`<text class="name" x="${MARGIN}" y="${y + 20}">${escaped(name)}</text>`);
  for (const [i, text] of wrap(code, CODE_WIDTH, "  ").entries())
    parts.push(`<text class="code" x="${MARGIN}" y="${y + 38 + 15 * i}">${escaped(text)}</text>`);
  for (const [i, cell] of cells.slice(0, COLUMNS).entries()) parts.push(drawCell(cell, LEFT + i * (SIDE + GAP), y));
  return parts;
}

/** A picture as large as it fits; of small ones one sees the pixels. */
function drawCell(cell: Cell, left: number, top: number): string {
  const { picture, boxes } = cell;
  const { width, height } = picture;
  const factor = SIDE / Math.max(width, height);
  const [w, h] = [width * factor, height * factor];
  const [x, y] = [left + (SIDE - w) / 2, top + (SIDE - h) / 2];
  const place = `x="${round(x)}" y="${round(y)}" width="${round(w)}" height="${round(h)}"`;
  const pixels = Math.max(width, height) <= FEW ? ' class="pixels"' : "";
  const image = `<image${pixels} ${place} href="${dataUrl(picture)}"/>`;
  const outlines = boxes.map((box) => outline(box, x, y, factor)).join("");
  const words = linesUnder(cell).map((line, i) => {
    const place = `x="${left + SIDE / 2}" y="${top + SIDE + CAPTION * (i + 1) - 2}"`;
    return `<text class="caption" ${place}>${escaped(line)}</text>`;
  });
  return image + outlines + words.join("");
}

function outline({ left, top, right, bottom }: Box, x: number, y: number, factor: number): string {
  const place = `x="${round(x + left * factor)}" y="${round(y + top * factor)}"`;
  const size = `width="${round((right - left) * factor)}" height="${round((bottom - top) * factor)}"`;
  return `<rect class="shade" ${place} ${size}/><rect class="box" ${place} ${size}/>`;
}

const round = (value: number): string => String(Math.round(value * 100) / 100);

/** A picture as a PNG in a URL. */
function dataUrl(picture: Picture): string {
  let text = "";
  for (const byte of encodePng(picture)) text += String.fromCharCode(byte);
  return `data:image/png;base64,${btoa(text)}`;
}

/** Lines of at most `width` characters, broken at spaces; those after the first begin with `indent`. */
function wrap(text: string, width: number, indent: string): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines[lines.length - 1];
    if (line && line.length + 1 + word.length > width) lines.push(indent + word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines;
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
