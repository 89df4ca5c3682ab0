import { Document, isCollection, isMap, isScalar, isSeq, parseDocument, Scalar, type Node, type YAMLMap } from 'yaml';
import { agreeing, spliceIn, spliceMove, spliceOut } from './yaml-splice.ts';

/** Where something stands in a definition: keys and positions. */
export type Path = readonly (string | number)[];

const settings = { lineWidth: 0, flowCollectionPadding: true } as const;

/** What a text says, or undefined where it is no YAML. */
export function readYaml(text: string): unknown {
  const document = parseDocument(text);
  return document.errors.length ? undefined : (document.toJS() as unknown);
}

/** The same path as the checks name it. */
export function pathText(path: Path): string {
  return path.join('.');
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function inFlow(document: Document, path: Path): boolean {
  return path.some((_, depth) => {
    const node = document.getIn(path.slice(0, depth), true);
    return isCollection(node) && node.flow === true;
  });
}

function scalarText(value: unknown, old: Scalar, flow: boolean): string {
  const node = new Scalar(value);
  if (typeof value === 'string' && (old.type === Scalar.QUOTE_SINGLE || old.type === Scalar.QUOTE_DOUBLE)) node.type = old.type;
  else if (typeof value === 'string' && (flow && /[,[\]{}]/.test(value) || value.includes('\n'))) node.type = Scalar.QUOTE_DOUBLE;
  return new Document(node).toString({ lineWidth: 0 }).replace(/\n$/, '');
}

// Only the characters of one value change; everything else stays as it was written.
function spliced(text: string, document: Document, path: Path, value: unknown): string | undefined {
  const node = document.getIn(path, true) as Node | undefined;
  if (!isScalar(node) || !node.range || node.type === Scalar.BLOCK_FOLDED || node.type === Scalar.BLOCK_LITERAL || typeof value === 'object') return undefined;
  const next = text.slice(0, node.range[0]) + scalarText(value, node, inFlow(document, path)) + text.slice(node.range[1]);
  const after = parseDocument(next);
  return after.errors.length === 0 && same(after.getIn(path), value) ? next : undefined;
}

function written(document: Document): string {
  return document.toString(settings);
}

/** The text with one value set. What else it says, and its comments, stay; a value that was there changes in its place. */
export function setValue(text: string, path: Path, value: unknown): string {
  const document = parseDocument(text);
  const known = document.getIn(path, true) as Node | undefined;
  const short = spliced(text, document, path, value);
  if (short !== undefined) return short;
  const parent = document.getIn(path.slice(0, -1), true);
  const fresh = known === undefined && isMap(parent) ? spliceIn(text, parent, path.at(-1), value) : undefined;
  if (isScalar(known) && typeof value !== 'object') known.value = value;
  else {
    const node = document.createNode(value);
    if (isCollection(node) && isCollection(known) && known.flow !== undefined) node.flow = known.flow;
    document.setIn(path, node);
  }
  return agreeing(fresh, document) ?? written(document);
}

/** The text without a value. */
export function removeValue(text: string, path: Path): string {
  const document = parseDocument(text);
  const [parent, key] = [document.getIn(path.slice(0, -1), true), path.at(-1)];
  const index = isMap(parent) ? parent.items.findIndex((pair) => (isScalar(pair.key) ? pair.key.value : pair.key) === key) : Number(key);
  const short = isCollection(parent) ? spliceOut(text, parent as YAMLMap, index) : undefined;
  document.deleteIn(path);
  return agreeing(short, document) ?? written(document);
}

/** The text with one more entry at the end of a list, which is begun where there is none. */
export function addEntry(text: string, path: Path, value: unknown): string {
  const document = parseDocument(text);
  const list = document.getIn(path, true);
  if (!isSeq(list)) return setValue(text, path, [value]);
  const short = list.items.length > 0 ? spliceIn(text, list, undefined, value) : undefined;
  const node = document.createNode(value);
  const last = list.items.at(-1);
  if (isCollection(node) && isCollection(last) && last.flow !== undefined) node.flow = last.flow;
  list.add(node);
  return agreeing(short, document) ?? written(document);
}

/** The text with an entry of a list moved; its comments go with it. */
export function moveEntry(text: string, path: Path, from: number, to: number): string {
  const document = parseDocument(text);
  const list = document.getIn(path, true);
  if (!isSeq(list) || to < 0 || to >= list.items.length) return text;
  const short = spliceMove(text, list, from, to);
  const [item] = list.items.splice(from, 1);
  list.items.splice(to, 0, item);
  return agreeing(short, document) ?? written(document);
}

/** The text with a key of a map called otherwise. */
export function renameKey(text: string, path: Path, from: string, to: string): string {
  const document = parseDocument(text);
  const map = document.getIn(path, true);
  if (!isMap(map) || map.has(to)) return text;
  const pair = map.items.find(({ key }) => (isScalar(key) ? key.value : key) === from);
  if (pair) pair.key = document.createNode(to);
  return written(document);
}
