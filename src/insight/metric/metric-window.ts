import { fault } from '../../lib/fault.ts';
import { addDays, addMonths, dayStart, type Day, type Period } from '../../lib/period.ts';
import type { AsOf } from '../../lib/as-of.ts';
import type { MetricDefinition } from './metric-definition.ts';
import type { Instants } from './survey-metrics.ts';

/**
 * The window of a metric read at `at`. Without an explicit period the definition's own, ending with the reading day. With `FROM..TO`: end-point metrics
 * compare the end of FROM with the end of TO, flows count the days FROM to TO with TO excluded, moments are read at the end of TO. On an end-point day t
 * the lines with start <= t < end are in force, so both readings of a period agree. Nothing after the reading moment is read.
 */
export function resolveWindow(definition: MetricDefinition, at: AsOf, period?: Period): Period {
  const { window } = definition;
  if (period && period.from > at.day) throw fault('invalid', 'window_future', `The window begins on ${period.from}, after the reading day ${at.day}.`, { remedy: 'Choose an earlier window, or a later --at.' });
  if (window.kind === 'flow') {
    const end = addDays(at.day, 1);
    if (!period) return { from: addDays(end, -window.days), to: end };
    return { from: period.from, to: period.to < end ? period.to : end };
  }
  const to = period && period.to < at.day ? period.to : at.day;
  if (window.kind === 'moment') return { from: to, to };
  return { from: period?.from ?? addMonths(to, -window.months), to };
}

/** A window that ends `day`: the same metric's point on its trend. */
export function windowEnding(definition: MetricDefinition, day: Day): Period {
  return resolveWindow(definition, { day, until: dayStart(addDays(day, 1)) });
}

/** The last `count` month ends on or before a day, oldest first. */
export function monthEnds(day: Day, count: number): Day[] {
  const firstOfNext = `${addDays(day, 1).slice(0, 7)}-01`;
  return Array.from({ length: count }, (_, i) => addDays(addMonths(firstOfNext, i - count + 1), -1));
}

/** A flow window as instants of local wall time, cut at the reading moment. */
export function instantsOf(window: Period, untilMs: number): Instants {
  return { fromMs: dayStart(window.from).getTime(), toMs: Math.min(dayStart(window.to).getTime(), untilMs) };
}
