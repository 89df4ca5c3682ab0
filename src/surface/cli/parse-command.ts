import { existsSync, readFileSync } from 'node:fs';
import type { z } from 'zod';
import { fault } from '../../lib/fault.ts';
import type { AnyOperation } from '../../platform/operation/operation.ts';
import type { OperationTable } from '../../platform/operation/registry.ts';

/** Flags every command takes. `data` is the data directory; `json` prints one JSON document on stdout. */
export interface GlobalFlags {
  data?: string;
  json: boolean;
  help: boolean;
  port?: number;
  /** A store that this command creates gets a clock that "clock advance" moves. */
  'simulated-clock'?: boolean;
}

export interface Command {
  words: string[];
  flags: Record<string, string | boolean | string[]>;
  globals: GlobalFlags;
}

const valueFlags = new Set(['data', 'port']);

/** Splits argv into words, flags (`--name value`, `--name=value`, `--yes`) and global flags. `isSwitch` says which flags take no value. */
export function parseArgv(argv: readonly string[], isSwitch: (name: string) => boolean): Command {
  const command: Command = { words: [], flags: {}, globals: { json: false, help: false } };
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string;
    if (word === '-h') command.globals.help = true;
    else if (!word.startsWith('--') || word === '--') command.words.push(word);
    else {
      const [name = '', inline] = splitFlag(word.slice(2));
      const next = argv[i + 1];
      const takesValue = inline === undefined && !isSwitch(name) && next !== undefined && (!next.startsWith('--') || valueFlags.has(name));
      setFlag(command, name, inline ?? (takesValue ? (next as string) : true));
      if (takesValue) i++;
    }
  }
  return command;
}

function splitFlag(text: string): [string, string?] {
  const at = text.indexOf('=');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function setFlag({ flags, globals }: Command, name: string, value: string | true): void {
  if (name === 'json') globals.json = true;
  else if (name === 'help') globals.help = true;
  else if (name === 'simulated-clock') globals[name] = value === true || value === 'true';
  else if (name === 'data' || name === 'port') {
    if (value === true) throw fault('invalid', 'flag', `--${name} needs a value.`);
    if (name === 'data') globals.data = value;
    else globals.port = Number(value);
  } else {
    const key = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const before = flags[key];
    flags[key] = before === undefined ? value : [...(Array.isArray(before) ? before : [String(before)]), String(value)];
  }
}

/** The operation that words begin with: `noun verb`, or `noun` alone for an operation whose verb is the same as a declared short form. */
export function findOperation(table: OperationTable, words: readonly string[]): { operation: AnyOperation; rest: string[] } | undefined {
  const [noun = '', verb = ''] = words;
  const exact = verb ? table.find(`${noun}.${verb}`) : undefined;
  if (exact && exact.transport !== 'http') return { operation: exact, rest: words.slice(2) };
  const named = verb ? table.all().find((operation) => operation.cliName === `${noun} ${verb}`) : undefined;
  if (named) return { operation: named, rest: words.slice(2) };
  const short = table.all().find((operation) => operation.cliName === noun);
  return short ? { operation: short, rest: words.slice(1) } : undefined;
}

/** Builds an operation's input from words and flags; text becomes number, boolean or list where the schema wants it. */
export function inputFrom(operation: AnyOperation, rest: readonly string[], flags: Command['flags']): Record<string, unknown> {
  const shape = (operation.input as z.ZodObject).shape ?? {};
  const input: Record<string, unknown> = { ...flags };
  let words = [...rest];
  for (const name of operation.positional ?? []) {
    if (name.endsWith('...')) {
      if (words.length) input[name.slice(0, -3)] = words;
      words = [];
    } else if (words.length) input[name] = words.shift();
  }
  if (words.length) throw fault('invalid', 'words', `"${words[0]}" is one word too many for ${operation.id.replace('.', ' ')}.`);
  const unknown = Object.keys(input).find((key) => !(key in shape));
  if (unknown) throw fault('invalid', 'flag', `${operation.id.replace('.', ' ')} has no flag --${kebab(unknown)}.`, { remedy: `It takes: ${Object.keys(shape).map((key) => `--${kebab(key)}`).join(', ') || 'none'}.` });
  return Object.fromEntries(Object.entries(input).map(([key, value]) => [key, coerce(shape[key] as z.ZodType, value)]));
}

/** camelCase to kebab-case, as flags are written. */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function coerce(type: z.ZodType, value: unknown): unknown {
  const kind = baseKind(type);
  if (kind === 'array') return (Array.isArray(value) ? value : String(value).split(',')).map((item) => String(item));
  if (Array.isArray(value)) throw fault('invalid', 'flag', 'A flag that takes one value was given twice.');
  if (kind === 'number' && typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value);
  if (kind === 'boolean' && typeof value === 'string') return value === 'true' || value === 'yes' || value === '1';
  if ((kind === 'object' || kind === 'record') && typeof value === 'string') return parseJson(value);
  return value;
}

// An object is given as JSON, or as the path of a file with it.
function parseJson(text: string): unknown {
  try {
    return JSON.parse(/^\s*[{[]/.test(text) || !existsSync(text) ? text : readFileSync(text, 'utf8'));
  } catch {
    throw fault('invalid', 'flag', `"${text}" is neither JSON nor a file with it.`, { remedy: `Write an object, for example '{"amount":"12.50"}'.` });
  }
}

/** The kind of a schema below its optional, nullable and default wrappers. */
export function baseKind(type: z.ZodType | undefined): string {
  let current = type as unknown as { _zod: { def: { type: string; innerType?: unknown; in?: unknown } } } | undefined;
  while (current) {
    const { def } = current._zod;
    if (['optional', 'nullable', 'default', 'prefault', 'catch'].includes(def.type)) current = def.innerType as typeof current;
    else if (def.type === 'pipe') current = def.in as typeof current;
    else return def.type;
  }
  return 'any';
}
