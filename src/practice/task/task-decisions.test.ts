import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../../platform/testing/fixed-seed.ts';
import type { CockpitItem } from '../../contract/cockpit.ts';
import { taskPriorities, taskStatuses, type TaskStatus } from '../../contract/task.ts';
import { addDays, daysBetween } from '../../lib/period.ts';
import { assignTasks } from './assign-tasks.ts';
import { addBusinessDays, businessDays, businessDaysBetween, plainCalendar } from './business-day.ts';
import { findCycle, nextTask, type Ordered } from './dependency.ts';
import { findMentions } from './find-mentions.ts';
import { folded } from './ics.ts';
import { partsOf, rankItems, reasonOf, scoreOf } from './rank-items.ts';
import { nextDue } from './recurrence.ts';
import { statusesAfter } from './set-task-status.ts';
import { stepsIn } from './task-operations.ts';
import { readTasksJson, writeTasksJson, type TaskFile } from './tasks-json.ts';

const days = fc.integer({ min: 0, max: 4000 }).map((n) => addDays('2022-01-01', n));
const calendars = fc.record({ weekend: fc.subarray([0, 1, 5, 6], { maxLength: 3 }), holidays: fc.array(days, { maxLength: 20 }) });

describe('business days', () => {
  it('knows a weekend and a holiday', () => {
    expect(addBusinessDays('2026-01-02', 1)).toBe('2026-01-05');
    expect(addBusinessDays('2026-01-05', -1)).toBe('2026-01-02');
    expect(addBusinessDays('2026-01-03', 0)).toBe('2026-01-05');
    expect(addBusinessDays('2026-12-24', 1, { weekend: [6, 0], holidays: ['2026-12-25', '2026-12-28'] })).toBe('2026-12-29');
    expect(businessDaysBetween('2026-01-02', '2026-01-12')).toBe(6);
    expect(addBusinessDays('2026-01-02', 3, { weekend: [0, 1, 2, 3, 4, 5, 6], holidays: [] })).toBe('2026-01-02');
  });
  it('lands on a worked day that many business days away, and comes back', () => {
    fc.assert(fc.property(days, fc.integer({ min: 1, max: 60 }), calendars, (day, count, calendar) => {
      const works = businessDays(calendar);
      const later = addBusinessDays(day, count, calendar);
      expect(works(later)).toBe(true);
      expect(businessDaysBetween(day, later, calendar)).toBe(count);
      if (works(day)) expect(addBusinessDays(later, -count, calendar)).toBe(day);
      expect(addBusinessDays(later, 5, calendar)).toBe(addBusinessDays(day, count + 5, calendar));
    }));
  });
});

describe('what comes again', () => {
  it('keeps its rhythm, and a late task does not come twice', () => {
    expect(nextDue({ every: 'week', count: 1, businessDays: true }, '2026-01-05', '2026-01-05', plainCalendar)).toBe('2026-01-12');
    expect(nextDue({ every: 'week', count: 1, businessDays: true }, '2026-01-05', '2026-02-03', plainCalendar)).toBe('2026-02-09');
    expect(nextDue({ every: 'month', count: 1, businessDays: false }, '2026-01-31', '2026-02-28', plainCalendar)).toBe('2026-03-31');
  });
  it('is always later than today and than the day before', () => {
    fc.assert(fc.property(days, days, fc.constantFrom('day', 'week', 'month'), fc.integer({ min: 1, max: 12 }), fc.boolean(), calendars, (due, today, every, count, isBusiness, calendar) => {
      const next = nextDue({ every, count, businessDays: isBusiness } as never, due, today, calendar);
      expect(next > today).toBe(true);
      if (due < addDays(today, 3000)) expect(next > due).toBe(true);
      if (isBusiness) expect(businessDays(calendar)(next)).toBe(true);
    }));
  });
});

