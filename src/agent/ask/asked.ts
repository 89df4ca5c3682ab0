import type { AskDraft, AskSection } from '../../contract/ask.ts';
import type { Context } from '../../platform/operation/context.ts';
import type { Day } from '../../lib/period.ts';
import type { Understood } from './parse-question.ts';
import type { Say } from './say.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A question that was understood, and all that answers it: other operations, called as the asker. */
export interface Asked {
  question: Understood;
  vocabulary: Vocabulary;
  say: Say;
  today: Day;
  /** The reading date, as other operations take it. */
  at: { at?: Day };
  context: Context;
  read<T>(operationId: string, input: object): Promise<T>;
}

/** What was found out. */
export interface Found {
  sections: AskSection[];
  unknown?: string[];
  draft?: AskDraft | null;
}
