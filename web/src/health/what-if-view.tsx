import { Button } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScorecardDetail, ScorecardItem } from '../../../src/contract/health-report.ts';
import { call } from '../api/call.ts';
import { useOperation } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import { Card } from '../ui/card.tsx';
import { Empty, Failure, Loaded, RowsSkeleton } from '../ui/state.tsx';
import { countChanges, setAt, type Draft } from './draft.ts';
import { WhatIfForm } from './what-if-form.tsx';
import { WhatIfResult } from './what-if-result.tsx';

function Bench({ card }: { card: ScorecardDetail }) {
  const { t } = useTranslation('health');
  const base = card.definition as unknown as Draft;
  const [draft, setDraft] = useState(base);
  const trial = useMutation({ mutationFn: (definition: Draft) => call('health.simulate', { definition: definition as unknown as Record<string, unknown>, limit: 200 }) });
  const changes = countChanges(base, draft);
  const run = () => trial.mutate(draft);
  useHotkeys([['mod+Enter', run]], []);
  return (
    <div className="split">
      <Card title={card.label} note={changes === 0 ? t('whatIf.unchanged') : t('whatIf.changed', { count: changes })}>
        <WhatIfForm draft={draft} base={base} onChange={(path, value) => setDraft((before) => setAt(before, path, value))} />
        <div className="bulk-line"><Button variant="filled" loading={trial.isPending} onClick={run} aria-keyshortcuts="Control+Enter">{t('whatIf.run')}</Button><Button disabled={changes === 0} onClick={() => { setDraft(base); trial.reset(); }}>{t('whatIf.reset')}</Button></div>
      </Card>
      <div className="section" style={{ padding: 0 }}>
        {trial.isPending && !trial.data ? <RowsSkeleton rows={6} /> : trial.error ? <Failure error={trial.error} onRetry={run} /> : trial.data ? <WhatIfResult result={trial.data} /> : <Card title={t('views.whatIf')}><Empty title={t('whatIf.first')}>{t('whatIf.exact')}</Empty></Card>}
      </div>
    </div>
  );
}

/** Try a change of a scorecard on the book of today; nothing is stored. */
export function WhatIfView({ cards, chosen, onChoose }: { cards: readonly ScorecardItem[]; chosen: string; onChoose: (id: string) => void }) {
  const { t } = useTranslation('health');
  const { asOf, readAt } = useReading();
  const judging = cards.filter((card) => card.measures > 0);
  const id = judging.some((card) => card.id === chosen) ? chosen : (judging[0]?.id ?? '');
  const read = useOperation('scorecard.show', { id }, { enabled: id !== '' && !asOf.at });
  if (asOf.at) return <Empty title={t('whatIf.present')} action={<Button onClick={() => readAt(undefined)}>{t('whatIf.reset')}</Button>} />;
  return (
    <>
      <div className="pagebar" role="group" aria-label={t('cards.choose')}>
        {judging.map((card) => <button type="button" key={card.id} className="tab" data-on={card.id === id} aria-pressed={card.id === id} onClick={() => onChoose(card.id)}>{card.label}</button>)}
        <span className="grow" /><span className="t3">{t('whatIf.intro')}</span>
      </div>
      <div className="section" style={{ maxWidth: 'none' }}><Loaded read={read}>{(card) => <Bench key={`${card.id} ${card.version}`} card={card} />}</Loaded></div>
    </>
  );
}