describe('order of work', () => {
  it('finds a circle exactly when there is one', () => {
    expect(findCycle(new Map([['a', ['b']], ['b', ['c']], ['c', ['a']]]))).toEqual(['a', 'b', 'c', 'a']);
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 30 }), (pairs) => {
      const upwards = new Map<string, string[]>();
      for (const [a, b] of pairs) if (a !== b) upwards.set(String(Math.max(a, b)), [...(upwards.get(String(Math.max(a, b))) ?? []), String(Math.min(a, b))]);
      expect(findCycle(upwards)).toBeUndefined();
      const [first] = [...upwards];
      if (!first) return;
      const circle = findCycle(new Map([...upwards, [first[1][0] ?? '', [...(upwards.get(first[1][0] ?? '') ?? []), first[0]]]]));
      expect(circle?.at(0)).toBe(circle?.at(-1));
      expect(circle?.length).toBeGreaterThan(2);
    }));
  });
  const task = (number: string, more: Partial<Ordered> = {}): Ordered => ({ id: number, number, status: 'pending', priority: 'medium', dueOn: null, dependsOn: [], ...more });
  it('takes what is begun, then what weighs more, and never what waits', () => {
    expect(nextTask([task('1', { dependsOn: ['2'] }), task('2')], new Set())?.id).toBe('2');
    expect(nextTask([task('1', { priority: 'high' }), task('2', { status: 'in-progress', priority: 'low' })], new Set())?.id).toBe('2');
    expect(nextTask([task('10'), task('2')], new Set())?.id).toBe('2');
    expect(nextTask([task('1', { dependsOn: ['9'] }), task('3', { status: 'blocked' })], new Set())).toBeUndefined();
  });
});

describe('state of wholes and parts', () => {
  const row = (id: string, parentId: string | null, status: TaskStatus) => ({ id, parentId, status, key: null, accountId: null });
  const family = [row('p', null, 'pending'), row('a', 'p', 'done'), row('b', 'p', 'pending'), row('c', 'p', 'cancelled')];
  it('follows', () => {
    expect([...statusesAfter(family, new Set(['b']), 'done')]).toEqual([['p', 'done'], ['b', 'done']]);
    expect([...statusesAfter(family, new Set(['p']), 'done')]).toEqual([['p', 'done'], ['b', 'done']]);
    expect([...statusesAfter(family, new Set(['p']), 'review')]).toEqual([['p', 'review']]);
    expect([...statusesAfter([row('p', null, 'done'), row('a', 'p', 'done')], new Set(['a']), 'pending')]).toEqual([['p', 'in-progress'], ['a', 'pending']]);
  });
});

describe('assignment', () => {
  const candidates = [{ id: 'a', accounts: 3 }, { id: 'b', accounts: 1 }, { id: 'c', accounts: 2 }];
  it('goes to the owner, the least loaded, or the next in turn', () => {
    const all = (assign: 'fewest_accounts' | 'round_robin' | 'owner') => Array.from({ length: 5 }, () => ({ assign, ownerId: 'o' }));
    expect(assignTasks(all('fewest_accounts'), candidates, null).assignees).toEqual(['b', 'b', 'c', 'a', 'b']);
    expect(assignTasks(all('round_robin'), candidates, 'b')).toEqual({ assignees: ['c', 'a', 'b', 'c', 'a'], last: 'a' });
    expect(assignTasks(all('owner'), [], null).assignees).toEqual(['o', 'o', 'o', 'o', 'o']);
    expect(assignTasks(all('round_robin'), [], null).assignees).toEqual([null, null, null, null, null]);
  });
});

it('finds who is named', () => {
  const members = [{ id: '1', name: 'Ann Lee', email: 'ann@example.com' }, { id: '2', name: 'Ann Leeman', email: null }, { id: '3', name: 'Bo Berg', email: null }];
  expect(findMentions('Ask @Bo and @ann lee, not x@bo.example, then @Ann Leeman and @ann@example.com', members)).toEqual(['3', '1', '2']);
  expect(findMentions('@Ann is two people; @Bob is none', members)).toEqual([]);
});

it('reads a list out of details', () => {
  expect(stepsIn('Do this:\n- [ ] Call\n* Write\n 2) Send it\nand rest')).toEqual(['Call', 'Write', 'Send it']);
});

