import ical, { type VEvent } from 'node-ical';
import { fault } from '../../lib/fault.ts';
import { sha256 } from '../../lib/ids.ts';
import type { Meeting } from './contact-rules.ts';

/** A rule that fires more often than daily is no meeting, and would take long to write out. */
const tooOften = /^(SECONDLY|MINUTELY|HOURLY)$/;

type Named = { val?: string; params?: { PARTSTAT?: string; CUTYPE?: string } } | string;

function textOf(value: unknown): string | null {
  const text = typeof value === 'string' ? value : typeof value === 'object' && value !== null && 'val' in value ? String(value.val) : '';
  return text.trim() || null;
}

function peopleOf(event: VEvent): Meeting['people'] {
  const people = new Map<string, { address: string; declined: boolean }>();
  const add = (one: Named | undefined, isOrganizer: boolean) => {
    const params = typeof one === 'object' ? one.params : undefined;
    const address = textOf(one)?.replace(/^mailto:/i, '').trim().toLowerCase();
    if (!address?.includes('@') || /^(ROOM|RESOURCE)$/.test(params?.CUTYPE ?? '')) return;
    if (isOrganizer && people.has(address)) return;
    people.set(address, { address, declined: params?.PARTSTAT === 'DECLINED' });
  };
  const attendees = event.attendee as Named | Named[] | undefined;
  for (const one of Array.isArray(attendees) ? attendees : [attendees]) add(one, false);
  add(event.organizer as Named | undefined, true);
  return [...people.values()];
}

/** What a feed says of a span of time. */
export interface CalendarReading {
  meetings: Meeting[];
  /** Every series that the feed knows, whatever its time. */
  uids: Set<string>;
  /** Series that repeat too often to be meetings. */
  frequent: number;
  /** The earliest moment the feed still speaks of; null when it is empty. */
  from: Date | null;
}

/** The meetings that began within a span, series written out with their exceptions, each in its own time zone. A Fault `invalid` for a text that is no calendar. */
export function readCalendar(text: string, from: Date, until: Date): CalendarReading {
  if (!/^\uFEFF?\s*BEGIN:VCALENDAR/i.test(text)) throw fault('invalid', 'not_calendar', 'What lies at this address is no calendar.', { remedy: 'Give the address of an iCalendar feed (.ics).' });
  const reading: CalendarReading = { meetings: [], uids: new Set(), frequent: 0, from: null };
  for (const event of Object.values(ical.sync.parseICS(text))) {
    if (event?.type !== 'VEVENT' || !event.start || !Number.isFinite(event.start.getTime())) continue;
    reading.uids.add(event.uid);
    if (reading.from === null || event.start < reading.from) reading.from = event.start;
    if (event.rrule && tooOften.test(String(event.rrule.options.freq))) {
      reading.frequent += 1;
      continue;
    }
    for (const { start, event: own, summary } of ical.expandRecurringEvent(event, { from, to: until })) {
      // A moved one keeps the place it had in its series.
      const place = (own.recurrenceid ?? start).toISOString();
      if (start < from || start > until) continue;
      reading.meetings.push({
        key: sha256(`${event.uid} ${event.rrule ? place : ''}`).slice(0, 32), uid: event.uid, at: start, subject: textOf(summary), people: peopleOf(own),
        cancelled: own.status === 'CANCELLED' || event.status === 'CANCELLED', private: /^(PRIVATE|CONFIDENTIAL)$/i.test(String(own.class ?? '')),
      });
    }
  }
  return reading;
}
