import { Document, isCollection, isMap, isPair, isSeq, parseDocument, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';

/** Ways to change a text in one place; each answers undefined where the place is written in a way it does not know. */

const compact = { lineWidth: 0, flowCollectionPadding: false } as const;

function isBlock(node: YAMLMap | YAMLSeq): boolean {
  return node.flow !== true && node.items.length > 0;
}

/** A value as it stands inside of braces or brackets. */
function flowText(value: unknown): string {
  const document = new Document(value);
  if (isCollection(document.contents)) document.contents.flow = true;
  return document.toString(compact).replace(/\n$/, '');
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

function firstOf(item: unknown): Node | undefined {
  return (isPair(item) ? item.key : item) as Node | undefined;
}

function lastOf(item: unknown): Node | undefined {
  return (isPair(item) ? ((item as Pair).value ?? item.key) : item) as Node | undefined;
}

// A block ends where its own characters end; what follows it on other lines is not its own.
function endOf(text: string, item: unknown): number | undefined {
  const node = item === undefined || item === null ? undefined : lastOf(item);
  const end = node?.range?.[1];
  if (end === undefined) return undefined;
  const trimmed = text.slice(0, end).replace(/\s+$/, '').length;
  return lineEnd(text, Math.max(trimmed, node?.range?.[0] ?? 0));
}

function startOf(text: string, item: unknown): number | undefined {
  const at = firstOf(item)?.range?.[0];
  return at === undefined ? undefined : lineStart(text, at);
}

function indented(text: string, by: string): string {
  return text.replace(/\n$/, '').split('\n').map((line) => `${by}${line}\n`).join('');
}

/** How far the entries of a block stand in; undefined where the first one shares its line with something else. */
function indentOf(text: string, list: YAMLMap | YAMLSeq): string | undefined {
  const at = firstOf(list.items[0])?.range?.[0];
  if (at === undefined) return undefined;
  const before = text.slice(lineStart(text, at), at);
  if (isSeq(list)) return /^( *)- +$/.exec(before)?.[1];
  return /^[ -]*$/.test(before) ? ' '.repeat(before.length) : undefined;
}

/** Adds an entry at the end: a value of a list, or a key with its value. */
export function spliceIn(text: string, list: YAMLMap | YAMLSeq, key: string | number | undefined, value: unknown): string | undefined {
  const last = list.items.at(-1);
  if (list.flow === true) {
    const at = lastOf(last)?.range?.[1];
    return at === undefined ? undefined : `${text.slice(0, at)}, ${key === undefined ? '' : `${key}: `}${flowText(value)}${text.slice(at)}`;
  }
  const [end, indent] = [endOf(text, last), indentOf(text, list)];
  if (!isBlock(list) || end === undefined || indent === undefined) return undefined;
  const fresh = indented(new Document(key === undefined ? [value] : { [key]: value }).toString({ lineWidth: 0 }), indent);
  const head = text.slice(0, end);
  return `${head}${head.endsWith('\n') ? '' : '\n'}${fresh}${text.slice(end)}`;
}

/** Takes an entry out. */
export function spliceOut(text: string, list: YAMLMap | YAMLSeq, index: number): string | undefined {
  const item: unknown = list.items[index];
  if (item === undefined || item === null || list.items.length < 2) return undefined;
  if (list.flow === true) {
    const [from, to]: (number | undefined)[] = [firstOf(item)?.range?.[0], lastOf(item)?.range?.[1]];
    const [before, after]: (number | undefined)[] = [lastOf(list.items[index - 1])?.range?.[1], firstOf(list.items[index + 1])?.range?.[0]];
    if (from === undefined || to === undefined) return undefined;
    return index === 0 ? text.slice(0, from) + text.slice(after ?? to) : text.slice(0, before ?? from) + text.slice(to);
  }
  const [from, to] = [startOf(text, item), endOf(text, item)];
  // The first key of an entry shares its line with the dash.
  if (from === undefined || to === undefined || (isMap(list) && index === 0)) return undefined;
  return text.slice(0, from) + text.slice(to);
}

/** Moves an entry of a list written in lines; what stands between two entries goes with the upper one. */
export function spliceMove(text: string, list: YAMLSeq, from: number, to: number): string | undefined {
  if (!isBlock(list)) return undefined;
  const starts = list.items.map((item) => startOf(text, item));
  const end = endOf(text, list.items.at(-1));
  if (end === undefined || starts.some((at) => at === undefined)) return undefined;
  const edges = [...(starts as number[]), end];
  const parts = list.items.map((_, n) => text.slice(edges[n], edges[n + 1])).map((part) => (part.endsWith('\n') ? part : `${part}\n`));
  const [part] = parts.splice(from, 1);
  parts.splice(to, 0, part as string);
  return text.slice(0, edges[0]) + parts.join('') + text.slice(end);
}

/** The changed text when it says the same as the document does, else undefined. */
export function agreeing(next: string | undefined, document: Document): string | undefined {
  if (next === undefined) return undefined;
  const after = parseDocument(next);
  return after.errors.length === 0 && JSON.stringify(after.toJS()) === JSON.stringify(document.toJS()) ? next : undefined;
}