describe('rank', () => {
  it('multiplies what its formula says', () => {
    expect(scoreOf(partsOf(1_000_000, 0, 1))).toBe(100);
    expect(scoreOf(partsOf(1_000_000, 14, 1))).toBe(50);
    expect(scoreOf(partsOf(1_000_000, -30, 0.5))).toBe(100);
    expect(scoreOf(partsOf(null, null, 1))).toBe(10.5);
    expect(reasonOf(1200, 'EUR', -1, 0.9)).toBe('EUR 1,200 a year is at stake, it is 1 day late, and it is 90% certain to matter.');
  });
  it('never falls with more money, less time or more certainty', () => {
    const sane = fc.tuple(fc.integer({ min: 0, max: 1e8 }), fc.integer({ min: -90, max: 400 }), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(fc.property(sane, sane, ([m1, d1, c1], [m2, d2, c2]) => {
      const low = scoreOf(partsOf(Math.min(m1, m2), Math.max(d1, d2), Math.min(c1, c2)));
      const high = scoreOf(partsOf(Math.max(m1, m2), Math.min(d1, d2), Math.max(c1, c2)));
      expect(low).toBeLessThanOrEqual(high);
    }));
  });
  it('does not depend on the order it is given', () => {
    const item = fc.record({ kind: fc.constantFrom('task', 'signal'), id: fc.uuid(), impactMinor: fc.option(fc.nat(1e6)), urgencyDays: fc.option(fc.integer({ min: -9, max: 9 })), confidence: fc.constantFrom(0.5, 1), dueOn: fc.constant(null) });
    fc.assert(fc.property(fc.uniqueArray(item, { selector: ({ id }) => id }), (items) => {
      const ids = (list: typeof items) => rankItems(list as unknown as CockpitItem[], ({ impactMinor }) => impactMinor).map(({ item: one }) => one.id);
      expect(ids([...items].reverse())).toEqual(ids(items));
    }));
  });
});

describe('tasks.json', () => {
  const word = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text.trim() === text && text !== '');
  const one = (ids: number[]) => ({ title: word, description: fc.string(), details: fc.string(), status: fc.constantFrom(...taskStatuses), dependencies: ids.length ? fc.subarray(ids.map(String)) : fc.constant([] as string[]), metadata: fc.dictionary(word.filter((key) => key !== '__proto__'), fc.oneof(fc.string(), fc.integer())) });
  const file = fc.dictionary(fc.constantFrom('master', 'next', 'later'), fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 5 }).chain((ids) => fc.record({
    metadata: fc.dictionary(fc.constantFrom('created', 'description'), fc.string()),
    tasks: fc.tuple(...ids.map((id) => fc.record({ id: fc.constant(id), ...one(ids.filter((other) => other !== id)), priority: fc.constantFrom(...taskPriorities), testStrategy: fc.string(), subtasks: fc.array(fc.record({ ...one([1, 2]) }), { maxLength: 3 }).map((list) => list.map((sub, index) => ({ id: index + 1, ...sub }))) }))),
  })));
  it('comes back as it went out, also through text', () => {
    fc.assert(fc.property(file, (content) => {
      const given = content as unknown as TaskFile;
      expect(readTasksJson(JSON.parse(JSON.stringify(writeTasksJson(given))))).toEqual(JSON.parse(JSON.stringify(given)));
    }), { numRuns: 200 });
  });
  it('reads the old form, ids as text, and words for states; refuses what is none', () => {
    const read = readTasksJson({ tasks: [{ id: '1', title: 'A', status: 'completed', dependencies: [2, '3.1'], subtasks: [{ id: '1.2', title: 'B', parentId: 'undefined' }] }] });
    expect(read['master']?.tasks[0]).toMatchObject({ id: 1, status: 'done', priority: 'medium', dependencies: ['2', '3.1'], subtasks: [{ id: 2, status: 'pending' }] });
    expect(() => readTasksJson({ master: { tasks: [{ id: 1 }] } })).toThrow(/title/);
    expect(() => readTasksJson({ master: { tasks: [{ id: 1, title: 'a' }, { id: 1, title: 'b' }] } })).toThrow(/two tasks/);
  });
});

it('folds calendar lines to 75 octets without losing any', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (line) => {
    const text = line.replace(/[\r\n]/g, '');
    const out = folded(text);
    expect(out.split('\r\n').every((part) => Buffer.byteLength(part) <= 75)).toBe(true);
    expect(out.replaceAll('\r\n ', '')).toBe(text);
  }));
});

it('counts days across a leap day', () => expect(daysBetween('2028-02-28', addBusinessDays('2028-02-28', 2))).toBe(2));
