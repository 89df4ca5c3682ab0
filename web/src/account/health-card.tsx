import { Button } from '@mantine/core';
import { useState } from 'react';
import type { HealthDetail } from '../../../src/contract/health.ts';
import type { Evidence } from '../../../src/contract/listing.ts';
import { useChange } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import { BandMark, bandLabels } from '../ui/band-mark.tsx';
import { dayText, percent, signed } from '../ui/format.ts';
import { DriverTable } from './driver-table.tsx';
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

// The driver's name stands out; what it says in brackets does not.
function PartText({ text }: { text: string }) {
  const bracket = text.indexOf('(');
  const end = bracket < 0 ? text.length : bracket;
  return <><span className="part">{text.slice(0, end)}</span>{text.slice(end)}</>;
}

function CiteButton({ number, evidence, text, onShow }: { number: number; evidence: readonly Evidence[]; text: string; onShow: ReturnType<typeof useEvidence> }) {
  return <button type="button" className="cite" aria-label={`Evidence ${number}: ${evidence.map(({ label }) => label).join(', ')}`} onClick={() => onShow({ title: `Evidence ${number}`, note: text.replace(/^[,.;\s]+/, ''), evidence })}>{number}</button>;
}

function Notes({ health }: { health: HealthDetail }) {
  const lift = useChange('health.lift', ['health.', 'account.']);
  const applied = health.caps.filter((cap) => cap.applied);
  const show = useEvidence();
  return (
    <>
      {health.override && (
        <div className="note">
          <span>Set to <b>{Math.round(health.override.score)}</b> by {health.override.by} until {dayText(health.override.expiresAt)}: {health.override.reason} <span className="t3">Computed: {health.computedScore === null ? 'unknown' : Math.round(health.computedScore)}.</span></span>
          <span className="grow" />
          <Button size="compact-xs" loading={lift.isPending} onClick={() => lift.mutate({ id: health.accountId })}>Lift now</Button>
        </div>
      )}
      {applied.map((cap) => (
        <div className="note" key={cap.id}>
          <span>{cap.label}.</span>
          {cap.evidence.length > 0 && <button type="button" className="linkbtn" onClick={() => show({ title: cap.label, evidence: cap.evidence })}>Why</button>}
        </div>
      ))}
    </>
  );
}

/** Why the health is what it is: one sentence with evidence, the history on its bands, and every driver. */
export function HealthCard({ health }: { health: HealthDetail }) {
  const { asOf } = useReading();
  const [dialog, setDialog] = useState<'override' | 'pulse' | null>(null);
  const score = health.score === null ? null : Math.round(health.score);
  const moved = health.moved.d90;
  return (
    <section className="card" aria-label="Health">
      <div className="health-top">
        <div>
          <div className="ch"><h2>{score === null ? 'Why health is not known' : `Why health is ${score}`}</h2><span className="t3">as of {dayText(health.asOf)}</span></div>
          <Explanation sentence={health.sentence} />
        </div>
        <div style={{ paddingRight: 16 }}>
          <div className="score-now">
            <BandMark band={health.band} size={15} /><b>{score ?? '–'}</b>
            <span className="t3"><span className="sr">{bandLabels[health.band]}. </span>{moved === null ? 'no score 90 days ago' : <><span className={moved < 0 ? 'neg' : 'pos'}>{signed(moved)}</span> vs 90 days ago</>}</span>
          </div>
          <div style={{ margin: '8px 0 6px' }}><HealthHistory history={health.history} bands={health.scorecard.bands} width={290} height={82} /></div>
        </div>
      </div>
      <div className="facts">
        <span>Confidence <b className="num">{percent(health.confidence, 0)}</b></span>
        <span>Coverage <b className="num">{percent(health.coverage, 0)}</b> of the weight is known</span>
        <span>{health.scorecard.label}, version {health.scorecard.version}</span>
        {health.pulse && <span className="row"><BandMark band={health.pulse.value} size={9} />Pulse {bandLabels[health.pulse.value]} by {health.pulse.by}, {dayText(health.pulse.at)}</span>}
      </div>
      <Notes health={health} />
      {!asOf.at && (
        <div className="acts">
          <Button onClick={() => setDialog('pulse')}>Give a pulse</Button>
          <Button variant="subtle" color="gray" c="var(--tx)" onClick={() => setDialog('override')}>Override the score</Button>
        </div>
      )}
      <DriverTable health={health} />
      <PulseDialog accountId={health.accountId} opened={dialog === 'pulse'} onClose={() => setDialog(null)} />
      <OverrideDialog accountId={health.accountId} score={score} opened={dialog === 'override'} onClose={() => setDialog(null)} />
    </section>
  );
}
