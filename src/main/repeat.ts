import type { Log } from '../platform/log/log.ts';

/** Work done again and again in the background. */
export interface Repeating {
  /** Looks for work at once instead of at the next tick. */
  wake(): void;
  /** Rests after the work in hand, until the answer is called. */
  hold(): Promise<() => void>;
  /** Ends after the work in hand. */
  stop(): Promise<void>;
}

/** Calls `turn` until stopped: again at once while it says there is more, else after `tickMs` or a wake. A failure is logged and tried again. */
export function repeat(name: string, tickMs: number, log: Log, turn: () => Promise<boolean>): Repeating {
  let stopped = false;
  let woken = false;
  let wakeUp = () => {};
  let held: { gate: Promise<void>; resting(): void } | undefined;
  const rest = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, tickMs);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
      if (woken) wakeUp();
    });
  const run = async () => {
    while (!stopped) {
      if (held) {
        held.resting();
        await held.gate;
        continue;
      }
      woken = false;
      let more = false;
      try {
        more = await turn();
      } catch (error) {
        log.error({ err: error }, `${name} failed; it will be tried again`);
      }
      if (!more && !stopped) await rest();
    }
  };
  const wake = () => {
    woken = true;
    wakeUp();
  };
  let release = () => {};
  const running = run();
  return {
    wake,
    async hold() {
      const atRest = new Promise<void>((resting) => {
        const gate = new Promise<void>((open) => {
          release = () => {
            held = undefined;
            open();
          };
        });
        held = { gate, resting };
      });
      wake();
      await Promise.race([atRest, running]);
      return () => release();
    },
    async stop() {
      stopped = true;
      release();
      wakeUp();
      await running;
    },
  };
}
