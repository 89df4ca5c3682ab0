import type { TemplateItem } from '../../contract/playbook.ts';
import { daysBetween, isDay } from '../../lib/period.ts';
import type { Context } from '../../platform/operation/context.ts';
import { checkSentence, takeSentences } from '../ask/check-facts.ts';
import { addEvidence, noEvidence, type Evidence } from '../ask/evidence.ts';
import { daysOf, numbersOf } from '../ask/read-numbers.ts';
import type { StoredDraft } from './engagement-row.ts';
import type { GateMaterial } from './judge-account.ts';
import type { EngagementPorts } from './read-goal-rows.ts';

/** What is known of an account when a draft is checked: answers of operations, the values that the text names as they are now, and the contract lines in force. */
export interface KnownNow {
  values: readonly { name: string; value: string | null }[];
  lines: readonly { id: string; termEnd: string | null; optOutOn: string | null }[];
  [operation: string]: unknown;
}

const isFigure = (text: string): boolean => numbersOf(text, 'en').length > 0 || daysOf(text).days.length > 0;
const isAddress = (text: string): boolean => /@|https?:|www\./i.test(text);

/**
 * Every sentence of a draft that holds a number, a day or an address, with the records that hold it and what none holds. What the approved template itself
 * says counts as held by the template; what it does not hold must stand in what `read` answers of the account now.
 */
export async function checkDraft({ call }: EngagementPorts, context: Context, accountId: string, draft: StoredDraft, read: () => Promise<KnownNow>): Promise<NonNullable<GateMaterial['sentences']>> {
  const telling = takeSentences(`${draft.subject}\n${draft.body}`, true).sentences.filter((sentence) => isFigure(sentence) || isAddress(sentence));
  if (telling.length === 0) return [];
  const { items } = await call<{ items: TemplateItem[] }>(context, 'message.list', {});
  const template = items.find(({ id }) => id === draft.template);
  const evidence = noEvidence();
  const fixed = (text: string) => text.replace(/\{\{.*?\}\}|\{%.*?%\}/gs, ' ');
  addEvidence(evidence, template ? [fixed(template.subject), fixed(template.body)] : [], { account: null, page: null });
  evidence.items = evidence.items.map((item) => ({ ...item, record: { kind: 'template', id: draft.template } }));
  const check = () => telling.map((text) => {
    const { unsupported, records } = checkSentence(text, evidence, { asked: '', before: [accountId], language: template?.language === 'de' ? 'de' : 'en' });
    return { text, unsupported: unsupported.filter((one) => isFigure(one) || isAddress(one)), records: records.map(({ kind, id }) => ({ kind, id })) };
  });
  const byTemplate = check();
  if (byTemplate.every(({ unsupported, records }) => unsupported.length === 0 && records.length > 0)) return byTemplate;
  const { values, lines, ...known } = await read();
  addEvidence(evidence, known, { account: accountId, page: null });
  for (const { name, value } of values) addValue(evidence, accountId, value, recordOf(name, value, lines) ?? { kind: 'account', id: accountId });
  return check();
}

// A term is named by its last day, which is the one before it ends: the line is the one whose dates lie next to it.
function recordOf(name: string, value: string | null, lines: KnownNow['lines']): { kind: string; id: string } | undefined {
  if (!name.startsWith('contract.')) return undefined;
  const day = value !== null && isDay(value) ? value : null;
  const line = lines.find(({ termEnd, optOutOn }) => day !== null && [termEnd, optOutOn].some((end) => end !== null && Math.abs(daysBetween(end, day)) <= 1)) ?? lines[0];
  return line && { kind: 'agreement_line', id: line.id };
}

function addValue(evidence: Evidence, accountId: string, value: string | null, record: { kind: string; id: string }): void {
  if (value === null) return;
  const one = noEvidence();
  addEvidence(one, [value], { account: accountId, page: null });
  // A list counts its items; a single value is no count.
  evidence.items.push(...one.items.map((item) => ({ ...item, numbers: item.numbers.slice(1), record, account: accountId })));
}
