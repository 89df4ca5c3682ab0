/** A length of time as written: "90m", "4h", "3d", "2w", or in working time "4bh" (hours) and "2bd" (days). */
export interface Duration {
  amount: number;
  unit: 'minute' | 'hour' | 'day' | 'week' | 'business_hour' | 'business_day';
}

const units = { m: 'minute', h: 'hour', d: 'day', w: 'week', bh: 'business_hour', bd: 'business_day' } as const;
const pattern = /^(-?\d{1,4})(m|h|d|w|bh|bd)$/;

/** What a duration looks like, for messages. */
export const durationRemedy = 'Write a whole number and a unit: 90m, 4h, 3d, 2w, 4bh (working hours) or 2bd (working days).';

/** Reads a duration; undefined when the text is none. */
export function parseDuration(text: string): Duration | undefined {
  const [, amount, unit] = pattern.exec(text) ?? [];
  return amount === undefined ? undefined : { amount: Number(amount), unit: units[unit as keyof typeof units] };
}

/** Reads a duration that the schema has accepted. */
export function durationOf(text: string): Duration {
  const duration = parseDuration(text);
  if (!duration) throw new Error(`"${text}" is not a duration.`);
  return duration;
}

const dayHours = 24;

/** About how many days it is, for estimates; working time is counted with weekends between. */
export function roughDays({ amount, unit }: Duration): number {
  const days = { minute: 1 / 1440, hour: 1 / dayHours, day: 1, week: 7, business_hour: 7 / 5 / 8, business_day: 7 / 5 }[unit];
  return amount * days;
}
