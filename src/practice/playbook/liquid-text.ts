import { Liquid, type Template } from 'liquidjs';
import { toDate } from '../../lib/clock.ts';
import { near } from './near.ts';
import { findVariable, looksLikeName, templateVariables } from './template-variable.ts';

/** Values by full name; null and absent are unknown. */
export type TextValues = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** A text filled in, or why it could not be. */
export type Rendered = { ok: true; text: string; tainted: string | null } | { ok: false; missing: string };

const formats: Record<string, Intl.DateTimeFormatOptions> = { day: { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }, weekday: { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' } };

// Plain text in, plain text out: no files, no included templates, own properties only, and bounds on work.
function engineOf(language: string): Liquid {
  const engine = new Liquid({
    strictVariables: true, strictFilters: true, lenientIf: true, ownPropertyOnly: true, jsTruthy: false, cache: false, greedy: false,
    parseLimit: 100_000, renderLimit: 200, memoryLimit: 2_000_000, templates: {},
  });
  for (const tag of ['include', 'render', 'layout', 'block', 'tablerow', 'for', 'cycle', 'increment', 'decrement', 'capture', 'liquid', '#']) delete engine.tags[tag];
  // It knows a present of its own; texts get theirs from the business clock.
  delete engine.filters.date;
  engine.registerFilter('percent', (value: unknown) => new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(Number(value)));
  engine.registerFilter('number', (value: unknown) => new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(Number(value)));
  engine.registerFilter('money', (value: unknown, currency: unknown) => moneyText(language, Number(value), String(currency)));
  for (const [name, format] of Object.entries(formats)) engine.registerFilter(name, (value: unknown) => new Intl.DateTimeFormat(language, format).format(toDate(`${String(value)}T00:00:00Z`)));
  return engine;
}

function moneyText(language: string, minor: number, currency: string): string {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency, maximumFractionDigits: 0 });
  const digits = new Intl.NumberFormat(language, { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(minor / 10 ** digits);
}

const engines = new Map<string, Liquid>();
const parsed = new Map<string, { templates: Template[]; names: readonly string[] }>();
const mostParsed = 2000;

function engineFor(language: string): Liquid {
  const engine = engines.get(language) ?? engineOf(language);
  engines.set(language, engine);
  return engine;
}

function parse(text: string, language: string): { templates: Template[]; names: readonly string[] } {
  const key = `${language} ${text}`;
  const known = parsed.get(key);
  if (known) return known;
  const engine = engineFor(language);
  const templates = engine.parse(text);
  const names = engine.globalVariableSegmentsSync(templates).map((segments) => segments.map(String).join('.'));
  const made = { templates, names: [...new Set(names)] };
  if (parsed.size >= mostParsed) parsed.clear();
  parsed.set(key, made);
  return made;
}

/** Names of the variables a text reads. Throws on a text that is not Liquid. */
export function variablesOf(text: string, language = 'en'): readonly string[] {
  return parse(text, language).names;
}

/** What is wrong with a text: not Liquid, a tag or filter that is not offered, a variable that does not exist. Empty when it can be filled in. */
export function liquidProblems(text: string, { person, language = 'en' }: { person: boolean; language?: string }): { message: string; remedy: string }[] {
  let names: readonly string[];
  try {
    names = variablesOf(text, language);
  } catch (error) {
    return [{ message: (error as Error).message.split('\n')[0] ?? 'This is not Liquid.', remedy: 'Use {{ variable }}, {{ value | percent }} and {% if variable %}...{% endif %}.' }];
  }
  const allowed = templateVariables.filter((one) => person || !one.person).map(({ name }) => name);
  return names.flatMap((name) => {
    const variable = findVariable(name);
    if (variable && (person || !variable.person)) return [];
    return [{ message: variable ? `"${name}" is only known where somebody is written to.` : `There is no variable "${name}".`, remedy: `${near(name, allowed)}"template variables" lists them.` }];
  });
}

const areas = [...new Set(templateVariables.flatMap(({ name }) => (name.includes('.') ? [name.slice(0, name.indexOf('.'))] : [])))];

function nested(values: TextValues): Record<string, unknown> {
  const tree: Record<string, unknown> = Object.fromEntries(areas.map((area) => [area, {}]));
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined) continue;
    const [area = '', rest] = name.split(/\.(.*)/s);
    if (rest === undefined) tree[area] = value;
    else ((tree[area] ??= {}) as Record<string, unknown>)[rest] = value;
  }
  return tree;
}

// A single brace pair in what others wrote must not read as ours.
const tame = (value: string) => value.replace(/[\r\n\t]+/g, ' ').replace(/[{}]/g, '').trim();

/**
 * Fills a text in. A variable whose value is unknown, outside of an `if` or a `default`, leaves it unfilled and is named. `tainted` names the
 * variable by which others shaped the text, if any.
 */
export function renderText(text: string, values: TextValues, language = 'en'): Rendered {
  const { templates, names } = parse(text, language);
  const read = Object.fromEntries(names.map((name) => [name, typeof values[name] === 'string' ? tame(values[name] as string) : values[name]]));
  const tainted = names.find((name) => {
    const trust = findVariable(name)?.trust ?? 'words';
    const value = read[name];
    return typeof value === 'string' && (trust === 'words' || (trust === 'name' && !looksLikeName(value)));
  });
  try {
    const filled = String(engineFor(language).renderSync(templates, nested(read)));
    return { ok: true, text: filled.replace(/[ \t]+\n/g, '\n').replace(/\n{3,}/g, '\n\n').trim(), tainted: tainted ?? null };
  } catch (error) {
    const message = (error as Error).message;
    return { ok: false, missing: /undefined variable: ([\w.]+)/.exec(message)?.[1] ?? message.split('\n')[0] ?? 'unknown' };
  }
}
