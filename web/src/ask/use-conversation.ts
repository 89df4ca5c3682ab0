import { useCallback, useRef, useState } from 'react';
import type { AskAnswer } from '../../../src/contract/ask.ts';
import { call } from '../api/call.ts';
import { useReading } from '../app/reading.ts';
import { reader } from '../text/reader.ts';

/** One question with what became of it. */
export interface Turn {
  id: number;
  question: string;
  answer: AskAnswer | null;
  error: Error | null;
}

/** The conversation of the panel. `account` is the one that "this customer" means. */
export function useConversation(account: string | undefined) {
  const { asOf } = useReading();
  const [turns, setTurns] = useState<readonly Turn[]>([]);
  const next = useRef(1);
  const settle = (id: number, change: Partial<Turn>) => setTurns((all) => all.map((turn) => (turn.id === id ? { ...turn, ...change } : turn)));
  const ask = useCallback((question: string) => {
    const id = next.current++;
    setTurns((all) => [...all, { id, question, answer: null, error: null }]);
    const language = reader.language === 'de' ? 'de' : 'en';
    call('agent.ask', { question, language, ...(account ? { account } : {}), ...asOf }).then((answer) => settle(id, { answer }), (error: Error) => settle(id, { error }));
  }, [account, asOf]);
  return { turns, ask, busy: turns.some(({ answer, error }) => answer === null && error === null), clear: () => setTurns([]) };
}
