/** Boxes in tables: in four columns and a label's, or as JSON in one. */

import type { Box } from "../../data/samples.ts";
import { show } from "../../error.ts";
import { failCell, isBlank, jsonCell, labelCell, numberCell, type PlacedRow } from "./cells.ts";

/** The columns of one box's edges, in pixels from the picture's left and top. */
export interface BoxColumns {
  left: string;
  top: string;
  right: string;
  bottom: string;
}

/** A box whose label is still what stands in the table. */
export type LabelledBox = Omit<Box, "label"> & { readonly label: string };

const EDGES = ["left", "top", "right", "bottom"] as const;

/** The box of a row whose edges stand in four columns; null where all four are empty: a picture with no box in it. */
export function boxInColumns(placed: PlacedRow, columns: BoxColumns, label: string): LabelledBox | null {
  if (EDGES.every((edge) => isBlank(placed.row.get(columns[edge])))) return null;
  const [left, top, right, bottom] = EDGES.map((edge) => numberCell(placed, columns[edge]));
  return checked(placed, columns.left, { left, top, right, bottom, label: labelCell(placed, label) });
}

/** The boxes of a row in one column: an array of [left, top, right, bottom, label] or of objects with these keys. */
export function boxesInJson(placed: PlacedRow, column: string): LabelledBox[] {
  if (isBlank(placed.row.get(column))) return [];
  const list = jsonCell(placed, column);
  if (!Array.isArray(list)) return failCell(placed, column, show(list), "an array of boxes in JSON");
  return list.map((value) => {
    const parts = Array.isArray(value) ? value : [...EDGES, "label"].map((key) => value?.[key]);
    if (parts.length !== 5 || parts.includes(undefined))
      failCell(placed, column, `the box ${JSON.stringify(value)}`, "left, top, right, bottom and label");
    const [left, top, right, bottom] = parts.slice(0, 4).map((edge) => numberCell(placed, column, edge));
    return checked(placed, column, { left, top, right, bottom, label: labelCell(placed, column, parts[4]) });
  });
}

function checked(placed: PlacedRow, column: string, box: LabelledBox): LabelledBox {
  const { left, top, right, bottom } = box;
  if (right > left && bottom > top) return box;
  return failCell(
    placed,
    column,
    `a box from ${left}, ${top} to ${right}, ${bottom}`,
    "its right edge beyond its left one, and its bottom beyond its top",
  );
}
