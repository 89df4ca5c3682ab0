import { lookBackNext } from '../program/proposal/look-back-store.ts';
import { definitionPasts } from './definition-pasts.ts';
import type { Engines } from './open-engines.ts';
import { keepProgrammeHistory } from './programme-history.ts';
import { repeat } from './repeat.ts';

const lookBackTickMs = 5000;
const historyTickMs = 60_000;

/** What is done beside a server for the programme: look backs at proposals, one at a time, and the git history of approvals. */
export function startProgrammeWork(engines: Engines, dataDir: string): { wake(): void; stop(): Promise<void> } {
  const { db, analytics, clock, log } = engines;
  const ending = new AbortController();
  const pasts = definitionPasts({ db, analytics, clock });
  const looking = repeat('looking back', lookBackTickMs, log, () => lookBackNext({ db, clock, log }, pasts, ending.signal));
  const keeping = repeat('keeping the programme', historyTickMs, log, async () => {
    await keepProgrammeHistory(engines, dataDir);
    return false;
  });
  return {
    wake() {
      looking.wake();
      keeping.wake();
    },
    async stop() {
      ending.abort();
      await Promise.all([looking.stop(), keeping.stop()]);
    },
  };
}
