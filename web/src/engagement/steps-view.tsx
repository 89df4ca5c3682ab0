import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EngagementStep } from '../../../src/contract/engagement.ts';
import { useOperation } from '../api/use-operation.ts';
import { Card } from '../ui/card.tsx';
import { momentText } from '../ui/format.ts';
import { Failure, Loaded } from '../ui/state.tsx';
import { stepText } from './engagement-text.ts';
import { GateList } from './run-parts.tsx';

const pageSize = 200;

function Step({ step }: { step: EngagementStep }) {
  const { t } = useTranslation('engagement');
  const meta = [momentText(step.at), step.read.length ? `${t('steps.read')} ${step.read.join(', ')}` : '', step.rule ? t('steps.rule', { rule: step.rule }) : '', step.digest ? t('steps.digest', { digest: step.digest.slice(0, 12) }) : ''].filter(Boolean);
  return (
    <li>
      <span className="t3 num">{step.seq}</span>
      <span><b style={{ fontWeight: 550 }}>{t(`kind.${step.kind as 'pick'}`)}</b><div className="t3" style={{ fontSize: 12 }}>{t(`phase.${step.phase}`)}</div></span>
      <div>{step.accountId && <><Link to="/account/$id" params={{ id: step.accountId }} className="aname">{step.accountName}</Link>: </>}{stepText(t, step)}<div className="t2" style={{ fontSize: 12.5 }}>{step.why}</div>{step.gates.length > 0 && <GateList gates={step.gates} />}</div>
      <span className="t3 eng-meta">{meta.join(' · ')}{step.records.length > 0 && <span title={step.records.map(({ kind, id }) => `${kind} ${id}`).join('\n')}> · {t('steps.records', { count: step.records.length })}</span>}</span>
    </li>
  );
}

/** Everything a run did, in order, and the proof that its decisions follow from what was stored. */
export function StepsView({ id }: { id: string }) {
  const { t } = useTranslation('engagement');
  const [limit, setLimit] = useState(pageSize);
  const [asked, setAsked] = useState(false);
  const read = useOperation('engagement.steps', { id, limit }, { keep: true });
  const replay = useOperation('engagement.replay', { id }, { enabled: asked });
  const again = () => { if (asked) void replay.refetch(); setAsked(true); };
  return (
    <Card title={t('steps.title')} tools={<Button size="compact-sm" loading={replay.isFetching} onClick={again}>{t('steps.replay')}</Button>}>
      {replay.error && <Failure error={replay.error} compact />}
      {replay.data && <p className={`pad ${replay.data.same ? 'pos' : 'neg'}`} role="status" style={{ margin: 0 }}>{replay.data.same ? t('steps.same', { count: replay.data.checked }) : t('steps.differs', { steps: replay.data.differing.map(({ seq }) => seq).join(', ') })}</p>}
      <Loaded read={read}>{({ items, total }) => <><ol className="eng-steps">{items.map((step) => <Step key={step.seq} step={step} />)}</ol>{items.length < total && <div className="eng-more"><Button size="compact-sm" onClick={() => setLimit(limit + pageSize)}>{t('steps.more')}</Button></div>}</>}</Loaded>
    </Card>
  );
}
