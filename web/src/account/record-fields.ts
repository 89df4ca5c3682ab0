import { useTranslation } from 'react-i18next';
import { dayText, money, momentText, percent, words } from '../ui/format.ts';

const hidden = new Set(['id', 'currency', 'version', 'source']);

function valueText(name: string, value: unknown, currency: string | null, yesNo: (value: boolean) => string): string {
  if (typeof value === 'boolean') return yesNo(value);
  if (typeof value === 'number') return name.endsWith('Minor') ? money(value, currency) : name === 'csat' ? percent(value, 0) : String(value);
  const text = String(value);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return dayText(text);
  return /^\d{4}-\d{2}-\d{2}T/.test(text) ? momentText(text) : text;
}

/** The known fields of any record in words; ids, nulls and nested values are left out. */
export function recordFields(record: object, labelOf: (name: string) => string, yesNo: (value: boolean) => string): { label: string; text: string }[] {
  const currency = (record as { currency?: string }).currency ?? null;
  return Object.entries(record)
    .filter(([name, value]) => value !== null && typeof value !== 'object' && !hidden.has(name))
    .map(([name, value]) => ({ label: labelOf(name), text: valueText(name, value, currency, yesNo) }));
}

/** The known fields of a record in the reader's language. */
export function useRecordFields(): (record: object) => { label: string; text: string }[] {
  const { t } = useTranslation('account');
  const labelOf = (name: string) => t(`record.${name}` as 'record.subject', { defaultValue: words(name.replace(/(Minor|On|At)$/, '')) });
  return (record) => recordFields(record, labelOf, (value) => (value ? t('yes') : t('no')));
}
