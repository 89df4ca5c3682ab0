/** Somebody who can be named. */
export interface Mentionable {
  id: string;
  name: string;
  email: string | null;
}

const wordEnd = /[\p{L}\p{N}_-]/u;

/**
 * The members that a text names after an "@": by full name, e-mail address or first name where only one has it. The longest fitting name
 * counts, without case; the "@" inside of an address is none. Answers ids in the order of the text, each once.
 */
export function findMentions(text: string, members: readonly Mentionable[]): string[] {
  const names = new Map<string, string | null>();
  const offer = (name: string, id: string) => names.set(name, names.has(name) && names.get(name) !== id ? null : id);
  for (const { id, name, email } of members) {
    offer(name.toLowerCase(), id);
    if (email) offer(email.toLowerCase(), id);
  }
  const full = new Set(names.keys());
  for (const { id, name } of members) {
    const first = name.toLowerCase().split(/\s+/)[0] ?? '';
    if (first && !full.has(first)) offer(first, id);
  }
  const longest = [...names.keys()].toSorted((a, b) => b.length - a.length);
  const lower = text.toLowerCase();
  const found: string[] = [];
  for (let at = lower.indexOf('@'); at >= 0; at = lower.indexOf('@', at + 1)) {
    if (at > 0 && wordEnd.test(lower[at - 1] ?? '')) continue;
    const name = longest.find((candidate) => lower.startsWith(candidate, at + 1) && !wordEnd.test(lower[at + 1 + candidate.length] ?? ' '));
    const id = name === undefined ? null : names.get(name);
    if (id && !found.includes(id)) found.push(id);
  }
  return found;
}
