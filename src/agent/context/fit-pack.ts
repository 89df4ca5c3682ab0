import { askingRoles, bytesPerToken, type AskingRole } from '../../contract/colleague.ts';
import type { ContextPack, ContextRequest, PackItem, PackTopic } from '../../contract/context-pack.ts';
import { balancedNeed, namedBoost, otherNeed, roleNeeds, topicWords } from './role-needs.ts';
import { markUntrusted } from './mark-untrusted.ts';

/** Something a pack could say. `place` is its rank among its topic, 0 first. */
export interface PackFact {
  topic: PackTopic;
  text: string;
  untrusted: boolean;
  records: readonly { kind: string; id: string }[];
  place: number;
}

/** A pack but for its size and what goes into it. */
export type PackFrame = Omit<ContextPack, 'sections' | 'size'>;

const mostRecords = 4;
const mostOwnCharacters = 500;
const placeLoss = 0.15;
/** The figures of a size are part of the answer: it is measured with as many digits as they may take. */
const mostTokensShown = 99_999;

/** The known role of a name as people and agents write it, else "any". Pure. */
export function roleOf(name: string): AskingRole | 'any' {
  const plain = name.toLowerCase().replace(/[\s_]+/g, '-');
  return askingRoles.find((role) => plain === role || plain === `${role}-agent` || plain === role.replace('-', '')) ?? (/^(customer-)?support(-|$)/.test(plain) ? 'support' : 'any');
}

/** The topics that a query names. Pure. */
export function topicsOf(query: string): Set<PackTopic> {
  const text = ` ${query.toLowerCase().replace(/[^\p{L}\p{N}-]+/gu, ' ')} `;
  return new Set((Object.entries(topicWords) as [PackTopic, readonly string[]][]).filter(([, words]) => words.some((word) => text.includes(` ${word}`))).map(([topic]) => topic));
}

/** Need of the role × nearness to the query × place among its kind. Pure. */
export function decisionValue(role: AskingRole | 'any', named: ReadonlySet<PackTopic>, { topic, place }: Pick<PackFact, 'topic' | 'place'>): number {
  const need = role === 'any' ? balancedNeed : (roleNeeds[role][topic] ?? otherNeed);
  return Math.round(1000 * Math.max(need, named.has(topic) ? balancedNeed : 0) * (named.has(topic) ? namedBoost : 1) / (1 + placeLoss * place)) / 1000;
}

/** Bytes of a value as JSON. */
export function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function shown(fact: PackFact, value: number): PackItem {
  const own = fact.text.length > mostOwnCharacters ? `${fact.text.slice(0, mostOwnCharacters - 1)}…` : fact.text;
  return { text: fact.untrusted ? markUntrusted(fact.text) : own, untrusted: fact.untrusted, value, records: fact.records.slice(0, mostRecords).map(({ kind, id }) => ({ kind, id })) };
}

/** Items by topic, the topic with the most useful item first. */
function sectionsOf(chosen: readonly { topic: PackTopic; item: PackItem }[]): ContextPack['sections'] {
  return [...Map.groupBy(chosen, ({ topic }) => topic)].map(([topic, own]) => ({ topic, items: own.map(({ item }) => item) })).toSorted((a, b) => (b.items[0]?.value ?? 0) - (a.items[0]?.value ?? 0) || a.topic.localeCompare(b.topic));
}

/**
 * Fills a pack up to its budget with the most useful facts. The whole answer as JSON, frame and all, has at most `budget_tokens` × {@link bytesPerToken} bytes;
 * a fact that does not fit is passed over for a shorter one. Pure.
 */
export function fitPack(frame: PackFrame, facts: readonly PackFact[], { requesting_agent, payload: { query, budget_tokens } }: ContextRequest): ContextPack {
  const [role, named, most] = [roleOf(requesting_agent), topicsOf(query), budget_tokens * bytesPerToken];
  const ranked = facts.map((fact) => ({ topic: fact.topic, item: shown(fact, decisionValue(role, named, fact)), place: fact.place })).toSorted((a, b) => b.item.value - a.item.value || a.topic.localeCompare(b.topic) || a.place - b.place || (a.item.text < b.item.text ? -1 : 1));
  const size = { budgetTokens: budget_tokens, tokens: mostTokensShown, bytes: mostTokensShown * bytesPerToken, left_out: facts.length };
  const bare = { ...frame, role, sections: [], size };
  const unknown: string[] = [];
  let room = most - bytesOf({ ...bare, unknown: [] });
  const chosen: { topic: PackTopic; item: PackItem }[] = [];
  const topics = new Set<PackTopic>();
  // What is not known weighs as much as what is: up to a tenth of the room says it.
  const unknownRoom = room / 10;
  let said = 0;
  for (const text of frame.unknown) {
    const bytes = bytesOf(text) + 1;
    if (said + bytes > unknownRoom) continue;
    said += bytes;
    unknown.push(text);
  }
  room -= said;
  for (const { topic, item } of ranked) {
    const bytes = bytesOf(item) + 1 + (topics.has(topic) ? 0 : bytesOf({ topic, items: [] }) + 1);
    if (bytes > room) continue;
    room -= bytes;
    topics.add(topic);
    chosen.push({ topic, item });
  }
  const pack = { ...frame, role, unknown, sections: sectionsOf(chosen), size: { ...size, left_out: facts.length - chosen.length + frame.unknown.length - unknown.length } };
  const bytes = bytesOf(pack);
  return { ...pack, size: { ...pack.size, bytes, tokens: Math.ceil(bytes / bytesPerToken) } };
}
