import type { ActionContent } from '../../contract/action.ts';
import { toDate } from '../../lib/clock.ts';

interface Invitation {
  id: string;
  content: ActionContent;
  recipients: readonly { name: string | null; address: string | null }[];
  owner: { name: string; email: string } | null;
  createdAt: Date;
}

function stamp(at: Date): string {
  return at.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll(';', '\\;').replaceAll(',', '\\,').replaceAll(/\r?\n/g, '\\n');
}

// A parameter's value may hold no quotes and no control characters.
function quoted(text: string): string {
  return `"${text.replaceAll(/["\u0000-\u001f\u007f]/g, ' ')}"`;
}

// Lines longer than 75 octets continue on the next, which begins with a space; no character is cut.
function folded(line: string): string {
  const lines = [''];
  for (const sign of line) {
    const last = lines.at(-1) as string;
    if (Buffer.byteLength(last + sign) > 75) lines.push(` ${sign}`);
    else lines[lines.length - 1] = last + sign;
  }
  return lines.join('\r\n');
}

/** A meeting as iCalendar text (RFC 5545, method REQUEST of RFC 5546). The same action gives the same bytes. */
export function calendarInvitation({ id, content, recipients, owner, createdAt }: Invitation): string {
  const lines = [
    'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Mainstay//EN', 'METHOD:REQUEST', 'BEGIN:VEVENT',
    `UID:${id}@mainstay`, 'SEQUENCE:0', `DTSTAMP:${stamp(createdAt)}`, `DTSTART:${stamp(toDate(content.startAt ?? ''))}`, `DTEND:${stamp(toDate(content.endAt ?? ''))}`,
    `SUMMARY:${escaped(content.subject ?? '')}`, `DESCRIPTION:${escaped(content.body)}`,
    ...(content.location ? [`LOCATION:${escaped(content.location)}`] : []),
    ...(owner ? [`ORGANIZER;CN=${quoted(owner.name)}:mailto:${owner.email}`] : []),
    ...recipients.flatMap(({ name, address }) => (address ? [`ATTENDEE;CN=${quoted(name ?? address)};ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:${address}`] : [])),
    'STATUS:CONFIRMED', 'END:VEVENT', 'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}
