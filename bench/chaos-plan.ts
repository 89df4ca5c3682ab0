/** What a worker is started with. Business time runs `speed` times as fast as the wall's. */
export interface ChaosSettings {
  allowHosts: string[];
  startedMs: number;
  speed: number;
  leaseMs: number;
}

/** Where a worker is: before and within the transaction of a turn, after it, or about to send. */
export interface WorkerNote {
  at: 'before' | 'during' | 'after' | 'sending';
  key?: string;
}

const why = 'why: Because the chaos asks for it.';

/** A playbook with every kind of wait and way: tasks, questions, answers, decisions, a loop, and effects on another system. */
export const chaosYaml = `
id: chaos
label: Chaos
description: A playbook that is only there to be disturbed.
goal: Every run comes to the end it would have come to undisturbed.
triggers: [{ on: bulk }]
steps:
  - { id: first, label: First, do: crm, title: First, text: 'First for {{ account.name }}', ${why} }
  - { id: nap, label: Nap, do: wait, for: 1m, ${why} }
  - { id: call, label: Call, do: task, title: 'Call {{ account.name }}', subtasks: [Prepare], wait: { most: 90d }, otherwise: cancel, next: ask, ${why} }
  - { id: cancel, label: Cancel, do: webhook, text: 'Cancelled {{ account.name }}', next: ear, ${why} }
  - { id: ask, label: Ask, do: approval, question: 'Go on with {{ account.name }}?', wait: { most: 90d }, onRejected: no, next: yes, ${why} }
  - { id: yes, label: Yes, do: crm, title: Yes, text: 'Yes {{ account.name }}', next: ear, ${why} }
  - { id: no, label: No, do: webhook, text: 'No {{ account.name }}', next: ear, ${why} }
  - { id: ear, label: Ear, do: wait, event: { survey: nps }, most: 45m, onTimeout: late, next: judge, ${why} }
  - { id: late, label: Late, do: crm, title: Late, text: 'Late {{ account.name }}', next: fin, ${why} }
  - { id: judge, label: Judge, do: branch, cases: [{ when: 'usage.licence_utilisation >= 0.5', next: high }], otherwise: low, ${why} }
  - { id: high, label: High, do: crm, title: High, text: 'High {{ account.name }}', next: round, ${why} }
  - { id: low, label: Low, do: webhook, text: 'Low {{ account.name }}', next: round, ${why} }
  - { id: round, label: Round, do: crm, title: Round, text: 'Round {{ account.name }}', repeat: { most: 3, then: fin }, next: gap, ${why} }
  - { id: gap, label: Gap, do: wait, for: 1m, next: round, ${why} }
  - { id: fin, label: End, do: end, outcome: achieved, ${why} }
`;

/** What the world around does with the n-th account. */
export const world = {
  closes: (n: number): 'done' | 'cancelled' => (n % 3 === 0 ? 'cancelled' : 'done'),
  answers: (n: number): 'approved' | 'rejected' => (n % 2 === 0 ? 'approved' : 'rejected'),
  /** Whether somebody answers the survey, and whether before the run listens. */
  survey: (n: number): 'early' | 'in time' | 'never' => (n % 4 === 0 ? 'never' : n % 4 === 1 ? 'early' : 'in time'),
  utilisation: (n: number): number => (n % 5 < 2 ? 0.8 : 0.2),
};

/** The steps that a run of the n-th account takes when nothing disturbs it. */
export function expectedSteps(n: number): string[] {
  const asked = world.closes(n) === 'cancelled' ? ['cancel'] : ['ask', world.answers(n) === 'approved' ? 'yes' : 'no'];
  const heard = world.survey(n) === 'never' ? ['late'] : ['judge', world.utilisation(n) >= 0.5 ? 'high' : 'low', 'round', 'gap', 'round', 'gap', 'round', 'gap'];
  return ['first', 'nap', 'call', ...asked, 'ear', ...heard, 'fin'];
}

/** Steps whose effect arrives at the other system. */
export const outwardSteps: ReadonlySet<string> = new Set(['first', 'cancel', 'yes', 'no', 'late', 'high', 'low', 'round']);
