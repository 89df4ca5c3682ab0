import { ActionIcon, Loader, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AskAnswer } from '../../../src/contract/ask.ts';
import { Failure } from '../ui/state.tsx';
import { DraftCard } from './draft-card.tsx';
import { PartList } from './part-list.tsx';
import type { Turn } from './use-conversation.ts';

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

function Foot({ answer }: { answer: AskAnswer }) {
  const { t } = useTranslation('ask');
  const { copied, copy } = useClipboard({ timeout: 1500 });
  const label = copied ? t('copied') : t('copy');
  return (
    <div className="ask-foot">
      <Tooltip label={label}><ActionIcon size="sm" aria-label={label} onClick={() => copy(answerText(answer))}>{copied ? <IconCheck size={14} /> : <IconCopy size={14} />}</ActionIcon></Tooltip>
      <span>{t('rules')}</span>
    </div>
  );
}

function Answer({ answer, onAsk }: { answer: AskAnswer; onAsk: (question: string) => void }) {
  const { t } = useTranslation('ask');
  return (
    <div className="ask-answer">
      <PartList sections={answer.sections} />
      {answer.draft && <DraftCard draft={answer.draft} />}
      {answer.unknown.length > 0 && <div className="ask-unknown">{answer.understood && <p className="t3">{t('unknown')}</p>}{answer.unknown.map((text) => <p key={text}>{text}</p>)}</div>}
      {answer.can.length > 0 && <Suggestions title={t('suggestions')} questions={answer.can} onAsk={onAsk} />}
      {answer.understood && <Foot answer={answer} />}
    </div>
  );
}

/** A question and its answer, its error, or that it is on its way. */
export function TurnView({ turn, onAsk }: { turn: Turn; onAsk: (question: string) => void }) {
  const { t } = useTranslation('ask');
  return (
    <>
      <p className="ask-you" aria-label={`${t('you')}: ${turn.question}`} role="note">{turn.question}</p>
      {turn.error ? <Failure error={turn.error} onRetry={() => onAsk(turn.question)} compact /> : turn.answer ? <Answer answer={turn.answer} onAsk={onAsk} /> : <div className="row t2"><Loader size={14} />{t('thinking')}</div>}
    </>
  );
}
