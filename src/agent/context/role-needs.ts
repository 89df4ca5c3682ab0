import type { AskingRole } from '../../contract/colleague.ts';
import type { PackTopic } from '../../contract/context-pack.ts';

/** How much each topic serves a role, 0 to 1. A topic that is not named counts {@link otherNeed}. */
export const roleNeeds: Readonly<Record<AskingRole, Partial<Record<PackTopic, number>>>> = {
  'product-manager': { usage: 1, voice: 1, tickets: 0.8, risks: 0.7, growth: 0.6, situation: 0.6, health: 0.5 },
  'sales-engineer': { people: 1, growth: 0.9, money: 0.8, usage: 0.8, tickets: 0.7, situation: 0.8, risks: 0.6 },
  'technical-writer': { tickets: 1, usage: 0.9, voice: 0.8, situation: 0.4 },
  'content-marketer': { advocacy: 1, voice: 0.9, metrics: 0.8, situation: 0.8, usage: 0.5, people: 0.5 },
  'business-analyst': { metrics: 1, money: 1, health: 0.9, criteria: 0.8, risks: 0.7, situation: 0.7, usage: 0.6 },
  'project-manager': { work: 1, plan: 1, people: 0.7, risks: 0.8, money: 0.6, situation: 0.8 },
  'ux-researcher': { voice: 1, usage: 1, people: 0.8, tickets: 0.8, health: 0.4 },
  support: { tickets: 1, risks: 0.8, situation: 0.9, people: 0.7, voice: 0.7, work: 0.6 },
};
export const otherNeed = 0.3;
/** Of who asks and is none of these. */
export const balancedNeed = 0.6;
export const namedBoost = 1.8;

/** Words of a query by the topic they ask for; whole words or their beginnings. */
export const topicWords: Readonly<Record<PackTopic, readonly string[]>> = {
  situation: ['situation', 'overview', 'portfolio', 'segment', 'summary', 'status', 'background', 'customer base'],
  plan: ['plan', 'next', 'priorit', 'recommend', 'action', 'should'],
  risks: ['risk', 'churn', 'leav', 'warning', 'signal', 'threat', 'save'],
  growth: ['growth', 'grow', 'expan', 'upsell', 'cross-sell', 'opportunit', 'chance'],
  health: ['health', 'score', 'trend', 'drop', 'moved'],
  usage: ['usage', 'use', 'feature', 'adoption', 'adopt', 'module', 'login', 'activity'],
  money: ['revenue', 'arr', 'contract', 'renewal', 'renew', 'invoice', 'price', 'pay', 'term'],
  people: ['people', 'contact', 'stakeholder', 'champion', 'sponsor', 'who', 'communicat', 'preference'],
  tickets: ['ticket', 'support', 'issue', 'bug', 'problem', 'escalat', 'complain'],
  voice: ['feedback', 'voice', 'said', 'survey', 'quote', 'opinion', 'nps', 'csat', 'comment', 'sentiment', 'pain'],
  work: ['task', 'project', 'playbook', 'onboard', 'milestone', 'deadline', 'open work'],
  advocacy: ['reference', 'advoca', 'case study', 'story', 'promoter', 'testimonial'],
  criteria: ['criteria', 'scoring', 'weight', 'how is', 'computed', 'algorithm'],
  metrics: ['metric', 'kpi', 'target', 'goal', 'outcome', 'nrr', 'grr', 'retention', 'figure'],
};
