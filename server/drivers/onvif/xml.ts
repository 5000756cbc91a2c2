// XML as devices send it: elements without prefixes, everything bounded.
import { XMLParser } from 'fast-xml-parser';
import { AppError } from '../../platform/errors.ts';

export type Xml = {
  readonly name: string;
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Xml[];
};

/** A recorder's profiles are some 200 kB; the limit on bytes stands where they are read. */
const MAX_ELEMENTS = 50_000;
const MAX_DEPTH = 64;

const parser = new XMLParser({
  preserveOrder: true,
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

const malformed = (cause?: unknown) => new AppError('onvif.malformed', { cause });

/** The root element. @throws onvif.malformed for anything that is no XML */
export function parseXml(text: string): Xml {
  // No device needs a document type; entities declared in one could grow without end.
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw malformed();
  const budget = { left: MAX_ELEMENTS };
  const [root] = elementsOf(parsed(text), budget, 0);
  if (!root) throw malformed();
  return root;
}

function parsed(text: string): unknown {
  try {
    return parser.parse(text);
  } catch (cause) {
    throw malformed(cause);
  }
}

type Budget = { left: number };

/** The parser's ordered form: [{ name: children, ':@': attributes }, { '#text': … }]. */
function elementsOf(nodes: unknown, budget: Budget, depth: number): Xml[] {
  if (!Array.isArray(nodes)) return [];
  if (depth > MAX_DEPTH) throw malformed();
  const found: Xml[] = [];
  for (const node of nodes) {
    const element = elementOf(node, budget, depth);
    if (element) found.push(element);
  }
  return found;
}

function elementOf(node: unknown, budget: Budget, depth: number): Xml | null {
  if (typeof node !== 'object' || node === null) return null;
  const entries = Object.entries(node);
  const [name, inner] = entries.find(([key]) => key !== ':@' && key !== '#text') ?? [];
  if (name === undefined) return null;
  budget.left -= 1;
  if (budget.left < 0) throw malformed();
  const attributes = entries.find(([key]) => key === ':@')?.[1];
  return {
    name,
    text: textOf(inner),
    attributes: stringsOf(attributes),
    children: elementsOf(inner, budget, depth + 1),
  };
}

function stringsOf(attributes: unknown): Record<string, string> {
  if (typeof attributes !== 'object' || attributes === null) return {};
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, String(value)]));
}

function textOf(nodes: unknown): string {
  if (!Array.isArray(nodes)) return '';
  const texts = nodes.map((node: unknown) =>
    typeof node === 'object' && node !== null && '#text' in node ? String(node['#text']) : '',
  );
  return texts.join('').trim();
}

/** The first element at the end of a path below `element`. */
export function find(element: Xml | null, ...path: string[]): Xml | null {
  let at = element;
  for (const name of path) at = at?.children.find((child) => child.name === name) ?? null;
  return at;
}

export function all(element: Xml | null, name: string): readonly Xml[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The text at the end of a path; null: there is none. */
export function textAt(element: Xml | null, ...path: string[]): string | null {
  return find(element, ...path)?.text || null;
}

export function numberAt(element: Xml | null, ...path: string[]): number | null {
  const text = textAt(element, ...path);
  const value = text === null ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

export function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
