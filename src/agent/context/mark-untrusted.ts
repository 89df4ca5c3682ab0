import { sha256 } from '../../lib/ids.ts';

/** Longer texts of others are cut: a pack gives the gist and the record. */
export const mostForeignCharacters = 400;

/**
 * A text that others wrote, between marks that it cannot forge: the mark is made of the text itself, and what looks like a mark inside is taken out.
 * Control and direction characters go too, so that nothing is hidden from a reader.
 */
export function markUntrusted(text: string): string {
  const clean = text.normalize('NFKC').replace(/[\p{Cc}\p{Cf}\p{Co}]+/gu, ' ').replace(/\[\[\s*\/?\s*untrusted[^\]]*\]?\]?/gi, ' ').replace(/\s+/g, ' ').trim();
  const said = clean.length > mostForeignCharacters ? `${clean.slice(0, mostForeignCharacters - 1)}…` : clean;
  const mark = sha256(`untrusted ${said}`).slice(0, 8);
  return `[[untrusted ${mark}]] ${said} [[/untrusted ${mark}]]`;
}
