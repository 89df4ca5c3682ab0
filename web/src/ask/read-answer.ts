import type { AskEvent } from '../../../src/contract/ask.ts';
import { offlineProblem, problemOf } from '../api/problem.ts';

/** Reads a model's answer as it comes, one event a line. Throws a ProblemError when it does not begin; ends early when `signal` is aborted. */
export async function* readAnswer(input: object, signal: AbortSignal): AsyncGenerator<AskEvent> {
  let response: Response;
  try {
    response = await fetch('/api/ask', { method: 'POST', headers: { 'content-type': 'application/json', 'x-mainstay': '1' }, body: JSON.stringify(input), credentials: 'same-origin', signal });
  } catch (error) {
    if (signal.aborted) return;
    throw offlineProblem();
  }
  if (!response.ok || !response.body) throw problemOf(response.status, await response.text());
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const lines = (rest + read.value).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') yield JSON.parse(line) as AskEvent;
    }
  } catch (error) {
    if (signal.aborted) return;
    throw offlineProblem();
  }
}
