import type { InputOf, OperationId, OutputOf } from './operations.ts';
import { inReadersWords } from '../text/shipped-words.ts';
import { offlineProblem, problemOf } from './problem.ts';

/** Calls one operation. The header marks the call as ours, which another site's form cannot set. Throws a ProblemError. */
export async function call<K extends OperationId>(id: K, input: InputOf<K>, signal?: AbortSignal): Promise<OutputOf<K>> {
  let response: Response;
  try {
    response = await fetch(`/api/op/${id}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-mainstay': '1' },
      body: JSON.stringify(input),
      credentials: 'same-origin',
      signal: signal ?? null,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw offlineProblem();
  }
  const text = await response.text();
  if (!response.ok) throw problemOf(response.status, text);
  return inReadersWords(id, JSON.parse(text || '{}') as OutputOf<K>);
}
