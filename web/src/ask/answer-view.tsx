import { ActionIcon, Button, Loader, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AskAnswer, AskProposal } from '../../../src/contract/ask.ts';
import { count, percent } from '../ui/format.ts';
import { Failure } from '../ui/state.tsx';
import { AskLink } from './ask-link.tsx';
import { DraftCard } from './draft-card.tsx';
import { PartList } from './part-list.tsx';
import { ModelError, type Turn } from './use-conversation.ts';

/** An answer as text, each line with the addresses of its records. */
export function answerText({ sections, unknown, draft }: AskAnswer): string {
  const parts = sections.map(({ title, lines }) => [title, ...lines.map(({ text, records }) => `- ${text}${records.length ? ` [${records.map(({ link }) => new URL(link, location.origin).href).join(' ')}]` : ''}`)].join('\n'));
  return [...parts, ...(draft ? [`${draft.content.subject}\n\n${draft.content.body}`] : []), ...unknown].join('\n\n');
}

/** Questions to choose from. */
export function Suggestions({ title, questions, onAsk }: { title: string; questions: readonly string[]; onAsk: (question: string) => void }) {
  return (
    <section className="ask-sugg" aria-label={title}>
      <h3>{title}</h3>
      {questions.map((question) => <button type="button" key={question} onClick={() => onAsk(question)}>{question}</button>)}
    </section>
  );
}

function Foot({ answer, turn: { use } }: { answer: AskAnswer; turn: Turn }) {
  const { t } = useTranslation('ask');
  const { copied, copy } = useClipboard({ timeout: 1500 });
  const label = copied ? t('copied') : t('copy');
  const spent = use ? [use.model, t('model.tokens', { n: count(use.tokens) }), ...(use.cost === null ? [] : [t('model.cost', { n: new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 4 }).format(use.cost) })]), t('model.day', { n: percent(use.dayTokens / use.dayLimit) }), t('model.hidden', { count: use.hidden })] : [];
  return (
    <div className="ask-foot">
      <Tooltip label={label}><ActionIcon size="sm" aria-label={label} onClick={() => copy(answerText(answer))}>{copied ? <IconCheck size={14} /> : <IconCopy size={14} />}</ActionIcon></Tooltip>
      <span>{answer.by === 'model' ? t('checked') : t('rules')} {spent.join(' · ')}</span>
    </div>
  );
}

function Proposals({ proposed }: { proposed: readonly AskProposal[] }) {
  const { t } = useTranslation('ask');
  return proposed.map(({ id, status, reason, link }) => (
    <p key={id} className="ask-draft">{t('model.proposed')} {status === 'waiting' ? t('draft.waiting') : status === 'refused' ? t('draft.refused', { reason }) : t('draft.held')} <AskLink link={link} className="link" label={t('draft.open')}>{t('draft.open')}</AskLink></p>
  ));
}

function Answer({ answer, turn, onAsk }: { answer: AskAnswer; turn: Turn; onAsk: (question: string) => void }) {
  const { t } = useTranslation('ask');
  return (
    <div className="ask-answer">
      <PartList sections={answer.by === 'model' && !answer.draft ? answer.sections.map((one) => ({ ...one, title: '' })) : answer.sections} />
      {answer.draft && <DraftCard draft={answer.draft} />}
      <Proposals proposed={turn.proposed} />
      {answer.unknown.length > 0 && <div className="ask-unknown">{answer.understood && answer.by === 'rules' && <p className="t3">{t('unknown')}</p>}{answer.unknown.map((text) => <p key={text}>{text}</p>)}</div>}
      {answer.can.length > 0 && <Suggestions title={t('suggestions')} questions={answer.can} onAsk={onAsk} />}
      {answer.understood && <Foot answer={answer} turn={turn} />}
    </div>
  );
}

function Coming({ turn }: { turn: Turn }) {
  const { t } = useTranslation('ask');
  return (
    <div className="ask-answer">
      {turn.lines.length > 0 && <PartList sections={[{ title: '', lines: [...turn.lines] }]} />}
      {turn.stopped ? <p className="t2">{t('stopped')}</p> : <div className="row t2"><Loader size={14} />{turn.tool ? t('looking', { what: turn.tool.replaceAll('_', ' ') }) : t('thinking')}</div>}
    </div>
  );
}

interface TurnProps { turn: Turn; onAsk: (question: string) => void; onRules: (question: string) => void }

/** A question and its answer, its error, or what has come of it so far. */
export function TurnView({ turn, onAsk, onRules }: TurnProps) {
  const { t } = useTranslation('ask');
  const { error, answer } = turn;
  return (
    <>
      <p className="ask-you" aria-label={`${t('you')}: ${turn.question}`} role="note">{turn.question}</p>
      {error && <Failure error={error} onRetry={() => onAsk(turn.question)} compact />}
      {error instanceof ModelError && <div className="stack">{error.remedy && <p className="t2">{error.remedy}</p>}<div><Button onClick={() => onRules(turn.question)}>{t('model.without')}</Button></div></div>}
      {!error && (answer ? <Answer answer={answer} turn={turn} onAsk={onAsk} /> : <Coming turn={turn} />)}
    </>
  );
}
