/** A check of the suite, as its result file has it. */
export interface Check {
  id: string;
  status: string;
  errorMessage?: string;
}

/** One scenario of the protocol's suite. It passed when at least one check succeeded and none failed or warned. */
export interface Scenario {
  scenario: string;
  /** Counts for the suite's own verdict on this revision. */
  scored: boolean;
  passed: boolean;
  succeeded: number;
  failed: number;
  warned: number;
  /** What the first check that did not succeed says. */
  says: string | null;
}

/** What the suite found for one revision of the protocol. */
export interface Era {
  revision: string;
  scored: { passed: number; total: number };
  notScored: { passed: number; total: number };
  /** Did not pass, and not in the baseline. */
  unexpected: string[];
  /** In the baseline, and passed or was not run. */
  stale: string[];
  scenarios: (Scenario & { expected: string | null })[];
}

/** Names of the scenarios that the suite ran but does not score, from what it prints. Pure. */
export function notScoredIn(stdout: string): string[] {
  const from = stdout.indexOf('\nNot scored for ');
  return from < 0 ? [] : [...stdout.slice(from).matchAll(/^ {2}\S ([\w-]+) \(/gm)].map(([, name = '']) => name);
}

/** How a scenario went, by its checks. Pure. */
export function judge(scenario: string, scored: boolean, checks: readonly Check[]): Scenario {
  const of = (status: string) => checks.filter((check) => check.status === status);
  const [failed, warned] = [of('FAILURE'), of('WARNING')];
  const succeeded = of('SUCCESS').length;
  const first = [...failed, ...warned][0];
  return { scenario, scored, passed: succeeded > 0 && failed.length + warned.length === 0, succeeded, failed: failed.length, warned: warned.length, says: first ? first.errorMessage || first.id : null };
}

/** Holds what was found against the baseline: the scenarios that are known not to pass, each with why. Pure. */
export function compareEra(revision: string, scenarios: readonly Scenario[], baseline: Readonly<Record<string, string>>): Era {
  const count = (of: readonly Scenario[]) => ({ passed: of.filter(({ passed }) => passed).length, total: of.length });
  const open = new Set(scenarios.filter(({ passed }) => !passed).map(({ scenario }) => scenario));
  return {
    revision, scored: count(scenarios.filter(({ scored }) => scored)), notScored: count(scenarios.filter(({ scored }) => !scored)),
    unexpected: [...open].filter((name) => !Object.hasOwn(baseline, name)), stale: Object.keys(baseline).filter((name) => !open.has(name)),
    scenarios: scenarios.map((one) => ({ ...one, expected: Object.hasOwn(baseline, one.scenario) ? (baseline[one.scenario] ?? null) : null })),
  };
}
