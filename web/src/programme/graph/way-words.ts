import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Way } from './ways.ts';

/** What a way is taken for, in the reader's words; nothing for the plain one. */
export function useWayWords(): (way: Way) => string {
  const { t } = useTranslation('programme');
  return useCallback(({ kind, note }: Way) => {
    if (kind === 'then') return '';
    if (kind === 'case') return note ?? t('graph.way.case');
    if (kind === 'repeated') return t('graph.way.repeated', { most: note ?? '?' });
    return note === undefined ? t(`graph.way.${kind}`) : t('graph.way.timed', { what: t(`graph.way.${kind}`), most: note });
  }, [t]);
}
