/** Annotations of Pascal VOC (Everingham et al.: "The Pascal visual object classes challenge", 2010): what is in a picture, in XML. */

import type { Box } from "../../data/samples.ts";
import { checkOptions, fail, show } from "../../error.ts";
import { parseXml, type XmlElement } from "./xml.ts";

/** Something in a picture, by the name of its class. */
export interface VocBox extends Omit<Box, "label"> {
  readonly name: string;
  /** True for what is hard to see; such objects do not count in VOC's own figures. */
  readonly difficult: boolean;
  /** True for what the picture's edge, or something before it, cuts off. */
  readonly truncated: boolean;
}

/** What an annotation says. */
export interface VocAnnotation {
  /** The picture's file name; empty where the annotation has none. */
  readonly file: string;
  /** The picture's size; 0 where the annotation does not say. */
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly VocBox[];
}

/** What {@link vocBoxes} takes besides the text. */
export interface VocOptions {
  /** What errors call the annotation, such as its path. Default "annotation". */
  name?: string;
  /** What the first pixel is called: 1 in VOC and in most tools; 0 in some. Default 1. */
  first?: 0 | 1;
}

/**
 * Reads an annotation of Pascal VOC. There, a box is given by its first and its last pixel, which count from 1; here its edges are given,
 * from 0 at the picture's left and top: left = xmin - 1, top = ymin - 1, right = xmax, bottom = ymax. What reaches beyond the picture is
 * cut off at its edge.
 *
 * @throws FoveaError "format" naming the annotation and the line for what is no XML or no annotation; "data" for a box whose last pixel is
 *   before its first, or which is wholly outside of its picture.
 * @example
 * const xml = `<annotation><filename>a.jpg</filename><object><name>cat</name>
 *   <bndbox><xmin>1</xmin><ymin>1</ymin><xmax>9</xmax><ymax>5</ymax></bndbox></object></annotation>`;
 * vocBoxes(xml).boxes; // [{ left: 0, top: 0, right: 9, bottom: 5, name: "cat", difficult: false, truncated: false }]
 */
export function vocBoxes(xml: string, options: VocOptions = {}): VocAnnotation {
  checkOptions("vocBoxes", options, ["name", "first"]);
  const { name = "annotation", first = 1 } = options;
  if (typeof xml !== "string")
    fail("option", { where: "vocBoxes", got: show(xml), expected: "the text of an annotation" });
  if (first !== 0 && first !== 1) fail("option", { where: "vocBoxes first", got: show(first), expected: "0 or 1" });
  const root = parseXml(xml, name);
  if (root.name !== "annotation")
    fail("format", { where: name, got: `<${root.name}>`, expected: "<annotation>, as Pascal VOC has it" });
  const size = child(root, "size");
  const width = size ? numberIn(size, "width", name) : 0;
  const height = size ? numberIn(size, "height", name) : 0;
  const objects = root.children.filter((element) => element.name === "object");
  return {
    file: child(root, "filename")?.text ?? "",
    width,
    height,
    boxes: objects.map((object) => boxOf(object, { width, height }, first, name)),
  };
}

/** Children, not their children: VOC's people have parts with names and boxes of their own. */
function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((each) => each.name === name);
}

function childOf(element: XmlElement, name: string, file: string): XmlElement {
  return (
    child(element, name) ??
    fail("format", {
      where: `${file}:${element.line}`,
      got: `<${element.name}> without <${name}>`,
      expected: "one in it",
    })
  );
}

function numberIn(element: XmlElement, name: string, file: string): number {
  const { text, line } = childOf(element, name, file);
  const number = text === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(number))
    fail("format", { where: `${file}:${line}`, got: `${show(text)} in <${name}>`, expected: "a number" });
  return number;
}

function boxOf(
  object: XmlElement,
  { width, height }: { width: number; height: number },
  first: 0 | 1,
  file: string,
): VocBox {
  const name = childOf(object, "name", file).text;
  if (!name) fail("format", { where: `${file}:${object.line}`, got: "an empty <name>", expected: "a class" });
  const edges = childOf(object, "bndbox", file);
  const [xmin, ymin, xmax, ymax] = ["xmin", "ymin", "xmax", "ymax"].map((edge) => numberIn(edges, edge, file));
  const [left, right] = within(xmin - first, xmax - first + 1, width);
  const [top, bottom] = within(ymin - first, ymax - first + 1, height);
  if (!(left < right && top < bottom))
    fail("data", {
      where: `${file}:${edges.line}`,
      got: `a box of ${name} from ${xmin}, ${ymin} to ${xmax}, ${ymax}${width && height ? ` in ${width}x${height}` : ""}`,
      expected: "its first pixels before its last ones, in the picture",
    });
  return {
    left,
    top,
    right,
    bottom,
    name,
    difficult: isSet(object, "difficult"),
    truncated: isSet(object, "truncated"),
  };
}

/** Cuts a range off at the ends of a picture of `size` pixels, 0 for an unknown size. */
function within(begin: number, end: number, size: number): [number, number] {
  return [Math.max(0, begin), size ? Math.min(size, end) : end];
}

function isSet(object: XmlElement, name: string): boolean {
  return child(object, name)?.text === "1";
}
