import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readYaml } from '../form/yaml-edit.ts';
import { drawLayered } from './layered.ts';
import { connect, deleteStep, dropWay, insertStep, leadTo, renameStep } from './step-edit.ts';
import { endId, stepsOf, waysOf } from './ways.ts';

const folder = new URL('../../../../definitions/playbooks/', import.meta.url);
const shipped = readdirSync(folder).filter((name) => name.endsWith('.yaml')).map((name) => readFileSync(new URL(name, folder), 'utf8'));
const small = `id: small
steps:
  # looks first
  - { id: look, do: task, label: Look, next: ask }
  - { id: spare, do: chat, label: Spare, text: Hi }
  - id: ask # a question
    do: branch
    label: Ask
    cases:
      - { when: 'a > 1', next: spare, why: Many }
    otherwise: done
  - { id: done, do: end, label: Done }
`;
const ways = (text: string) => waysOf(stepsOf(readYaml(text))).map(({ from, to, kind }) => `${from} ${kind} ${to}`);
const ids = (text: string) => stepsOf(readYaml(text)).map(({ id }) => id);

test('the ways of a playbook are those the engine takes, also those the order says', () => {
  expect(ways(small)).toEqual(['look then ask', 'spare then ask', 'ask case spare', 'ask otherwise done']);
});

test('a new step goes on the plain way of the one above it, and taking it out leads as before', () => {
  const { text, id } = insertStep(small, 'look', 'chat', { text: 'Hello', label: 'New' });
  expect(id).toBe('chat_1');
  expect(ids(text)).toEqual(['look', 'chat_1', 'spare', 'ask', 'done']);
  expect(ways(text)).toEqual(['look then chat_1', 'chat_1 then ask', 'spare then ask', 'ask case spare', 'ask otherwise done']);
  expect(ways(deleteStep(text, 'chat_1'))).toEqual(ways(small));
  expect(text).toContain('# looks first');
  expect(text).toContain('# a question');
});

test('ways are led elsewhere, added and dropped; a decision keeps its otherwise', () => {
  const [, , one, other] = waysOf(stepsOf(readYaml(small)));
  if (!one || !other) throw new Error('The decision has two ways.');
  expect(ways(leadTo(small, one, 'done'))).toContain('ask case done');
  expect(ways(connect(small, 'ask', 'look'))).toContain('ask case look');
  expect(ways(connect(small, 'spare', 'done'))).toContain('spare then done');
  expect(connect(small, 'done', 'look')).toBe(small);
  expect(ways(dropWay(small, one))).not.toContain('ask case spare');
  expect(dropWay(small, other)).toBe(small);
});

test('a step is called otherwise wherever it is named, and never like another', () => {
  expect(ways(renameStep(small, 'spare', 'extra'))).toEqual(['look then ask', 'extra then ask', 'ask case extra', 'ask otherwise done']);
  for (const taken of ['ask', 'end', '']) expect(renameStep(small, 'spare', taken)).toBe(small);
});

test('no step taken out of a shipped playbook leaves a way into nothing', () => {
  expect(shipped.length).toBeGreaterThan(10);
  for (const text of shipped) for (const gone of ids(text)) {
    const after = deleteStep(text, gone);
    const left = new Set([...ids(after), endId]);
    expect(left.has(gone), gone).toBe(false);
    for (const { to } of waysOf(stepsOf(readYaml(after)))) expect(left.has(to), `${gone}: ${to}`).toBe(true);
  }
});

test('shipped playbooks are drawn with each step below what leads to it, and nothing on top of another', () => {
  for (const text of shipped) {
    const steps = stepsOf(readYaml(text));
    const lines = waysOf(steps);
    const { spots, bends } = drawLayered([...steps.map(({ id }) => id), endId], lines);
    const places = [...[...spots.values()], ...bends.flat()].map(({ x, y }) => `${x} ${y}`);
    expect(new Set(places).size).toBe(places.length);
    const up = lines.filter(({ from, to }) => (spots.get(to)?.y ?? 0) <= (spots.get(from)?.y ?? 0));
    const loops = steps.filter(({ body }) => body.repeat !== undefined).length;
    expect(up.length, text.slice(0, 20)).toBeLessThanOrEqual(loops);
  }
});
