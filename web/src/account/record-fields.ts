import { dayText, money, momentText, percent, words } from '../ui/format.ts';

const hidden = new Set(['id', 'currency']);

function valueText(name: string, value: unknown, currency: string | null): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return name.endsWith('Minor') ? money(value, currency) : name === 'csat' ? percent(value, 0) : String(value);
  const text = String(value);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return dayText(text);
  return /^\d{4}-\d{2}-\d{2}T/.test(text) ? momentText(text) : text;
}

/** The known fields of any record in words; ids, nulls and nested values are left out. */
export function recordFields(record: object): { label: string; text: string }[] {
  const currency = (record as { currency?: string }).currency ?? null;
  return Object.entries(record)
    .filter(([name, value]) => value !== null && typeof value !== 'object' && !hidden.has(name))
    .map(([name, value]) => ({ label: words(name.replace(/(Minor|On|At)$/, '')), text: valueText(name, value, currency) }));
}
