import { useCallback, useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { AskAnswer, AskLine, AskProposal, AskUse } from '../../../src/contract/ask.ts';
import { call } from '../api/call.ts';
import { useReading } from '../app/reading.ts';
import { reader } from '../text/reader.ts';
import { readAnswer } from './read-answer.ts';

/** One question with what became of it. Lines of a model stand here while they come. */
export interface Turn {
  id: number;
  question: string;
  byModel: boolean;
  answer: AskAnswer | null;
  error: Error | null;
  stopped: boolean;
  lines: readonly AskLine[];
  tool: string | null;
  use: AskUse | null;
  proposed: readonly AskProposal[];
}

/** What went wrong at the model, with what to do about it. */
export class ModelError extends Error {
  readonly remedy: string | null;

  constructor(message: string, remedy: string | null) {
    super(message);
    this.remedy = remedy;
  }
}

type Settle = (change: Partial<Turn> | ((turn: Turn) => Partial<Turn>)) => void;

async function follow(input: object, signal: AbortSignal, settle: Settle): Promise<void> {
  for await (const event of readAnswer(input, signal)) {
    if (event.kind === 'tool') settle({ tool: event.name });
    else if (event.kind === 'line') settle((turn) => ({ lines: [...turn.lines, event.line] }));
    else if (event.kind === 'answer') return settle({ answer: event.answer, use: event.use, proposed: event.proposed });
    else if (event.kind === 'fault') return settle({ error: new ModelError(event.message, event.remedy) });
  }
  settle({ stopped: true });
}

/** The conversation of the panel. `account` is the one that "this customer" means. */
export function useConversation(account: string | undefined) {
  const { asOf } = useReading();
  const client = useQueryClient();
  const [turns, setTurns] = useState<readonly Turn[]>([]);
  const next = useRef(1);
  const running = useRef<AbortController | null>(null);
  const ask = useCallback((question: string, byModel: boolean) => {
    const id = next.current++;
    const settle: Settle = (change) => setTurns((all) => all.map((turn) => (turn.id === id ? { ...turn, ...(typeof change === 'function' ? change(turn) : change) } : turn)));
    setTurns((all) => [...all, { id, question, byModel, answer: null, error: null, stopped: false, lines: [], tool: null, use: null, proposed: [] }]);
    const input = { question, language: reader.language === 'de' ? ('de' as const) : ('en' as const), ...(account ? { account } : {}), ...asOf };
    const stop = new AbortController();
    running.current = stop;
    const work = byModel ? follow(input, stop.signal, settle).then(() => client.invalidateQueries({ queryKey: ['agent.model'] })) : call('agent.ask', input, stop.signal).then((answer) => settle({ answer }));
    work.catch((error: Error) => settle(stop.signal.aborted ? { stopped: true } : { error }));
  }, [account, asOf, client]);
  const busy = turns.some(({ answer, error, stopped }) => answer === null && error === null && !stopped);
  return { turns, ask, busy, stop: () => running.current?.abort(), clear: () => { running.current?.abort(); setTurns([]); } };
}
