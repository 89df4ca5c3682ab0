import { useTranslation } from 'react-i18next';
import { words } from '../ui/format.ts';

type Group = 'role' | 'kind' | 'priority' | 'ticketState' | 'invoiceStatus' | 'severity' | 'signalState' | 'cause' | 'direction' | 'sourceKind' | 'lineKind' | 'gap' | 'action' | 'area' | 'field' | 'mark' | 'band';

/** Words for a value of the record in the reader's language; one that the catalogue does not name reads as delivered. */
export function useTerm(): (group: Group, key: string) => string {
  const { t } = useTranslation('account');
  return (group, key) => t(`${group}.${key.replaceAll(/[\s.]+/g, '_')}` as 'role.champion', { defaultValue: words(key) });
}

/** A value of a fact or field in words: yes and no, numbers short, nothing as a dash. */
export function useValueText(): (value: string | number | boolean | null) => string {
  const { t } = useTranslation('account');
  return (value) => (value === null ? '–' : typeof value === 'boolean' ? (value ? t('yes') : t('no')) : typeof value === 'number' ? String(Math.round(value * 100) / 100) : value);
}
