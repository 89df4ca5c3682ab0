import i18next from 'i18next';
import { beforeAll, describe, expect, test } from 'vitest';
import { app } from '../text/en/app.ts';
import { csvCell, csvText } from './csv.ts';
import { ago, dayText, figure, money, moneyShort, signed, sumMoney, until } from './format.ts';
import { sparkPoints } from './sparkline.tsx';

describe('format', () => {
  beforeAll(() => i18next.init({ lng: 'en', defaultNS: 'app', resources: { en: { app } } }));

  test('money follows the currency: minor digits, sign and grouping', () => {
    expect(money(78_010_000, 'USD')).toBe('$780,100');
    expect(money(5000, 'JPY')).toBe('¥5,000');
    expect(moneyShort(61_280_000_000, 'USD')).toBe('$612.8M');
  });

  test('days are written the British way with a three-letter month', () => {
    expect(dayText('2026-09-04')).toBe('4 Sep 2026');
    expect(until('2026-11-20', '2026-11-23')).toBe('3d late');
    expect(ago('2026-11-23T10:00:00Z', '2026-11-23')).toBe('Today');
  });

  test('figures carry their unit and null is never zero', () => {
    expect(figure(0.8599, 'fraction')).toBe('86%');
    expect(figure(1.084, 'fraction')).toBe('108.4%');
    expect(figure(null, 'fraction')).toBe('–');
    expect(signed(-4.6)).toBe('−5');
  });

  test('money of two currencies is not added up', () => {
    expect(sumMoney([{ arrMinor: 5, currency: 'EUR' }, { arrMinor: 9, currency: 'USD' }, { arrMinor: 1, currency: 'EUR' }, { arrMinor: null, currency: null }])).toEqual([{ currency: 'USD', minor: 9 }, { currency: 'EUR', minor: 6 }]);
  });
});

describe('csv', () => {
  test('a text that begins like a formula is disarmed', () => {
    for (const text of ['=1+1', '+1', '-1', '@x', '\t=1']) expect(csvCell(text).replace(/^"/, '').startsWith("'")).toBe(true);
    expect(csvCell(-5)).toBe('-5');
  });

  test('quotes and line breaks survive', () => {
    expect(csvText(['a'], [['say "hi"\nthere']])).toBe('a\r\n"say ""hi""\nthere"\r\n');
  });
});

test('a sparkline bridges gaps and keeps noise small', () => {
  expect(sparkPoints([null, null], 60, 20, 36)).toEqual([]);
  const flat = sparkPoints([50, 51, 50], 60, 20, 36).map(([, y]) => y);
  expect(Math.max(...flat) - Math.min(...flat)).toBeLessThan(1);
});
