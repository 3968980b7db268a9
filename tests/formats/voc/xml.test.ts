// XML: what well-formed documents hold, and every way in which one is not well-formed.
import { describe, expect, test } from "vitest";
import { parseXml, type XmlElement } from "../../../src/formats/voc/xml.ts";

/** An element as [name, attributes, text, ...children], to be read in a test. */
type Short = [string, Record<string, string>, string, ...unknown[]];
const short = ({ name, attributes, text, children }: XmlElement): Short => [
  name,
  { ...attributes },
  text,
  ...children.map(short),
];

describe("well-formed", () => {
  test.each<[string, string, Short]>([
    ["one element", "<a/>", ["a", {}, ""]],
    ["with space", "<a  />", ["a", {}, ""]],
    ["text", "<a> one\n two </a>", ["a", {}, "one\n two"]],
    ["elements in elements", "<a><b>1</b><b>2</b></a>", ["a", {}, "", ["b", {}, "1"], ["b", {}, "2"]]],
    ["text between elements", "<a>x<b/>y</a >", ["a", {}, "xy", ["b", {}, ""]]],
    ["attributes", `<a b="1" c-d = 'two "2"' x:y=""/>`, ["a", { b: "1", "c-d": 'two "2"', "x:y": "" }, ""]],
    ["a > in an attribute", '<a b="1>2">x</a>', ["a", { b: "1>2" }, "x"]],
    ["entities", '<a b="&lt;&quot;">&amp;&apos;&gt;&#65;&#x1F415;&#x000041;</a>', ["a", { b: '<"' }, "&'>A🐕A"]],
    ["an entity's own text is not read again", "<a>&amp;lt;</a>", ["a", {}, "&lt;"]],
    ["comments", "<!-- <b> & --><a>x<!-- </a> -->y</a><!----><!-- - -->", ["a", {}, "xy"]],
    ["CDATA", "<a>1 <![CDATA[<b>&amp;]] >]]> 2</a>", ["a", {}, "1 <b>&amp;]] > 2"]],
    ["a declaration", '<?xml version="1.0" encoding="utf-8"?>\n<a/>\n', ["a", {}, ""]],
    ["a processing instruction", "<?style <a>?><a><?x?></a>", ["a", {}, ""]],
    ["a document type", '<!DOCTYPE annotation SYSTEM "a.dtd"><a/>', ["a", {}, ""]],
    ["a byte order mark", "\ufeff<a/>", ["a", {}, ""]],
    ["other scripts", "<étiquette_1.b>犬</étiquette_1.b>", ["étiquette_1.b", {}, "犬"]],
    ["names of everything", '<__proto__ constructor="1"/>', ["__proto__", { constructor: "1" }, ""]],
  ])("%s", (_, text, expected) => {
    expect(short(parseXml(text, "a.xml"))).toEqual(expected);
  });

  test("lines are counted", () => {
    const { children, line } = parseXml("<?xml?>\n<a>\r\n<!--\n--><b/>\n<c\n/></a>", "a.xml");
    expect([line, ...children.map((child) => child.line)]).toEqual([2, 4, 5]);
  });
});

describe("not well-formed", () => {
  test.each<[string, string, string]>([
    ["nothing", "", "a.xml:1: got no element, expected one"],
    ["text alone", "hello", 'a.xml:1: got "hello" outside of all elements'],
    ["an element that does not end", "<a>\n<b>", "a.xml:2: got the end within <b> of line 2, expected </b>"],
    ["another end", "<a>\n<b>\n</a>", "a.xml:3: got </a>, expected </b>, which line 2 opened"],
    ["an end of nothing", "<a/></a>", "got </a>, expected no end of what is not open"],
    ["two roots", "<a/>\n<b/>", "a.xml:2: got <b> behind the end of <a>"],
    ["text behind the root", "<a/>x", 'got "x" outside of all elements'],
    ["a tag without end", "<a", "expected the end of <a>"],
    ["a tag in a tag", "<a <b/>", "expected the end of <a>"],
    ["no name", "<a>< b/></a>", 'got "< b/></a>", expected a tag'],
    ["an attribute without quotes", "<a b=1/>", 'got attribute b of <a>, expected b="..." in quotes'],
    ["an attribute without value", "<a b/>", "got attribute b of <a>"],
    ["an open attribute", '<a b="1/>', "got attribute b of <a>"],
    ["attributes without space", `<a b="1"c="2"/>`, "got attribute c of <a>"],
    ["an attribute twice", `<a b="1" b="2"/>`, "got attribute b twice"],
    ["a < in an attribute", `<a b="<"/>`, 'got "<" in attribute b of <a>, expected &lt;'],
    ["an unknown entity", "<a>\n&nbsp;</a>", 'got "&nbsp;", expected &lt;'],
    ["an & alone", "<a>1 & 2</a>", 'got "& 2", expected &lt;'],
    ["no character", "<a>&#x110000;</a>", 'got "&#x110000;"'],
    ["character 0", "<a>&#0;</a>", 'got "&#0;"'],
    ["an entity of JavaScript's own", "<a>&constructor;</a>", 'got "&constructor;"'],
    ["an open comment", "<a><!-- </a>", "got <!-- without -->"],
    ["a comment in a comment", "<a><!-- -- --></a>", 'got "--" in a comment'],
    ["open CDATA", "<a><![CDATA[</a>", "got <![CDATA[ without ]]>"],
    ["CDATA outside", "<![CDATA[x]]><a/>", 'got "x" outside of all elements'],
    ["its end in text", "<a>]]></a>", 'got "]]>" in text'],
    ["entities of one's own", '<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>', "got a document type with declarations"],
    ["a late document type", "<a/><!DOCTYPE a>", "got a document type, expected it before the first element"],
    ["very deep", "<a>".repeat(300), "got elements in elements, expected no more than 200 deep"],
  ])("%s", (_, text, message) => {
    expect(() => parseXml(text, "a.xml")).toThrow(
      expect.objectContaining({ code: "format", message: expect.stringContaining(message) }),
    );
  });

  test("every document that is cut short", () => {
    const text = `<?xml version="1.0"?><!-- x --><a b="1"><c>2 &amp; 3</c><![CDATA[4]]></a>`;
    expect(parseXml(text, "a.xml").text).toBe("4");
    for (let length = 0; length < text.length; length++)
      expect(() => parseXml(text.slice(0, length), "a.xml")).toThrow(/^a\.xml:1: got/);
  });
});
