import { useTranslation } from 'react-i18next';
import type { PlaybookDetail, StepItem } from '../../../src/contract/playbook.ts';
import { Card } from '../ui/card.tsx';
import { count } from '../ui/format.ts';
import { StepIcon } from './step-icon.tsx';
import { useCauseText } from './use-words.ts';

function Step({ step, labels }: { step: StepItem; labels: ReadonlyMap<string, string> }) {
  const { t } = useTranslation('playbook');
  const kind = t(`kind.${step.kind as 'task'}`);
  return (
    <li className="pb-step" data-kind={step.kind} id={`step-${step.id}`}>
      <span className="pb-icon"><StepIcon kind={step.kind} /></span>
      <div className="pb-box">
        <div className="row"><h2>{step.label}</h2><span className="tag">{kind}</span>{step.here > 0 && <b className="num">{t('here', { count: step.here })}</b>}</div>
        <p>{step.detail}</p>
        <p className="t2">{step.why}</p>
        {step.text && step.kind !== 'approval' && <details><summary>{step.template ? `${t('text')}: ${step.template}` : t('text')}</summary>{step.subject && step.template && <p><b>{t('subject')}:</b> {step.subject}</p>}<p className="pb-text">{step.text}</p></details>}
        {step.exits.length > 0 && <ul className="pb-exits">{step.exits.map(({ when, to }) => <li key={`${when} ${to}`}>{when} → {labels.has(to) ? <a className="link" href={`#step-${to}`}>{labels.get(to)}</a> : t('endTarget')}</li>)}</ul>}
      </div>
    </li>
  );
}

function Aside({ detail }: { detail: PlaybookDetail }) {
  const { t, i18n } = useTranslation('playbook');
  const cause = useCauseText();
  const { playbook, entry, exit, reentry, caps, hours, assign, occasions } = detail;
  return (
    <aside className="card pb-side">
      <dl>
        <dt>{t('goal')}</dt><dd>{playbook.goal}</dd>
        <dt>{t('starts')}</dt><dd><ul className="pb-plain">{playbook.triggers.map((one) => <li key={one}>{one}</li>)}</ul></dd>
        <dt>{t('entry')}</dt><dd>{entry.length === 0 ? t('entryAll') : <ul className="pb-plain">{entry.map(({ when, why }) => <li key={when}><code>{when}</code> <span className="t2">{why}</span></li>)}</ul>}</dd>
        <dt>{t('exit')}</dt><dd>{exit.length === 0 ? t('never') : <ul className="pb-plain">{exit.map(({ when, outcome, why }) => <li key={when}><code>{when}</code> <span className="t2">{why} {t(`run.outcome.${outcome as 'lost'}`)}.</span></li>)}</ul>}</dd>
        <dt>{t('again')}</dt><dd>{reentry}</dd>
        <dt>{t('limits')}</dt><dd>{caps.length ? caps.join(', ') : t('noLimits')}</dd>
        <dt>{t('hours')}</dt><dd>{hours ?? t('anyHour')}</dd>
        <dt>{t('tasksTo')}</dt><dd>{i18n.exists(`assign.${assign}`, { ns: 'playbook' }) ? t(`assign.${assign as 'owner'}`) : assign}</dd>
        <dt>{t('occasions')}</dt><dd className="num">{occasions.length ? occasions.map(({ outcome, count: n }) => `${cause(outcome)} ${count(n)}`).join(', ') : t('noOccasions')}</dd>
      </dl>
    </aside>
  );
}

/** The steps as a flow from top to bottom, with the reason of each, every way out, and where accounts are. */
export function StepsView({ detail }: { detail: PlaybookDetail }) {
  const { t } = useTranslation('playbook');
  const labels = new Map(detail.steps.map(({ id, label }) => [id, label]));
  return (
    <div className="pb-detail">
      <div className="stack" style={{ gap: 16 }}>
        {detail.problems.length > 0 && <Card title={t('problems')}><ul className="pb-plain pad">{detail.problems.map(({ path, message, remedy }) => <li key={path}><code>{path}</code> {message} <span className="t2">{remedy}</span></li>)}</ul></Card>}
        <p className="t2" style={{ margin: 0, maxWidth: '80ch' }}>{detail.playbook.description}</p>
        <ol className="pb-flow" aria-label={t('flow')}>{detail.steps.map((step) => <Step key={step.id} step={step} labels={labels} />)}</ol>
      </div>
      <Aside detail={detail} />
    </div>
  );
}
