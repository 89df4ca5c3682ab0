import { isTimeZone } from './policy.ts';

// Countries by ISO code or English name. A country of several zones has its outer ones: what is open in both is open in all of them.
const zonesByCountry: Record<string, readonly string[]> = {
  us: ['America/New_York', 'America/Los_Angeles'], ca: ['America/Halifax', 'America/Vancouver'], mx: ['America/Mexico_City', 'America/Tijuana'], br: ['America/Sao_Paulo', 'America/Manaus'], ar: ['America/Argentina/Buenos_Aires'], cl: ['America/Santiago'], co: ['America/Bogota'],
  gb: ['Europe/London'], ie: ['Europe/Dublin'], pt: ['Europe/Lisbon'], de: ['Europe/Berlin'], at: ['Europe/Vienna'], ch: ['Europe/Zurich'], fr: ['Europe/Paris'], be: ['Europe/Brussels'], nl: ['Europe/Amsterdam'], lu: ['Europe/Luxembourg'],
  es: ['Europe/Madrid'], it: ['Europe/Rome'], dk: ['Europe/Copenhagen'], se: ['Europe/Stockholm'], no: ['Europe/Oslo'], fi: ['Europe/Helsinki'], pl: ['Europe/Warsaw'], cz: ['Europe/Prague'], hu: ['Europe/Budapest'], ro: ['Europe/Bucharest'],
  gr: ['Europe/Athens'], tr: ['Europe/Istanbul'], ua: ['Europe/Kyiv'], il: ['Asia/Jerusalem'], ae: ['Asia/Dubai'], sa: ['Asia/Riyadh'], za: ['Africa/Johannesburg'], ng: ['Africa/Lagos'], ke: ['Africa/Nairobi'], eg: ['Africa/Cairo'],
  in: ['Asia/Kolkata'], sg: ['Asia/Singapore'], hk: ['Asia/Hong_Kong'], cn: ['Asia/Shanghai'], jp: ['Asia/Tokyo'], kr: ['Asia/Seoul'], th: ['Asia/Bangkok'], ph: ['Asia/Manila'], id: ['Asia/Jakarta', 'Asia/Jayapura'], au: ['Australia/Sydney', 'Australia/Perth'], nz: ['Pacific/Auckland'],
};

const regionNames = new Intl.DisplayNames(['en'], { type: 'region' });
const codeByName = new Map(Object.keys(zonesByCountry).map((code) => [regionNames.of(code.toUpperCase())?.toLowerCase() ?? code, code]));
for (const [name, code] of [['usa', 'us'], ['uk', 'gb'], ['great britain', 'gb'], ['turkey', 'tr'], ['czech republic', 'cz']] as const) codeByName.set(name, code);

/** The time zones in which a person may be: their own when known, else those of the account's country, else the fallback. */
export function zonesOf({ timeZone, country }: { timeZone: string | null; country: string | null }, fallback: string): readonly string[] {
  if (timeZone !== null && isTimeZone(timeZone)) return [timeZone];
  const word = country?.trim().toLowerCase() ?? '';
  return zonesByCountry[codeByName.get(word) ?? word] ?? [fallback];
}
