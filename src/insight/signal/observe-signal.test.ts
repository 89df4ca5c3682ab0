import { expect, it } from 'vitest';
import { fillWhy } from './observe-signal.ts';

it.each([
  ['{survey.detractors_90d|number:person|people} answered', 1, '1 person answered'],
  ['{survey.detractors_90d|number:person|people} answered', 3, '3 people answered'],
  ['{survey.detractors_90d|number:person|people} answered', null, 'unknown people answered'],
  ['{usage.baseline_ratio|percent} of usual', 0.284, '28 % of usual'],
  ['for {usage.days_since_last|days}', 1, 'for 1 day'],
])('%s with %s reads "%s"', (template, value, text) => expect(fillWhy(template, { 'survey.detractors_90d': value, 'usage.baseline_ratio': value, 'usage.days_since_last': value })).toBe(text));
