import { z } from 'zod';
import { listOf } from './listing.ts';

export const playbookStatus = z.enum(['off', 'active', 'paused']);
export const runStatus = z.enum(['running', 'paused', 'completed', 'exited', 'failed']);
export const runOutcome = z.enum(['achieved', 'lost', 'moot', 'done', 'stopped', 'failed']);
export const triggerRecord = z.object({ kind: z.string(), type: z.string().nullable(), label: z.string(), reason: z.string(), severity: z.string().nullish(), score: z.number().nullish() });

/** Runs of a playbook by where they stand, within the caller's book. */
export const runCounts = z.object({ running: z.number().int(), paused: z.number().int(), achieved: z.number().int(), lost: z.number().int(), other: z.number().int().describe('Ended in another way.'), failed: z.number().int() });

/** A playbook as the library shows it. */
export const playbookItem = z.object({
  id: z.string(), label: z.string(), description: z.string(), goal: z.string(), version: z.number().int().describe('The approved version new runs take.'), status: playbookStatus, since: z.string().nullable(), byWhom: z.string().nullable(), note: z.string().nullable(),
  stateVersion: z.number().int().describe('Give it back when you activate or pause; 0 before the first time.'), triggers: z.array(z.string()).describe('What starts it, in words.'), starts: z.array(z.string()).describe('Kinds of trigger.'), steps: z.number().int(), kinds: z.record(z.string(), z.number().int()).describe('Steps by what they do.'), days: z.number().describe('About how many days the longest way takes.'), runs: runCounts,
});
export type PlaybookItem = z.infer<typeof playbookItem>;

/** One step in words, with every way out. */
export const stepItem = z.object({
  id: z.string(), label: z.string(), kind: z.string(), why: z.string(), detail: z.string().describe('What it does, in words.'), text: z.string().nullable().describe('What people read: a task\'s text, or the template.'), subject: z.string().nullable(), template: z.string().nullable(),
  exits: z.array(z.object({ when: z.string(), to: z.string() })), here: z.number().int().describe('Runs at this step now.'),
});
export type StepItem = z.infer<typeof stepItem>;

export const playbookProblem = z.object({ path: z.string(), message: z.string(), remedy: z.string() });

export const playbookDetail = z.object({
  playbook: playbookItem, yaml: z.string(), entry: z.array(z.object({ when: z.string(), why: z.string() })), exit: z.array(z.object({ when: z.string(), outcome: z.string(), why: z.string() })), reentry: z.string(), caps: z.array(z.string()), hours: z.string().nullable(), assign: z.string(),
  steps: z.array(stepItem), problems: z.array(playbookProblem).describe('What it names and is not there; it cannot be activated before that is mended.'), occasions: z.array(z.object({ outcome: z.string(), count: z.number().int() })).describe('What came of the occasions of the last 30 days.'),
});
export type PlaybookDetail = z.infer<typeof playbookDetail>;

/** A run as lists show it: where the account is, why, what comes next and when. */
export const runItem = z.object({
  id: z.string(), playbookId: z.string(), playbook: z.string(), playbookVersion: z.number().int(), newestVersion: z.number().int().nullable(), accountId: z.string(), accountName: z.string(), owner: z.string().nullable(), ownerId: z.string().nullable(), status: runStatus, stepId: z.string(), step: z.string(), kind: z.string(), phase: z.enum(['enter', 'wait']),
  why: z.string().describe('Why it is at this step.'), next: z.string().describe('What comes next, in words.'), nextAt: z.string().nullable().describe('When it goes on at the latest.'), waitsForPerson: z.boolean(), trigger: triggerRecord, startedAt: z.string(), endedAt: z.string().nullable(), outcome: runOutcome.nullable(), endReason: z.string().nullable(), error: z.string().nullable(), version: z.number().int(),
});
export type RunItem = z.infer<typeof runItem>;
export const runList = listOf(runItem);

export const runStep = z.object({ seq: z.number().int(), stepId: z.string(), label: z.string(), kind: z.string(), why: z.string(), at: z.string(), endedAt: z.string().nullable(), outcome: z.string().nullable(), note: z.string().nullable(), link: z.string().nullable().describe('Page of what it made.'), effect: z.string().nullable().describe('State of the task or action it made.') });
export const runDetail = z.object({
  run: runItem, steps: z.array(runStep), heard: z.array(z.object({ name: z.string(), value: z.string(), at: z.string(), used: z.boolean() })), ahead: z.array(z.object({ id: z.string(), label: z.string(), kind: z.string() })).describe('The steps that follow if nothing turns it aside.'),
  question: z.string().nullable().describe('What a person is asked, when the run waits for an answer.'), mayMigrate: z.boolean(), newSteps: z.array(z.object({ id: z.string(), label: z.string() })).describe('Steps of the newest version.'),
});
export type RunDetail = z.infer<typeof runDetail>;

/** What a playbook would have done in the past. */
export const simulationResult = z.object({
  id: z.string(), label: z.string(), version: z.number().int().nullable(), from: z.string(), to: z.string(), everyDays: z.number().int(), looked: z.number().int().describe('Accounts looked at.'), entries: z.number().int(), accounts: z.number().int(), most: z.number().int().describe('Most accounts in it at once.'),
  months: z.array(z.object({ month: z.string(), entered: z.number().int() })), refused: z.record(z.string(), z.number().int()), outcomes: z.record(z.string(), z.number().int()), effects: z.record(z.string(), z.number().int()).describe('What it would have made, by kind.'), notShown: z.array(z.string()).describe('Triggers that the past cannot show.'), assumption: z.string(),
  items: z.array(z.object({ accountId: z.string(), accountName: z.string(), at: z.string(), reason: z.string(), status: runStatus, outcome: runOutcome.nullable(), endedAt: z.string().nullable(), steps: z.array(z.object({ stepId: z.string(), kind: z.string(), at: z.string(), outcome: z.string().nullable() })) })),
});
export type SimulationResult = z.infer<typeof simulationResult>;

/** What putting a playbook to work would start now. */
export const playbookPreview = z.object({
  problems: z.array(playbookProblem), entering: z.number().int().describe('Accounts of the caller that would enter at once with "standing".'), refused: z.record(z.string(), z.number().int()).describe('Occasions on which nobody would, by cause.'),
  items: z.array(z.object({ accountId: z.string(), accountName: z.string(), reason: z.string() })).describe('At most 200 of them.'), heldOut: z.array(z.object({ accountId: z.string(), accountName: z.string() })).describe('Accounts that would be held out, at most 200.'), first: z.string().describe('The first step they would take.'), listens: z.array(z.string()).describe('What starts it from then on.'),
});
export type PlaybookPreview = z.infer<typeof playbookPreview>;

export const templateItem = z.object({ id: z.string(), label: z.string(), description: z.string(), language: z.string(), subject: z.string(), body: z.string(), version: z.number().int(), usedBy: z.array(z.string()).describe('Playbooks that send it.') });
export type TemplateItem = z.infer<typeof templateItem>;
export const templatePreview = z.object({ ready: z.boolean(), subject: z.string(), body: z.string(), to: z.string().nullable(), missing: z.array(z.string()).describe('Variables the text needs and that are not known for this account.'), tainted: z.string().nullable().describe('The variable by which others shape the text; it then goes out only through a person.'), values: z.array(z.object({ name: z.string(), label: z.string(), value: z.string().nullable() })) });
