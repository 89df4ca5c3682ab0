import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useUndo } from './use-undo.tsx';

const editable = /^(stage|tier|segment|industry|country|region|custom\.[\w .-]{1,80})$/;
/** Fields a person may set even where no source names them. */
export const settableFields = ['stage', 'tier', 'segment', 'industry', 'country', 'region'] as const;

/** Whether a person may set a field; names, domains and ids belong to their sources. */
export function isSettable(field: string): boolean {
  return editable.test(field);
}

/** What was typed as a value like the one before: numbers and yes or no stay what they were; nothing is null. */
export function typedValue(text: string, before: string | number | boolean | null): string | number | boolean | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (typeof before === 'number' && Number.isFinite(Number(trimmed))) return Number(trimmed);
  if (typeof before === 'boolean' && /^(true|false)$/.test(trimmed)) return trimmed === 'true';
  return trimmed;
}

/** A value that is changed in place: Enter keeps it, Escape leaves it, and it can be undone. */
export function FieldValue({ accountId, field, label, value, shown }: { accountId: string; field: string; label: string; value: string | number | boolean | null; shown: string }) {
  const { t } = useTranslation('account');
  const { say, fail } = useUndo();
  const [typed, setTyped] = useState<string>();
  const [byKey, setByKey] = useState(false);
  const save = async () => {
    const next = typedValue(typed ?? '', value);
    setTyped(undefined);
    if (next === value) return;
    try {
      const edit = await call('account.update', { ids: [accountId], field, value: next });
      await say(t('data.set', { label }), () => call('account.revert', { id: edit.id }));
    } catch (error) {
      fail(error);
    }
  };
  if (typed === undefined) return <button type="button" className="edit" autoFocus={byKey} aria-label={t('data.edit', { label, value: shown })} onClick={() => { setByKey(false); setTyped(value === null ? '' : String(value)); }}>{shown}<IconPencil size={13} color="var(--tx-3)" aria-hidden /></button>;
  return (
    <input
      className="cellinput" aria-label={label} autoFocus value={typed} onChange={(event) => setTyped(event.currentTarget.value)} onBlur={() => void save()}
      onKeyDown={(event) => { if (event.key === 'Enter') { event.preventDefault(); setByKey(true); event.currentTarget.blur(); } if (event.key === 'Escape') { event.stopPropagation(); setByKey(true); setTyped(undefined); } }}
    />
  );
}
