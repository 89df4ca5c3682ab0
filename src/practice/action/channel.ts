import type { ActionContent, RenderedMessage } from '../../contract/action.ts';
import { sha256 } from '../../lib/ids.ts';

/** One message on its way out. `key` is the same at every attempt; receivers that know idempotency keys drop a second copy by it. */
export interface Outgoing {
  key: string;
  actionId: string;
  type: string;
  accountId: string;
  message: RenderedMessage;
  fields: ActionContent['fields'] | null;
}

/** The local part of a message's Message-ID: the same at every attempt, and not to be guessed. What comes back is matched by it. */
export function mailIdOf(key: string): string {
  return sha256(key).slice(0, 40);
}

/** What a receiver said: proof for people. */
export interface Receipt {
  receipt: string;
}

/** A way out. A `NotSent` says for certain that nothing left; any other error leaves the end unknown. */
export interface ActionChannel {
  send(outgoing: Outgoing): Promise<Receipt>;
}

/** The message certainly did not arrive. `permanent`: trying again changes nothing. */
export class NotSent extends Error {
  readonly permanent: boolean;

  constructor(message: string, permanent: boolean, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'NotSent';
    this.permanent = permanent;
  }
}
