import type { TaskItem } from '../../contract/task.ts';
import { addDays } from '../../lib/period.ts';

function escaped(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/\r?\n/g, '\\n').replace(/[,;]/g, '\\$&').replace(/[\u0000-\u0008\u000B-\u001F\u007F]/g, '');
}

/** Folds a content line to 75 octets, never within a character (RFC 5545, 3.1). */
export function folded(line: string): string {
  const out: string[] = [];
  let current = '';
  let bytes = 0;
  for (const char of line) {
    const size = Buffer.byteLength(char);
    if (bytes + size > (out.length === 0 ? 75 : 74)) {
      out.push(current);
      [current, bytes] = ['', 0];
    }
    current += char;
    bytes += size;
  }
  return [...out, current].join('\r\n ');
}

const stamp = (iso: string): string => iso.replace(/[-:]/g, '').replace(/\.\d+Z$/, 'Z');
const dayStamp = (day: string): string => day.replaceAll('-', '');
const priorities: Record<TaskItem['priority'], number> = { critical: 1, high: 3, medium: 5, low: 9 };

function eventOf(task: TaskItem, at: string, link: string | null): string[] {
  const when = task.dueAt ? [`DTSTART:${stamp(task.dueAt)}`, `DTEND:${stamp(task.dueAt)}`] : [`DTSTART;VALUE=DATE:${dayStamp(task.dueOn ?? '')}`, `DTEND;VALUE=DATE:${dayStamp(addDays(task.dueOn ?? '1970-01-01', 1))}`];
  const text = [task.description, task.origin.why ?? '', link ?? ''].filter(Boolean).join('\n');
  return ['BEGIN:VEVENT', `UID:${task.id}@mainstay`, `DTSTAMP:${stamp(at)}`, ...when, `SUMMARY:${escaped(task.accountName ? `${task.title} (${task.accountName})` : task.title)}`, ...(text ? [`DESCRIPTION:${escaped(text)}`] : []), ...(link ? [`URL:${link}`] : []), `SEQUENCE:${task.version}`, `PRIORITY:${priorities[task.priority]}`, 'TRANSP:TRANSPARENT', 'END:VEVENT'];
}

/** Tasks with a day as a calendar (RFC 5545): events of the day, since few calendars show to-dos of others. Tasks without a day are left out. Pure. */
export function calendarOf(tasks: readonly TaskItem[], { at, name, linkOf }: { at: string; name: string; linkOf(task: TaskItem): string | null }): string {
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Mainstay//Tasks//EN', 'CALSCALE:GREGORIAN', 'METHOD:PUBLISH', `X-WR-CALNAME:${escaped(name)}`, 'REFRESH-INTERVAL;VALUE=DURATION:PT15M', ...tasks.filter(({ dueOn }) => dueOn !== null).flatMap((task) => eventOf(task, at, linkOf(task))), 'END:VCALENDAR'];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}
