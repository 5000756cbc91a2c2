// SOAP 1.2 as far as an ONVIF device needs it: the one request in an envelope, and answers as text.
import { XMLParser } from 'fast-xml-parser';
import { MediaError } from '../../media/errors.ts';

/** An element without its prefix. */
export type Element = {
  readonly name: string;
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
};

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

/** The header (or null) and the operation of a request. @throws malformed */
export function readRequest(text: string): { header: Element | null; operation: Element } {
  const [envelope] = elementsOf(parse(text));
  const body = envelope?.children.find(({ name }) => name === 'Body');
  const operation = body?.children[0];
  if (!operation) throw new MediaError('malformed', 'no SOAP body');
  const header = envelope?.children.find(({ name }) => name === 'Header') ?? null;
  return { header, operation };
}

function parse(text: string): unknown {
  if (text.includes('<!DOCTYPE')) throw new MediaError('malformed', 'a document type in a request');
  try {
    return parser.parse(text);
  } catch (cause) {
    throw new MediaError('malformed', 'not XML', { cause });
  }
}

/** The parser's ordered form: [{ name: children, ':@': attributes }, { '#text': … }]. */
function elementsOf(nodes: unknown): Element[] {
  if (!Array.isArray(nodes)) return [];
  return nodes.flatMap((node: unknown) => {
    if (typeof node !== 'object' || node === null) return [];
    const entries = Object.entries(node);
    const [name, inner] = entries.find(([key]) => key !== ':@' && key !== '#text') ?? [];
    if (name === undefined) return [];
    const attributes = entries.find(([key]) => key === ':@')?.[1];
    return [
      { name, text: textOf(inner), attributes: attributes ?? {}, children: elementsOf(inner) },
    ];
  });
}

function textOf(nodes: unknown): string {
  if (!Array.isArray(nodes)) return '';
  return nodes
    .map((node: unknown) =>
      typeof node === 'object' && node !== null && '#text' in node ? String(node['#text']) : '',
    )
    .join('')
    .trim();
}

/** The element at the end of a path below `element`. */
export function find(element: Element | null | undefined, ...path: string[]): Element | null {
  let at: Element | null = element ?? null;
  for (const name of path) at = at?.children.find((child) => child.name === name) ?? null;
  return at;
}

export function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const NAMESPACES = [
  'xmlns:s="http://www.w3.org/2003/05/soap-envelope"',
  'xmlns:wsa="http://www.w3.org/2005/08/addressing"',
  'xmlns:wsnt="http://docs.oasis-open.org/wsn/b-2"',
  'xmlns:tns1="http://www.onvif.org/ver10/topics"',
  'xmlns:ter="http://www.onvif.org/ver10/error"',
  'xmlns:tt="http://www.onvif.org/ver10/schema"',
  'xmlns:tds="http://www.onvif.org/ver10/device/wsdl"',
  'xmlns:trt="http://www.onvif.org/ver10/media/wsdl"',
  'xmlns:tr2="http://www.onvif.org/ver20/media/wsdl"',
  'xmlns:tptz="http://www.onvif.org/ver20/ptz/wsdl"',
  'xmlns:timg="http://www.onvif.org/ver20/imaging/wsdl"',
  'xmlns:tev="http://www.onvif.org/ver10/events/wsdl"',
].join(' ');

export function envelope(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><s:Envelope ${NAMESPACES}><s:Body>${body}</s:Body></s:Envelope>`;
}

/** What a device answers when it will not: ONVIF Core §5.8.2. */
export class Fault extends Error {
  readonly subcode: string;

  constructor(subcode: string, reason: string) {
    super(reason);
    this.name = 'Fault';
    this.subcode = subcode;
  }

  get body(): string {
    const code = `<s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>ter:${this.subcode}</s:Value></s:Subcode></s:Code>`;
    return `<s:Fault>${code}<s:Reason><s:Text xml:lang="en">${escapeXml(this.message)}</s:Text></s:Reason></s:Fault>`;
  }
}
