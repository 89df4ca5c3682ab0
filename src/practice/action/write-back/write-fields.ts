import { sha256 } from '../../../lib/ids.ts';
import { fault } from '../../../lib/fault.ts';
import type { Context } from '../../../platform/operation/context.ts';
import type { Db } from '../../../platform/postgres/database.ts';
import { UnreadablePage, type Connector, type VendorRequest } from '../../../source/connector/connector.ts';
import { UnknownEnd, type VendorClient } from '../../../source/connector/vendor-client.ts';
import type { FieldRow, FieldValue, FieldWriter, RowEnd } from '../../../source/connector/write.ts';
import { appendAudit } from '../action-audit.ts';
import { readSwitch } from '../action-switch.ts';
import { canonicalJson } from '../render-action.ts';
import { fieldStates, readFieldWrites, writeFieldSteps, type FieldStep, type FieldWriteRow } from './field-store.ts';
import { fieldVerdict } from './own-value.ts';

/** One value that is wanted in one field of one record. */
export interface WantedField {
  ref: string;
  accountId: string;
  name: string;
  field: string;
  value: FieldValue;
}

/** An open way to a vendor that takes fields. */
export interface FieldWay {
  sourceId: string;
  connector: Connector;
  writer: FieldWriter;
  client: VendorClient;
  sleep(ms: number): Promise<void>;
  /** Asked within the transaction that releases a batch: throws when nothing may go out (any more). */
  release(tx: Db): Promise<void>;
}

/** Who stands for a batch, in the record of actions. */
export interface BatchBy {
  actionId: string | null;
  byWhom: string;
  detail: Readonly<Record<string, unknown>>;
}

/** How the fields of a batch ended. */
export type FieldEnds = Record<FieldStep['state'], number>;

const jobWaitMs = 1000;
const mostLooks = 120;

/** What stands in the wanted fields now, and what would follow. Nothing is changed. */
export async function lookAtFields(db: Db, { sourceId, writer, client }: Pick<FieldWay, 'sourceId' | 'writer' | 'client'>, wanted: readonly WantedField[]): Promise<(WantedField & { known: FieldWriteRow | undefined; now: FieldValue; verdict: ReturnType<typeof fieldVerdict> | 'gone' })[]> {
  const refs = [...new Set(wanted.map(({ ref }) => ref))];
  const fields = [...new Set(wanted.map(({ field }) => field))];
  const [memory, present] = [await readFieldWrites(db, sourceId, refs), new Map<string, Record<string, FieldValue>>()];
  for (let from = 0; from < refs.length; from += writer.most.read) {
    const part = refs.slice(from, from + writer.most.read);
    for (const [ref, values] of writer.readValues(await client.json(writer.readRequest(part, fields)), part, fields)) present.set(ref, values);
  }
  return wanted.map((one) => {
    const known = memory.get(`${one.ref} ${one.field}`);
    const record = present.get(one.ref);
    const now = record?.[one.field] ?? null;
    return { ...one, known, now, verdict: record ? fieldVerdict(now, one.value, { ours: known?.ours ?? null, trying: known?.trying ?? null }) : 'gone' };
  });
}

/**
 * Brings one batch of fields to the values that are wanted: reads what stands there, leaves what is not ours, puts the attempt on record and makes it, and
 * notes how each row ended. After an attempt whose end is not known the next batch finds the value, or writes it again; the fields are values, so
 * neither doubles anything. Throws what the vendor's trouble is; nothing is lost by it.
 */
