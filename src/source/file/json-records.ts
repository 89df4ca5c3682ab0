/** One JSON record, nested objects flattened to dotted keys; `value` is missing where the text is not a JSON object. */
export interface JsonRecord {
  value?: Record<string, string>;
  raw: string;
}

/** Streams the records of newline-delimited JSON, or of the first array in a JSON document, without holding the document. */
export async function* jsonRecords(pieces: AsyncIterable<string>, byLine: boolean): AsyncGenerator<JsonRecord> {
  for await (const raw of byLine ? lines(pieces) : arrayItems(pieces)) yield readRecord(raw);
}

function readRecord(raw: string): JsonRecord {
  try {
    const parsed: unknown = JSON.parse(raw);
    return isObject(parsed) ? { value: flatten(parsed), raw } : { raw };
  } catch {
    return { raw };
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Flattens nested objects: `{"properties": {"plan": 1}}` becomes `properties.plan`. Arrays stay JSON text. */
export function flatten(value: Record<string, unknown>, prefix = '', into: Record<string, string> = {}): Record<string, string> {
  for (const [key, item] of Object.entries(value)) {
    if (item === null || item === undefined) continue;
    if (isObject(item)) flatten(item, `${prefix}${key}.`, into);
    else into[`${prefix}${key}`] = typeof item === 'string' ? item : JSON.stringify(item);
  }
  return into;
}

async function* lines(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces) {
    const found = (rest + piece).split('\n');
    rest = found.pop() ?? '';
    for (const line of found) if (line.trim() !== '') yield line;
  }
  if (rest.trim() !== '') yield rest;
}

/** Cuts the items of the first array out of a JSON text by counting brackets outside of strings. */
async function* arrayItems(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let depth = 0;
  let arrayDepth = -1;
  let inString = false;
  let escaped = false;
  let item = '';
  for await (const piece of pieces) {
    let from = item === '' ? -1 : 0;
    for (let i = 0; i < piece.length; i++) {
      const code = piece.charCodeAt(i);
      if (inString) {
        if (escaped) escaped = false;
        else if (code === 92) escaped = true;
        else if (code === 34) inString = false;
        continue;
      }
      if (code === 34) {
        inString = true;
        if (depth === arrayDepth && from < 0) from = i;
      } else if (code === 91 || code === 123) {
        if (arrayDepth < 0 && code === 91) arrayDepth = depth + 1;
        else if (depth === arrayDepth && from < 0) from = i;
        depth++;
      } else if (code === 93 || code === 125 || (code === 44 && depth === arrayDepth)) {
        const closesArray = code === 93 && depth === arrayDepth;
        if (code !== 44 && !closesArray) depth--;
        if (depth === arrayDepth || closesArray) {
          const end = code === 44 || closesArray ? i : i + 1;
          if (from >= 0) item += piece.slice(from, end);
          if (item.trim() !== '') yield item;
          item = '';
          from = -1;
        }
        if (closesArray) return;
      } else if (depth === arrayDepth && from < 0 && code > 32) from = i;
    }
    if (from >= 0) item += piece.slice(from);
  }
  if (item.trim() !== '') yield item;
}
