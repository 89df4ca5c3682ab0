import { NativeSelect, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { IconSearch } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignalSearch } from '../app/router.tsx';
import { useReading } from '../app/reading.ts';
import { count } from '../ui/format.ts';
import { severities } from './severity.tsx';

export const shownStates = ['open', 'acknowledged', 'in_play', 'snoozed', 'resolved', 'all'] as const;
export const families = ['risk', 'growth', 'advocacy'] as const;

/** State, family, severity, who has it, and text. The filters are in the address. */
export function SignalFilters({ search, state, total }: { search: SignalSearch; state: string; total: number }) {
  const { t } = useTranslation('signal');
  const navigate = useNavigate();
  const { asOf } = useReading();
  const input = useRef<HTMLInputElement>(null);
  useHotkeys([['/', () => input.current?.focus()]]);
  const set = (next: SignalSearch) => void navigate({ to: '/signals', search: { ...asOf, ...search, ...next } as never, replace: true });
  return (
    <div className="bar sig-bar">
      <div className="row tabs-row" role="group" aria-label={t('state.label')}>
        {shownStates.map((id) => (
          <button type="button" key={id} className="tab" data-on={id === state} aria-pressed={id === state} onClick={() => set({ state: id === 'open' ? undefined : id })}>{t(`state.${id}`)} {id === state && <em className="num">{count(total)}</em>}</button>
        ))}
      </div>
      <div className="grow" />
      <NativeSelect aria-label={t('family.label')} value={search.family ?? ''} onChange={(event) => set({ family: event.currentTarget.value || undefined })} data={[{ value: '', label: t('family.any') }, ...families.map((value) => ({ value, label: t(`family.${value}`) }))]} />
      <NativeSelect aria-label={t('severity.label')} value={search.severity ?? ''} onChange={(event) => set({ severity: event.currentTarget.value || undefined })} data={[{ value: '', label: t('severity.any') }, ...severities.map((value) => ({ value, label: t(`severity.${value}`) }))]} />
      <NativeSelect aria-label={t('who.label')} value={search.who ?? ''} onChange={(event) => set({ who: event.currentTarget.value || undefined })} data={[{ value: '', label: t('who.any') }, { value: 'me', label: t('who.me') }, { value: 'none', label: t('who.none') }]} />
      <TextInput ref={input} w={160} aria-label={t('filter')} placeholder={t('filterHint')} leftSection={<IconSearch size={14} />} rightSection={<span className="k">/</span>} value={search.q ?? ''} onChange={(event) => set({ q: event.currentTarget.value || undefined })} onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()} />
    </div>
  );
}
