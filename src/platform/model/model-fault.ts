import { Fault, fault } from '../../lib/fault.ts';
import { NotReached } from '../guarded-fetch.ts';

const statusOf = (error: unknown): number | undefined => (typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined);

function* causesOf(error: unknown): Generator<unknown> {
  for (let at = error, depth = 0; at != null && depth < 6; depth++) {
    yield at;
    const { cause, lastError } = at as { cause?: unknown; lastError?: unknown };
    at = cause ?? lastError;
  }
}

/** What a failed model call means for the one who asked. Nothing the provider wrote gets into the message: it could echo a key or a prompt. */
export function modelFault(error: unknown, { timedOut, cancelled }: { timedOut: boolean; cancelled: boolean }): Fault {
  if (error instanceof Fault) return error;
  if (cancelled) return fault('unavailable', 'model_cancelled', 'Stopped.');
  if (timedOut) return fault('unavailable', 'model_timeout', 'The model did not answer in time.', { remedy: 'Try again, or ask without the model.' });
  const causes = [...causesOf(error)];
  const refused = causes.find((one) => one instanceof NotReached);
  if (refused instanceof NotReached) return fault('unavailable', 'model_unreachable', refused.message, { remedy: 'Check MAINSTAY_MODEL_URL. A model in your own network must be named in MAINSTAY_ALLOW_HOSTS, for example localhost:11434.' });
  const status = causes.map(statusOf).find((one) => one !== undefined);
  if (status === 401 || status === 403) return fault('unavailable', 'model_key', 'The model refused the key.', { remedy: 'Check MAINSTAY_MODEL_KEY.' });
  if (status === 429) return fault('unavailable', 'model_busy', 'The model takes no more questions for now.', { remedy: 'Try again in a minute.' });
  if (status === 404) return fault('unavailable', 'model_name', 'There is no such model there.', { remedy: 'Check MAINSTAY_MODEL and MAINSTAY_MODEL_URL.' });
  return fault('unavailable', 'model_failed', 'The model gave no usable answer.', { remedy: 'Try again, or ask without the model.' });
}
