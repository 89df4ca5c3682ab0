import '../style/ask.css';
import { ActionIcon, Switch, Textarea, Tooltip } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useLocation } from '@tanstack/react-router';
import { IconArrowUp, IconEraser, IconPlayerStop, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../api/use-operation.ts';
import { Suggestions, TurnView } from './answer-view.tsx';
import { DailyBrief } from './daily-brief.tsx';
import { useConversation } from './use-conversation.ts';

const pages = { '/': 'book', '/work': 'work', '/approvals': 'work', '/signals': 'signals', '/health': 'health', '/targets': 'targets' } as const;

/** What the page one is on makes one ask. */
export function suggestionsOf(pathname: string): 'account' | 'other' | (typeof pages)[keyof typeof pages] {
  return pathname.startsWith('/account/') ? 'account' : (pages[pathname as keyof typeof pages] ?? 'other');
}

/** The panel beside the page: today's brief, questions, answers with their records. It keeps its conversation while it is closed. */
export function AskPanel({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation('ask');
  const { pathname } = useLocation();
  const account = pathname.startsWith('/account/') ? decodeURIComponent(pathname.slice('/account/'.length)) : undefined;
  const model = useOperation('agent.model', {}, { enabled: open }).data;
  const [wanted, setWanted] = useLocalStorage({ key: 'mainstay.ask.model', defaultValue: false });
  const withModel = wanted && model?.available === true;
  const { turns, ask, busy, stop, clear } = useConversation(account);
  const [text, setText] = useState('');
  const input = useRef<HTMLTextAreaElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const opener = useRef<Element | null>(null);
  useEffect(() => {
    if (!open) return;
    opener.current = document.activeElement;
    input.current?.focus();
    return () => { if (opener.current instanceof HTMLElement && opener.current.isConnected) opener.current.focus(); };
  }, [open]);
  useEffect(() => { if (turns.length) body.current?.lastElementChild?.scrollIntoView({ block: 'nearest' }); }, [turns]);
  const send = (question: string, byModel = withModel) => {
    const asked = question.trim();
    if (asked === '' || busy) return;
    setText('');
    ask(asked, byModel);
    input.current?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') { event.stopPropagation(); onClose(); }
  };
  const onInputKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) { event.preventDefault(); send(text); }
    if (event.key === 'ArrowUp' && text === '') setText(turns.at(-1)?.question ?? '');
  };
  const questions = t(`suggest.${suggestionsOf(pathname)}`, { returnObjects: true }) as readonly string[];
  return (
    <aside className="ask" hidden={!open} aria-label={t('title')} onKeyDown={onKey}>
      <header className="ask-head">
        <h2>{t('title')}</h2>
        <span className="grow" />
        {turns.length > 0 && <Tooltip label={t('clear')}><ActionIcon aria-label={t('clear')} onClick={() => { clear(); input.current?.focus(); }}><IconEraser size={16} /></ActionIcon></Tooltip>}
        <Tooltip label={t('close')}><ActionIcon aria-label={t('close')} onClick={onClose}><IconX size={16} /></ActionIcon></Tooltip>
      </header>
      <div className="ask-body" ref={body} tabIndex={0} role="log" aria-label={t('conversation')} aria-busy={busy}>
        {turns.length === 0 && open && <><DailyBrief /><Suggestions title={t('suggestions')} questions={questions} onAsk={(question) => send(question)} /></>}
        {turns.map((turn) => <TurnView key={turn.id} turn={turn} onAsk={(question) => send(question)} onRules={(question) => send(question, false)} />)}
        <div />
      </div>
      {model?.available && <div className="ask-model"><Switch size="xs" checked={withModel} onChange={(event) => setWanted(event.currentTarget.checked)} label={t('model.use', { model: model.model ?? '' })} />{!withModel && <span className="t3">{t('model.off')}</span>}</div>}
      <form className="ask-form" onSubmit={(event) => { event.preventDefault(); send(text); }}>
        <Textarea ref={input} aria-label={t('input')} placeholder={t('hint')} value={text} autosize minRows={1} maxRows={5} maxLength={500} onChange={(event) => setText(event.currentTarget.value)} onKeyDown={onInputKey} />
        {busy && <Tooltip label={t('stop')}><ActionIcon size={30} aria-label={t('stop')} onClick={stop}><IconPlayerStop size={16} /></ActionIcon></Tooltip>}
        <ActionIcon type="submit" variant="filled" size={30} aria-label={t('send')} disabled={text.trim() === '' || busy}><IconArrowUp size={16} /></ActionIcon>
      </form>
    </aside>
  );
}
