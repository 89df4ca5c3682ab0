import { z } from 'zod';
import { day } from './listing.ts';

export const taskStatuses = ['pending', 'in-progress', 'review', 'done', 'deferred', 'cancelled', 'blocked'] as const;
export const taskStatus = z.enum(taskStatuses);
export type TaskStatus = z.infer<typeof taskStatus>;

export const taskPriorities = ['critical', 'high', 'medium', 'low'] as const;
export const taskPriority = z.enum(taskPriorities);
export type TaskPriority = z.infer<typeof taskPriority>;

/** How a task comes again: `count` units after the day it was due. With `businessDays` a day that is none moves on to the next one. */
export const recurrence = z.object({ every: z.enum(['day', 'week', 'month']), count: z.number().int().min(1).max(366).default(1), businessDays: z.boolean().default(true) });
export type Recurrence = z.infer<typeof recurrence>;

/** Where a task came from, and why it is there in one sentence. */
export const taskOrigin = z.object({ kind: z.enum(['person', 'playbook', 'signal', 'agent', 'review']), id: z.string().nullable().default(null), why: z.string().nullable().default(null) });
export type TaskOrigin = z.infer<typeof taskOrigin>;

/** A task or subtask as lists show it. `number` is how Task Master names it: "15", or "15.2" for the second subtask. */
export const taskItem = z.object({
  id: z.string(),
  number: z.string(),
  tag: z.string(),
  parentId: z.string().nullable(),
  accountId: z.string().nullable(),
  accountName: z.string().nullable(),
  title: z.string(),
  description: z.string(),
  details: z.string(),
  testStrategy: z.string(),
  status: taskStatus,
  priority: taskPriority,
  assigneeId: z.string().nullable(),
  assignee: z.string().nullable(),
  author: z.string(),
  dueOn: z.string().nullable(),
  dueAt: z.string().nullable(),
  snoozedUntil: z.string().nullable(),
  origin: taskOrigin,
  key: z.string().nullable(),
  recurrence: recurrence.nullable(),
  template: z.string().nullable(),
  dependencies: z.array(z.string()).describe('Numbers of the tasks that come first.'),
  subtasks: z.object({ total: z.number().int(), done: z.number().int() }),
  comments: z.number().int(),
  version: z.number().int(),
  createdAt: z.string(),
  updatedAt: z.string(),
  closedAt: z.string().nullable(),
});
export type TaskItem = z.infer<typeof taskItem>;

export const taskComment = z.object({ id: z.string(), author: z.string(), body: z.string(), mentions: z.array(z.object({ id: z.string(), name: z.string() })), at: z.string() });
export type TaskComment = z.infer<typeof taskComment>;

export const taskDetail = z.object({ task: taskItem, subtasks: z.array(taskItem), dependsOn: z.array(taskItem), comments: z.array(taskComment) });
export type TaskDetail = z.infer<typeof taskDetail>;

/** What a change answers: the tasks as they are now, and the id that takes it back. */
export const taskChanged = z.object({ changeId: z.string(), items: z.array(taskItem), created: z.array(z.string()).describe('Ids of tasks that came into being.'), removed: z.number().int().default(0) });
export type TaskChanged = z.infer<typeof taskChanged>;

/** One step of a template: its day is counted in business days from when it is applied. */
export const templateStep = z.object({
  title: z.string().trim().min(1).max(300), description: z.string().max(4000).default(''), priority: taskPriority.default('medium'), afterBusinessDays: z.number().int().min(0).max(1000).nullable().default(null),
  after: z.array(z.number().int().min(1)).default([]).describe('Steps, by their place counted from 1, that come first.'), subtasks: z.array(z.string().trim().min(1).max(300)).default([]),
});
export const taskTemplate = z.object({ name: z.string(), title: z.string(), steps: z.array(templateStep), version: z.number().int(), shipped: z.boolean() });
export type TaskTemplate = z.infer<typeof taskTemplate>;

/** Days on which nobody works: `weekend` by number (0 is Sunday) and single holidays. */
export const businessCalendar = z.object({ weekend: z.array(z.number().int().min(0).max(6)).max(6), holidays: z.array(day) });
export type BusinessCalendar = z.infer<typeof businessCalendar>;

export const feedItem = z.object({ id: z.string(), createdAt: z.string(), lastReadAt: z.string().nullable() });
export type FeedItem = z.infer<typeof feedItem>;
