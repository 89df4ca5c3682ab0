import { Button, Group, Modal, NumberInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyItem } from '../../../src/contract/source.ts';
import { useChange } from '../api/use-operation.ts';
import { count, decimal } from '../ui/format.ts';
import { Failure } from '../ui/state.tsx';

/** What a key took today of what it may take; nothing where it has no budget and took nothing. */
export function BudgetLine({ item }: { item: KeyItem }) {
  const { t } = useTranslation('settings');
  const parts = ([['actions', item.actionsToday, item.actionsPerDay, count], ['tokens', item.tokensToday, item.tokensPerDay, count], ['cost', item.costToday, item.costPerDay, decimal]] as const)
    .flatMap(([id, used, most, shown]) => (most === null ? (used > 0 ? [t(`keys.budget.${id}`, { used: shown(used) })] : []) : [t(`keys.budget.${id}Of`, { used: shown(used), most: shown(most) })]));
  return parts.length ? <div className="t3 num" style={{ fontSize: 12 }}>{t('keys.budget.today')} {parts.join(', ')}</div> : null;
}

const numberOf = (value: number | string): number | null => (typeof value === 'number' ? value : null);

/** Sets what a key may take in a day; an empty field is no limit. */
export function BudgetDialog({ item, onClose }: { item: KeyItem; onClose: () => void }) {
  const { t } = useTranslation('settings');
  const save = useChange('key.budget', ['key.', 'audit.']);
  const [budget, setBudget] = useState({ actionsPerDay: item.actionsPerDay, tokensPerDay: item.tokensPerDay, costPerDay: item.costPerDay });
  const fields = [['actionsPerDay', 0], ['tokensPerDay', 0], ['costPerDay', 2]] as const;
  return (
    <Modal opened onClose={onClose} title={t('keys.budget.title', { name: item.name })} size="sm">
      <form className="stack" style={{ gap: 12 }} onSubmit={(event) => { event.preventDefault(); save.mutate({ id: item.id, ...budget }, { onSuccess: onClose }); }}>
        <p className="t2" style={{ margin: 0 }}>{t('keys.budget.text')}</p>
        {fields.map(([name, digits], index) => <NumberInput key={name} label={t(`keys.budget.${name}`)} min={0} decimalScale={digits} value={budget[name] ?? ''} placeholder={t('keys.budget.none')} onChange={(value) => setBudget({ ...budget, [name]: numberOf(value) })} {...(index === 0 ? { 'data-autofocus': true } : {})} />)}
        {save.error && <Failure error={save.error} compact />}
        <Group justify="flex-end"><Button variant="subtle" color="gray" onClick={onClose}>{t('cancel')}</Button><Button type="submit" variant="filled" loading={save.isPending}>{t('keys.budget.save')}</Button></Group>
      </form>
    </Modal>
  );
}
