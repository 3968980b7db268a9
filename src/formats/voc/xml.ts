/** A strict reader of XML (1.0) without document type declarations: what annotations are written in. */
import { fail, show } from "../../error.ts";

/** An element, with its text and elements in it. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** All text directly inside, entities replaced, without white space around. */
  readonly text: string;
  /** The line that its tag stands on, from 1. */
  readonly line: number;
}

const NAME = /[\p{L}_:][\p{L}\p{N}_:.\-\u00b7]*/uy;
const SPACE = /[ \t\r\n]*/y;
const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const DEPTH_LIMIT = 200;

interface Open {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  text: string;
  line: number;
}

/** The root element of a document; `name` is what errors call it. Throws a FoveaError "format" naming the line for what is not well-formed. */
export function parseXml(text: string, name: string): XmlElement {
  return new XmlParser(text.replace(/^\ufeff/, ""), name).parse();
}

class XmlParser {
  readonly #text: string;
  readonly #name: string;
  #at = 0;
  readonly #open: Open[] = [];
  #root: XmlElement | null = null;

  constructor(text: string, name: string) {
    this.#text = text;
    this.#name = name;
  }

  parse(): XmlElement {
    while (this.#at < this.#text.length) this.#next();
    const unclosed = this.#open.at(-1);
    if (unclosed) this.#fail(`the end within <${unclosed.name}> of line ${unclosed.line}`, `</${unclosed.name}>`);
    return this.#root ?? this.#fail("no element", "one, with all others in it");
  }

  #next(): void {
    if (this.#text[this.#at] !== "<") this.#characters();
    else if (this.#starts("<!--")) this.#comment();
    else if (this.#starts("<![CDATA[")) this.#add(this.#until("<![CDATA[", "]]>"));
    else if (this.#starts("<?")) this.#until("<?", "?>");
    else if (this.#starts("<!DOCTYPE")) this.#doctype();
    else if (this.#starts("</")) this.#endTag();
    else this.#startTag();
  }

  #characters(): void {
    const next = this.#text.indexOf("<", this.#at);
    const end = next < 0 ? this.#text.length : next;
    const text = this.#text.slice(this.#at, end);
    if (text.includes("]]>")) this.#fail('"]]>" in text', "it in CDATA only");
    const decoded = this.#decode(text);
    if (this.#open.length || text.trim()) this.#add(decoded);
    this.#at = end;
  }

  #comment(): void {
    if (this.#until("<!--", "-->").includes("--")) this.#fail('"--" in a comment', 'a comment that ends with "-->"');
  }

  /** A document type without declarations of its own is skipped; those could define entities. */
  #doctype(): void {
    if (this.#root || this.#open.length) this.#fail("a document type", "it before the first element");
    const end = this.#text.indexOf(">", this.#at);
    if (end < 0 || this.#text.slice(this.#at, end).includes("["))
      this.#fail("a document type with declarations", "XML without");
    this.#at = end + 1;
  }

  #startTag(): void {
    const line = this.#line();
    this.#at++;
    const name = this.#take(NAME) || this.#fail(show(this.#text.slice(this.#at - 1, this.#at + 8)), "a tag");
    const attributes = this.#attributes(name);
    const isEmpty = this.#starts("/>");
    if (!isEmpty && !this.#starts(">"))
      this.#fail(show(this.#text.slice(this.#at, this.#at + 8)), `the end of <${name}>`);
    this.#at += isEmpty ? 2 : 1;
    if (this.#root) this.#fail(`<${name}> behind the end of <${this.#root.name}>`, "one element with all others in it");
    if (this.#open.length >= DEPTH_LIMIT) this.#fail("elements in elements", `no more than ${DEPTH_LIMIT} deep`);
    this.#open.push({ name, attributes, children: [], text: "", line });
    if (isEmpty) this.#close();
  }

  #attributes(element: string): Record<string, string> {
    const attributes: [string, string][] = [];
    for (;;) {
      const space = this.#take(SPACE);
      const name = this.#take(NAME);
      if (!name) return Object.fromEntries(attributes);
      this.#take(SPACE);
      const isAssigned = this.#starts("=");
      if (isAssigned) this.#at++;
      this.#take(SPACE);
      const quote = this.#text[this.#at];
      const end = this.#text.indexOf(quote, this.#at + 1);
      if (!space || !isAssigned || (quote !== '"' && quote !== "'") || end < 0)
        this.#fail(`attribute ${name} of <${element}>`, `${name}="..." in quotes, behind a space`);
      const value = this.#text.slice(this.#at + 1, end);
      if (value.includes("<")) this.#fail(`"<" in attribute ${name} of <${element}>`, "&lt;");
      if (attributes.some(([other]) => other === name)) this.#fail(`attribute ${name} twice`, "it once");
      attributes.push([name, this.#decode(value)]);
      this.#at = end + 1;
    }
  }

  #endTag(): void {
    this.#at += 2;
    const name = this.#take(NAME);
    this.#take(SPACE);
    const open = this.#open.at(-1);
    if (!open || name !== open.name || !this.#starts(">"))
      this.#fail(`</${name}>`, open ? `</${open.name}>, which line ${open.line} opened` : "no end of what is not open");
    this.#at++;
    this.#close();
  }

  #close(): void {
    const { text, ...rest } = this.#open.pop() as Open;
    const element = { ...rest, text: text.trim() };
    const parent = this.#open.at(-1);
    if (parent) parent.children.push(element);
    else this.#root = element;
  }

  #add(text: string): void {
    const open = this.#open.at(-1) ?? this.#fail(`${show(text.trim())} outside of all elements`, "nothing there");
    open.text += text;
  }

  /** Replaces the five named entities and those by number. */
  #decode(text: string): string {
    if (!text.includes("&")) return text;
    return text.replace(/&([^;&]*);?/g, (all, entity: string) => {
      const [, hex, decimal] = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(entity) ?? [];
      const code = hex ? Number.parseInt(hex, 16) : decimal ? Number(decimal) : -1;
      const known =
        code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : Object.hasOwn(ENTITIES, entity) && ENTITIES[entity];
      if (all.endsWith(";") && known) return known;
      return this.#fail(show(all), "&lt; &gt; &amp; &quot; &apos; or a character's number, as &#65;");
    });
  }

  /** Takes what is between two marks. */
  #until(start: string, end: string): string {
    const at = this.#text.indexOf(end, this.#at + start.length);
    if (at < 0) this.#fail(`${start} without ${end}`, "both");
    const inside = this.#text.slice(this.#at + start.length, at);
    this.#at = at + end.length;
    return inside;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [""];
    this.#at += found.length;
    return found;
  }

  #starts(mark: string): boolean {
    return this.#text.startsWith(mark, this.#at);
  }

  #line(): number {
    return this.#text.slice(0, this.#at).split("\n").length;
  }

  #fail(got: string, expected: string): never {
    return fail("format", { where: `${this.#name}:${this.#line()}`, got, expected });
  }
}
