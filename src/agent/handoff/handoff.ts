import type { HandoffState } from '../../contract/handoff.ts';
import { fault } from '../../lib/fault.ts';

export type HandoffVerb = 'accept' | 'answer' | 'decline';

const moves: Readonly<Record<HandoffVerb, { from: readonly HandoffState[]; to: Exclude<HandoffState, 'sent' | 'expired'> }>> = {
  accept: { from: ['sent'], to: 'accepted' },
  answer: { from: ['sent', 'accepted'], to: 'answered' },
  decline: { from: ['sent', 'accepted'], to: 'declined' },
};

/** How a hand-off stands at a moment: one that nobody ended by its time has expired. Pure. */
export function stateAt({ state, expiresAt }: { state: HandoffState; expiresAt: Date }, now: Date): HandoffState {
  return (state === 'sent' || state === 'accepted') && expiresAt <= now ? 'expired' : state;
}

/** Where a verb leads, or a Fault `conflict` that says why it cannot. Pure. */
export function moveOf(state: HandoffState, verb: HandoffVerb): Exclude<HandoffState, 'sent' | 'expired'> {
  const { from, to } = moves[verb];
  if (!from.includes(state)) throw fault('conflict', 'handoff_state', `This hand-off is ${state}; it cannot be ${to}.`, { remedy: state === 'expired' ? 'Send a new one.' : 'Read it again with "handoff show".' });
  return to;
}
