import type { StakeholderMap } from '../../contract/account-page.ts';
import type { AskDraft } from '../../contract/ask.ts';
import { fault } from '../../lib/fault.ts';
import { sha256 } from '../../lib/ids.ts';
import type { Asked, Found } from './asked.ts';
import { part } from './say.ts';

interface Preview { subject: string; body: string; to: string | null; missing: string[]; tainted: string | null }

/** Which template a wish means; `small` where small customers get another one. */
const kinds: readonly { asks: RegExp; template: string; small?: string; why: string }[] = [
  { asks: /\b(renew|verlanger)/, template: 'renewal-opening', small: 'renewal-opening-smb', why: 'The renewal is to be opened early.' },
  { asks: /\b(payment|invoice|zahlung|mahnung|reminder|erinnerung)/, template: 'payment-reminder', why: 'An invoice is to be asked about.' },
  { asks: /\b(detractor|kritik)/, template: 'detractor-thanks', why: 'Criticism is to be answered.' },
  { asks: /\bchampion/, template: 'champion-introduction', why: 'A new champion is to be won.' },
  { asks: /\b(welcome|onboarding|willkommen|begrussung)/, template: 'onboarding-welcome', small: 'onboarding-welcome-smb', why: 'A new customer is to be welcomed.' },
  { asks: /\b(adoption|tips|tipps|training|schulung)/, template: 'adoption-tips', why: 'More of the product could be of use to them.' },
  { asks: /\b(growth|expansion|seats|erweiterung|ausbau)/, template: 'growth-conversation', why: 'Growth is to be talked about.' },
  { asks: /\b(review|qbr)/, template: 'enterprise-review', why: 'A business review is to be offered.' },
  { asks: /\b(win|back|ruckgewinnung)/, template: 'winback-news', why: 'A former customer is to be won back.' },
  { asks: /\b(executive)/, template: 'at-risk-executive', why: 'Somebody above is to step in.' },
  { asks: /\b(save|rescue|retention|rett|check|churn)/, template: 'at-risk-check-in', why: 'The account is to be asked openly how things stand.' },
];
const preferred = ['champion', 'executive_sponsor', 'economic_buyer', 'admin', 'user'];

function recipientOf({ people }: StakeholderMap) {
  const rank = (role: string | null) => { const at = preferred.indexOf(role ?? ''); return at < 0 ? preferred.length : at; };
  return people.filter(({ leftOn, email }) => leftOn === null && email !== null).toSorted((a, b) => rank(a.role) - rank(b.role) || (b.influence?.level ?? 0) - (a.influence?.level ?? 0))[0];
}

/** Writes an e-mail from an approved template. It proposes nothing: the draft is handed to `action.propose`, and a person approves that. */
export async function answerDraft({ read, question, say, at, today }: Asked): Promise<Found> {
  const { account } = question;
  const kind = kinds.find(({ asks }) => asks.test(question.text));
  if (!account) throw fault('invalid', 'account', 'A draft is for one account.');
  if (!kind) return { sections: [], unknown: [say.words.noKind] };
  const [shown, people] = await Promise.all([read<{ account: { segment: string | null } }>('account.show', { id: account.id, ...at }), read<StakeholderMap>('account.people', { id: account.id, ...at })]);
  const template = kind.small && shown.account.segment === 'smb' ? kind.small : kind.template;
  const person = recipientOf(people);
  const preview = await read<Preview>('message.preview', { account: account.id, template, ...(person ? { person: person.id } : {}) });
  const content = { subject: preview.subject, body: preview.body };
  const draft: AskDraft = {
    account: account.id, accountName: account.name, type: 'send_email', people: person ? [person.id] : [], to: person?.name ?? null, content, why: kind.why, template, missing: preview.missing,
    tainted: preview.tainted !== null, key: `ask:${today}:${account.id}:${sha256(JSON.stringify([person?.id, content])).slice(0, 24)}`,
  };
  const records = [{ kind: 'account', id: account.id }, ...(person ? [{ kind: 'person', id: person.id }] : [])];
  return {
    sections: part(say.words.titles.draft, [say.line(say.words.draftTo(draft.to, content.subject), records, account.id), say.line(say.words.notSent, [], account.id)]), draft,
    unknown: [...(person ? [] : [say.words.noRecipient]), ...(preview.missing.length ? [say.words.needs(preview.missing.join(', '))] : []), ...(say.language === 'de' ? [say.words.german] : [])],
  };
}
