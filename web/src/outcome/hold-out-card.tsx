import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutcomeItem } from '../../../src/contract/outcome.ts';
import { useMay } from '../app/may.tsx';
import { Card } from '../ui/card.tsx';
import { count, dayText, decimal, percent } from '../ui/format.ts';
import { HoldOutDialog } from './hold-out-dialog.tsx';

/** Who is held out of a playbook, who chose so and why, and the way to change it. */
export function HoldOutCard({ outcome }: { outcome: Pick<OutcomeItem, 'id' | 'label' | 'holdOut' | 'heldOut'> }) {
  const { t } = useTranslation('outcome');
  const mayAct = useMay()('approve');
  const [open, setOpen] = useState(false);
  const { percent: share, floor, byWhom, at, reason } = outcome.holdOut;
  return (
    <Card title={t('hold.title')} tools={mayAct ? <Button size="xs" onClick={() => setOpen(true)}>{t('hold.change')}</Button> : undefined}>
      <div className="pad stack">
        <p style={{ margin: 0 }}>{share ? t('hold.some', { percent: percent(share / 100) }) : t('hold.none')} {share > 0 && floor !== null && t('hold.floor', { amount: decimal(floor) })}</p>
        {at && <p className="t2" style={{ margin: 0 }}>{t('hold.chosen', { who: byWhom ?? '', day: dayText(at.slice(0, 10)), reason: reason ?? '' })}</p>}
        {outcome.heldOut > 0 && <p className="t3 num" style={{ margin: 0 }}>{t('hold.soFar', { count: outcome.heldOut, n: count(outcome.heldOut) })}</p>}
      </div>
      <HoldOutDialog outcome={outcome} opened={open} onClose={() => setOpen(false)} />
    </Card>
  );
}
