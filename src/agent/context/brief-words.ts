import type { BriefLine, BriefSection } from '../../contract/brief.ts';

/** A line with the records behind it. */
export function line(text: string, ...records: (BriefLine['records'][number] | null | undefined)[]): BriefLine {
  return { text, records: records.filter((record) => record !== null && record !== undefined) };
}

/** A section, or nothing where it has no line. */
export function section(title: string, lines: readonly (BriefLine | null)[]): BriefSection[] {
  const said = lines.filter((one) => one !== null);
  return said.length ? [{ title, lines: said }] : [];
}

/** Whole units of a currency, from minor units. */
export function moneyText(minor: number | null, currency: string | null): string {
  return minor === null || currency === null ? 'an unknown amount' : `${currency} ${Math.round(minor / 100).toLocaleString('en')}`;
}

/** Points with their sign. */
export function signedText(points: number): string {
  return `${points > 0 ? '+' : ''}${Math.round(points * 10) / 10}`;
}
