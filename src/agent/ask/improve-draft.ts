import type { AskDraft } from '../../contract/ask.ts';
import { sha256 } from '../../lib/ids.ts';
import { unsupportedIn, type Conversation } from './model-tools.ts';

const [leastShare, mostShare] = [0.4, 1.8];

/**
 * The draft in a model's better words, as long as it says nothing that the draft did not: a number, day, name or address of its own, a lost greeting or a
 * length far from the original, and the draft stays as it was. Improved text counts as tainted: a person decides.
 */
export async function improveDraft(draft: AskDraft, talk: Conversation, write: (task: { system: string; prompt: string }) => Promise<string>): Promise<AskDraft> {
  const { content } = draft;
  const system = 'You improve the wording of an e-mail to a customer: clearer, warmer, shorter. Keep its language, its facts, every name, number and day, its greeting and its signature. Add no fact, no promise, no link. Answer with the body of the e-mail alone. Names like PERSON_ab12cd_1 stand for people: repeat them letter by letter.';
  const body = talk.redactor.show(await write({ system, prompt: talk.redactor.hide(content.body) })).trim();
  const share = body.length / content.body.length;
  const [first, last] = [content.body.trim().split('\n')[0] ?? '', content.body.trim().split('\n').at(-1) ?? ''];
  const keeps = body.startsWith(first) && body.endsWith(last);
  if (body === '' || share < leastShare || share > mostShare || !keeps || unsupportedIn(talk, body, [draft.account]).length > 0) return draft;
  const improved = { ...content, body };
  return { ...draft, content: improved, tainted: true, key: `${draft.key}:${sha256(body).slice(0, 12)}` };
}
