import type { Rng } from '../../lib/rng.ts';

const heads = ['Alder', 'Anvil', 'Aster', 'Bellwether', 'Birchmoor', 'Blue Quarry', 'Bramwell', 'Calder', 'Cedarline', 'Cinderford', 'Copperleaf', 'Corvane', 'Dunmore', 'Eastmarch', 'Elmstead', 'Fairhaven', 'Fenwick', 'Foxglove', 'Galloway', 'Granite Peak', 'Greyfriar', 'Halden', 'Harrowgate', 'Hazelbrook', 'Highmoor', 'Inverley', 'Ironbridge', 'Juniper', 'Kestrel', 'Kingsmere', 'Lanternfish', 'Larkspur', 'Linden', 'Longacre', 'Marlowe', 'Meridian', 'Millrace', 'Moorgate', 'Nettleton', 'Northway', 'Oakhollow', 'Orrin', 'Palisade', 'Pemberly', 'Quillon', 'Ravenscar', 'Redwater', 'Rookwood', 'Saltmarsh', 'Sandpiper', 'Silverbeck', 'Stonecroft', 'Tamarack', 'Thistledown', 'Umberly', 'Valeside', 'Verdana Bay', 'Waymark', 'Westerly', 'Wildmere', 'Wrenfield', 'Yarrow', 'Zephyr Hill'];

const tailsByIndustry: Record<string, readonly string[]> = {
  Manufacturing: ['Industries', 'Tooling', 'Works', 'Components'],
  Logistics: ['Freight', 'Logistics', 'Shipping', 'Cold Chain'],
  Healthcare: ['Health', 'Clinics', 'Care Group', 'Diagnostics'],
  'Financial services': ['Capital', 'Insurance', 'Credit Union', 'Advisers'],
  Software: ['Software', 'Labs', 'Systems', 'Data'],
  Retail: ['Outfitters', 'Grocers', 'Homeware', 'Retail'],
  Education: ['Academy', 'College', 'Learning', 'Schools Trust'],
  Construction: ['Builders', 'Civil', 'Interiors', 'Surveying'],
  Media: ['Press', 'Studios', 'Media', 'Publishing'],
  Energy: ['Energy', 'Solar', 'Grid Services', 'Hydro'],
  'Professional services': ['Partners', 'Consulting', 'Legal', 'Architects'],
  Hospitality: ['Hotels', 'Kitchens', 'Resorts', 'Travel'],
};

/** Industries of the sample customers. */
export const industries: readonly string[] = Object.keys(tailsByIndustry);

/** Countries with their sales region, repeated by weight. */
export const countries: readonly { country: string; region: string; top: string }[] = [
  ...Array.from({ length: 6 }, () => ({ country: 'United States', region: 'Americas', top: 'com' })),
  ...Array.from({ length: 3 }, () => ({ country: 'United Kingdom', region: 'EMEA', top: 'co.uk' })),
  ...Array.from({ length: 2 }, () => ({ country: 'Germany', region: 'EMEA', top: 'de' })),
  { country: 'Canada', region: 'Americas', top: 'ca' },
  { country: 'Brazil', region: 'Americas', top: 'com.br' },
  { country: 'France', region: 'EMEA', top: 'fr' },
  { country: 'Netherlands', region: 'EMEA', top: 'nl' },
  { country: 'Sweden', region: 'EMEA', top: 'se' },
  { country: 'Spain', region: 'EMEA', top: 'es' },
  { country: 'Australia', region: 'APAC', top: 'com.au' },
  { country: 'Singapore', region: 'APAC', top: 'sg' },
  { country: 'India', region: 'APAC', top: 'in' },
  { country: 'Japan', region: 'APAC', top: 'co.jp' },
];

const firstNames = ['Adaeze', 'Aiko', 'Alejandra', 'Anders', 'Anika', 'Beatriz', 'Ben', 'Camille', 'Chidi', 'Clara', 'Daniel', 'Deepa', 'Diego', 'Elena', 'Emeka', 'Erik', 'Fatima', 'Femi', 'Freya', 'Grace', 'Hana', 'Hugo', 'Ibrahim', 'Ines', 'Isaac', 'Jamal', 'Joanna', 'Kaito', 'Karim', 'Katrin', 'Laura', 'Leandro', 'Liam', 'Mara', 'Marcus', 'Mei', 'Mohan', 'Nadia', 'Niamh', 'Nikolai', 'Olivia', 'Omar', 'Paula', 'Rafael', 'Rina', 'Rosa', 'Samuel', 'Sanne', 'Sofia', 'Stefan', 'Tara', 'Theo', 'Uma', 'Victor', 'Wei', 'Yara', 'Yusuf', 'Zoe'];
const lastNames = ['Abara', 'Achterberg', 'Almeida', 'Andersson', 'Baptiste', 'Becker', 'Bhatt', 'Castellanos', 'Chowdhury', 'Costa', 'Delgado', 'Dubois', 'Eriksen', 'Ferreira', 'Fischer', 'Fontaine', 'Garland', 'Gupta', 'Haddad', 'Hartmann', 'Hayashi', 'Hughes', 'Iyer', 'Jansen', 'Kamara', 'Keller', 'Kowalski', 'Larsen', 'Laurent', 'Macleod', 'Mbeki', 'Mendes', 'Moreau', 'Nakagawa', 'Ndiaye', 'Novak', 'Obi', 'Ortega', 'Osei', 'Palmer', 'Pereira', 'Quist', 'Rahman', 'Rossi', 'Sato', 'Schneider', 'Silva', 'Soto', 'Tanaka', 'Thorne', 'Vargas', 'Visser', 'Walker', 'Weiss', 'Yilmaz', 'Zhang'];

/** A company name that `taken` does not hold yet; it is added to `taken`. */
export function drawCompanyName(rng: Rng, industry: string, taken: Set<string>): string {
  for (let attempt = 0; ; attempt++) {
    const base = `${rng.pick(heads)} ${rng.pick(tailsByIndustry[industry] ?? ['Group'])}`;
    const name = attempt > 40 ? `${base} ${attempt}` : base;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}

/** The web domain of a company; the ending shows that it is invented. */
export function domainOf(name: string, top: string): string {
  return `${name.toLowerCase().replace(/[^a-z0-9]+/g, '')}.${top}.example`;
}

/** A full name that is not in `taken`; it is added. */
export function drawPersonName(rng: Rng, taken: Set<string>): string {
  for (let attempt = 0; ; attempt++) {
    const name = `${rng.pick(firstNames)} ${rng.pick(lastNames)}${attempt > 30 ? ` ${attempt}` : ''}`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}
