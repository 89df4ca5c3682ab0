import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HealthDetail } from '../../../src/contract/health.ts';
import type { Evidence } from '../../../src/contract/listing.ts';
import { useChange } from '../api/use-operation.ts';
import { BandMark } from '../ui/band-mark.tsx';
import { dayText, percent, signed } from '../ui/format.ts';
import { DriverTable } from './driver-table.tsx';
import { useTerm } from './term.ts';
import { useEvidence } from './evidence.tsx';
import { HealthHistory } from './health-history.tsx';
import { OverrideDialog, PulseDialog } from './health-dialogs.tsx';

/** The explanation: parts of a sentence, each followed by numbers that open its records. */
function Explanation({ sentence }: { sentence: HealthDetail['sentence'] }) {
  const show = useEvidence();
  let number = 0;
  return (
    <p className="sum">
      {sentence.map((part, index) => (
        <span key={index}>
          {part.evidence.length > 0 ? <PartText text={part.text} /> : part.text}
          {part.evidence.length > 0 && <CiteButton number={++number} evidence={part.evidence} text={part.text} onShow={show} />}
        </span>
      ))}
    </p>
  );
}

// The driver's name stands out; what joins it to the one before, and what it says in brackets, do not.
function PartText({ text }: { text: string }) {
  const start = /^[\s,.;]*(?:and |und )?/.exec(text)?.[0].length ?? 0;
  const bracket = text.indexOf('(');
  const end = bracket < 0 ? text.length : bracket;
  return <>{text.slice(0, start)}<span className="part">{text.slice(start, end).trimEnd()}</span>{` ${text.slice(end)}`.trimEnd()}</>;
}

function CiteButton({ number, evidence, text, onShow }: { number: number; evidence: readonly Evidence[]; text: string; onShow: ReturnType<typeof useEvidence> }) {
  const { t } = useTranslation('account');
  return <button type="button" className="cite" aria-label={t('evidence.numbered', { number, labels: evidence.map(({ label }) => label).join(', ') })} onClick={() => onShow({ title: t('evidence.number', { number }), note: text.replace(/^[,.;\s]+/, ''), evidence })}>{number}</button>;
}

function Notes({ health, canWrite }: { health: HealthDetail; canWrite: boolean }) {
  const { t } = useTranslation('account');
  const lift = useChange('health.lift', ['health.', 'account.']);
  const applied = health.caps.filter((cap) => cap.applied);
  const show = useEvidence();
  return (
    <>
      {health.override && (
        <div className="note">
          <span>{t('health.override', { score: Math.round(health.override.score), by: health.override.by, day: dayText(health.override.expiresAt), reason: health.override.reason })} <span className="t3">{t('health.computed', { score: health.computedScore === null ? t('unknown') : Math.round(health.computedScore) })}</span></span>
          <span className="grow" />
          {canWrite && <Button size="compact-xs" loading={lift.isPending} onClick={() => lift.mutate({ id: health.accountId })}>{t('health.lift')}</Button>}
        </div>
      )}
      {applied.map((cap) => (
        <div className="note" key={cap.id}>
          <span>{cap.label}.</span>
          {cap.evidence.length > 0 && <button type="button" className="linkbtn" onClick={() => show({ title: cap.label, evidence: cap.evidence })}>{t('health.why')}</button>}
        </div>
      ))}
    </>
  );
}

/** Why the health is what it is: one sentence with evidence, the history on its bands, and every driver. */
export function HealthCard({ health, canWrite }: { health: HealthDetail; canWrite: boolean }) {
  const { t } = useTranslation('account');
  const term = useTerm();
  const [dialog, setDialog] = useState<'override' | 'pulse' | null>(null);
  const score = health.score === null ? null : Math.round(health.score);
  const moved = health.moved.d90;
  return (
    <section className="card" aria-label={t('health.title')}>
      <div className="health-top">
        <div>
          <div className="ch"><h2>{score === null ? t('health.whyUnknown') : t('health.whyScore', { score })}</h2><span className="t3">{t('health.asOf', { day: dayText(health.asOf) })}</span></div>
          <Explanation sentence={health.sentence} />
        </div>
        <div style={{ paddingRight: 16 }}>
          <div className="score-now">
            <BandMark band={health.band} size={15} /><b>{score ?? '–'}</b>
            <span className="t3"><span className="sr">{term('band', health.band)}. </span>{moved === null ? t('health.noScore90') : <><span className={moved < 0 ? 'neg' : 'pos'}>{signed(moved)}</span> {t('health.vs90')}</>}</span>
          </div>
          <div style={{ margin: '8px 0 6px' }}><HealthHistory history={health.history} bands={health.scorecard.bands} width={290} height={82} /></div>
        </div>
      </div>
      <div className="facts">
        <span title={t('health.confidenceHint')}>{t('health.confidence')} <b className="num">{percent(health.confidence, 0)}</b></span>
        <span>{t('health.coverage')} <b className="num">{percent(health.coverage, 0)}</b> {t('health.coverageNote')}</span>
        <span>{t('health.card', { label: health.scorecard.label, version: health.scorecard.version })}</span>
        {health.pulse && <span className="row"><BandMark band={health.pulse.value} size={9} />{t('health.pulseBy', { band: term('band', health.pulse.value), by: health.pulse.by, day: dayText(health.pulse.at) })}</span>}
      </div>
      <Notes health={health} canWrite={canWrite} />
      {canWrite && (
        <div className="acts">
          <Button onClick={() => setDialog('pulse')}>{t('health.givePulse')}</Button>
          <Button variant="subtle" color="gray" c="var(--tx)" onClick={() => setDialog('override')}>{t('health.overrideScore')}</Button>
        </div>
      )}
      <DriverTable health={health} />
      <PulseDialog accountId={health.accountId} opened={dialog === 'pulse'} onClose={() => setDialog(null)} />
      <OverrideDialog accountId={health.accountId} score={score} opened={dialog === 'override'} onClose={() => setDialog(null)} />
    </section>
  );
}
