import { describe, expect, it } from 'vitest';
import { isSettable, typedValue } from './field-value.tsx';

describe('typedValue', () => {
  it.each([['  Gold ', null, 'Gold'], ['', 'Gold', null], ['12', 4, 12], ['12', '4', '12'], ['many', 4, 'many'], ['true', false, true], ['maybe', false, 'maybe']])('%j over %j', (text, before, expected) => expect(typedValue(text, before)).toBe(expected));
});

describe('isSettable', () => {
  it.each([['tier', true], ['custom.plan size', true], ['name', false], ['owner_id', false], ['custom.<b>', false]])('%s', (field, expected) => expect(isSettable(field)).toBe(expected));
});
