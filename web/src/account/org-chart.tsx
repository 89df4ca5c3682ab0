import { useTranslation } from 'react-i18next';
import type { Stakeholder } from '../../../src/contract/account-page.ts';
import { useTerm } from './term.ts';

/** People who report to somebody or are reported to, below whom they report to. A ring of reports is entered at its first person. */
export function reportingTree(people: readonly Stakeholder[]): { roots: Stakeholder[]; below: ReadonlyMap<string, Stakeholder[]> } {
  const here = people.filter((person) => person.leftOn === null);
  const known = new Set(here.map((person) => person.id));
  const bossOf = (person: Stakeholder) => (person.reportsToId && known.has(person.reportsToId) ? person.reportsToId : null);
  const seen = new Set<string>();
  const below = new Map<string, Stakeholder[]>();
  const open = (person: Stakeholder) => {
    seen.add(person.id);
    for (const report of here.filter((one) => bossOf(one) === person.id)) {
      if (seen.has(report.id)) continue;
      below.set(person.id, [...(below.get(person.id) ?? []), report]);
      open(report);
    }
  };
  const tops = here.filter((person) => bossOf(person) === null && here.some((one) => bossOf(one) === person.id));
  for (const person of tops) open(person);
  const ringed = here.filter((person) => bossOf(person) !== null && !seen.has(person.id));
  const entries: Stakeholder[] = [];
  for (const person of ringed) {
    if (seen.has(person.id)) continue;
    entries.push(person);
    open(person);
  }
  return { roots: [...tops, ...entries], below };
}

function Branch({ people, below }: { people: readonly Stakeholder[]; below: ReadonlyMap<string, Stakeholder[]> }) {
  const { t } = useTranslation('account');
  const term = useTerm();
  return (
    <ul className="org">
      {people.map((person) => (
        <li key={person.id}>
          <span className="orgbox"><b style={{ fontWeight: 550 }}>{person.name ?? t('people.unnamed')}</b> <span className="t3">{[person.title, person.role && term('role', person.role)].filter(Boolean).join(', ')}</span></span>
          {below.has(person.id) && <Branch people={below.get(person.id) ?? []} below={below} />}
        </li>
      ))}
    </ul>
  );
}

/** Who reports to whom, as nested lists. */
export function OrgChart({ people }: { people: readonly Stakeholder[] }) {
  const { roots, below } = reportingTree(people);
  return <div className="pad"><Branch people={roots} below={below} /></div>;
}