export async function writeFields(context: Context, way: FieldWay, wanted: readonly WantedField[], by: BatchBy): Promise<FieldEnds> {
  const { db, clock } = context;
  const looked = await lookAtFields(db, way, wanted);
  const times = () => ({ now: clock.now(), wall: clock.wall() });
  const { name: vendorName } = way.connector;
  const step = (one: (typeof looked)[number], more: Partial<FieldStep> & Pick<FieldStep, 'state'>): FieldStep => ({ ref: one.ref, field: one.field, name: one.name, accountId: one.accountId, wanted: [one.value], trying: null, ...more });
  const still = looked.map((one): FieldStep => {
    switch (one.verdict) {
      case 'write': return step(one, { state: 'trying', trying: [one.value] });
      // An attempt whose end was not known turns out to have been made.
      case 'done': return step(one, { state: 'written', ours: [one.value], written: one.known?.trying != null });
      case 'equal': return step(one, { state: 'equal' });
      case 'held': return step(one, { state: 'held', found: [one.now], error: `Somebody else set this field at ${vendorName}; it is not overwritten. Empty it there, and it is written again.` });
      case 'gone': return step(one, { state: 'gone', error: `${vendorName} has no such record any more.` });
    }
  });
  await db.tx(async (tx) => {
    if ((await readSwitch(tx, true)).stopped) throw fault('conflict', 'stopped', 'Everything is stopped.', { remedy: 'Let actions go out again in Settings, Actions.' });
    await way.release(tx);
    await writeFieldSteps(tx, way.sourceId, still, times());
  });
  const ends = await attempt(context, way, looked.filter(({ verdict }) => verdict === 'write'), still, by);
  const all = [...still.filter(({ state }) => state !== 'trying'), ...ends];
  return Object.fromEntries(fieldStates.map((state) => [state, all.filter((one) => one.state === state).length])) as FieldEnds;
}

async function attempt({ db, clock }: Context, way: FieldWay, writing: readonly WantedField[], still: readonly FieldStep[], by: BatchBy): Promise<FieldStep[]> {
  const steps: FieldStep[] = [];
  const rows = [...Map.groupBy(writing, ({ ref }) => ref)].map(([ref, fields]): FieldRow => ({ ref, values: Object.fromEntries(fields.map(({ field, value }) => [field, value])) }));
  for (let from = 0; from < rows.length; from += way.writer.most.write) {
    const part = rows.slice(from, from + way.writer.most.write);
    const ends = await endsOf(way, part);
    const made = writing.flatMap((one): FieldStep[] => {
      const end = ends.get(one.ref);
      return end ? [stepOf(one, end)] : [];
    });
    await db.tx(async (tx) => {
      await writeFieldSteps(tx, way.sourceId, made, { now: clock.now(), wall: clock.wall() });
      const written = made.filter(({ state }) => state === 'written');
      await appendAudit(tx, clock.now(), [{ actionId: by.actionId, event: 'fields_written', byWhom: by.byWhom, detail: { ...by.detail, vendor: way.connector.vendor, written: written.length, refused: made.length - written.length, held: still.filter(({ state }) => state === 'held').length, rows: sha256(canonicalJson(written.map(({ ref, field, wanted }) => [ref, field, wanted[0]]))) } }]);
    });
    steps.push(...made);
    const denied = [...ends.values()].find(({ end }) => end === 'denied');
    if (denied) throw fault('unavailable', 'vendor_denied', `${way.connector.name} does not let Mainstay write: ${denied.message ?? 'the permission is missing'}`, { remedy: `Give the connection what it needs: ${(way.connector.write?.scopes ?? []).join(', ')}. Sending goes on by itself then.` });
  }
  return steps;
}

function stepOf({ ref, field, name, accountId, value }: WantedField, { end, message }: RowEnd): FieldStep {
  const same = { ref, field, name, accountId, wanted: [value] as const, trying: null };
  if (end === 'written') return { ...same, state: 'written', ours: [value], written: true };
  return { ...same, state: end === 'refused' ? 'refused' : 'waiting', error: message ?? 'The vendor gave no reason.' };
}

async function endsOf({ client, writer, sleep }: FieldWay, rows: readonly FieldRow[]): Promise<Map<string, RowEnd>> {
  let request: VendorRequest = writer.writeRequest(rows);
  try {
    for (let looks = 0; looks < mostLooks; looks++) {
      const said = writer.written(await client.json(request), rows);
      if ('ends' in said) return new Map(said.ends.map((end) => [end.ref, end]));
      request = said.ask;
      await sleep(jobWaitMs);
    }
  } catch (error) {
    if (error instanceof UnreadablePage) throw new UnknownEnd(`The answer is not as documented: ${error.message}`, { cause: error });
    throw error;
  }
  throw new UnknownEnd('The vendor is still at work on it.');
}
