import { fault } from '../../lib/fault.ts';

/** Keeps pages of another origin from a door for programs, whatever credential they hold. Fault `forbidden`. Programs send no origin and pass. */
export function refuseOtherOrigin({ origin, host }: { origin?: string | undefined; host?: string | undefined }): void {
  if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host)) throw fault('forbidden', 'origin', 'A page of another origin may not call this door.');
}
