import type { FactValue, FactValues } from '../../program/definition/expression.ts';
import type { CompiledMeasure } from './compile-scorecard.ts';
import type { FactWords } from './health-program.ts';
import type { ScoredDriver } from './score-account.ts';

function plain(value: FactValue): string {
  if (value === null) return 'unknown';
  if (typeof value === 'number') return String(Math.round(value * 100) / 100);
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : value.replaceAll('_', ' ');
}

/** Fills `{value}` and `{area.name}` in a measure's own words. */
export function fillText(template: string, value: FactValue, values: FactValues): string {
  return template.replace(/\{([\w.]+)\}/g, (_, id: string) => plain(id === 'value' ? value : (values[id] ?? null)));
}

/** One line of evidence in words: what was measured, what it was held against, or why it is unknown. */
export function driverText(driver: ScoredDriver, measure: CompiledMeasure | undefined, values: FactValues, words: ReadonlyMap<string, FactWords>): string {
  if (driver.id.startsWith('cap:')) return `${driver.label}; ${driver.against}`;
  if (driver.unknownReason?.startsWith('not counted')) return `N${driver.unknownReason.slice(1)}`;
  if (driver.score === null) return `Unknown: ${driver.unknownReason ?? 'no input'}`;
  let text: string;
  if (measure?.text) text = fillText(measure.text, driver.value, values);
  else if (measure?.source.kind === 'fact' && driver.value !== null) text = words.get(measure.source.fact)?.text(driver.value, values) ?? plain(driver.value);
  else text = plain(driver.value);
  return driver.against ? `${text}; ${driver.against}` : text;
}

/** The unit of a measure's value, when it is a fact's. */
export function driverUnit(measure: CompiledMeasure | undefined, words: ReadonlyMap<string, FactWords>): string | null {
  return measure?.source.kind === 'fact' ? (words.get(measure.source.fact)?.unit ?? null) : null;
}
