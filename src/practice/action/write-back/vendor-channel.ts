import { setTimeout as rest } from 'node:timers/promises';
import { Fault, fault, toFault } from '../../../lib/fault.ts';
import type { Context } from '../../../platform/operation/context.ts';
import { UnreadablePage } from '../../../source/connector/connector.ts';
import { UnknownEnd, type VendorClient } from '../../../source/connector/vendor-client.ts';
import type { FieldValue, RecordDraft, RecordWriter } from '../../../source/connector/write.ts';
import { expireAccess, readWrite } from '../../../source/sync/connection/write-store.ts';
import { getConnection, type ConnectionRow } from '../../../source/sync/connection/connection-store.ts';
import { openVendor, type SyncDeps } from '../../../source/sync/connection/run-sync.ts';
import { NotSent, type ActionChannel, type Outgoing, type Receipt } from '../channel.ts';
import { referenceOf } from '../render-action.ts';
import { shapeValue } from './own-value.ts';
import { writeFields } from './write-fields.ts';

// All calls of one message end well within its lease: two senders must never work at one message.
const attempts = 2;
const timeoutMs = 10_000;
const longestPauseMs = 5000;

function shortPauses(deps: SyncDeps): SyncDeps {
  const wait = deps.sleep ?? ((ms: number) => rest(ms).then(() => {}));
  return {
    ...deps, timeoutMs: deps.timeoutMs ?? timeoutMs,
    async sleep(ms) {
      if (ms > longestPauseMs) throw fault('unavailable', 'vendor_rate', 'The vendor asks to wait.', { remedy: 'It is tried again by itself.', retryAfterSeconds: Math.ceil(ms / 1000) });
      await wait(ms);
    },
  };
}

function draftOf({ type, actionId, message, fields }: Outgoing): RecordDraft {
  return { type, ref: message.target?.ref ?? '', reference: referenceOf(type, actionId), title: message.subject ?? '', text: message.text, fields: fields ?? {} };
}

async function makeRecord(client: VendorClient, writer: RecordWriter, draft: RecordDraft, vendorName: string): Promise<{ id: string; found: boolean }> {
  const bodies: unknown[] = [];
  for (const request of writer.look(draft)) bodies.push(await client.json(request));
  const seen = writer.seen(bodies, draft);
  if ('id' in seen) return { id: seen.id, found: true };
  if ('problem' in seen) throw new NotSent(seen.problem, true);
  const made = writer.created(await client.json(writer.create(draft, seen.needs)), draft);
  if ('problem' in made) throw new NotSent(`${vendorName} refused it: ${made.problem}`, true);
  return { id: made.id, found: false };
}

/** What a Fault of the vendor's client means for the message: it certainly did nothing. Waiting helps where the vendor is busy or down, nothing else. */
function notSent(error: Fault): NotSent {
  const text = [error.message, error.details.remedy].filter(Boolean).join(' ');
  return new NotSent(text, !['vendor_rate', 'vendor_quota', 'vendor_down', 'vendor_unreachable', 'vendor_answer', 'stopped'].includes(error.code), error);
}

/** Connected vendors: tasks, opportunities, notes, internal comments and field values. A record is looked for by its reference before it is made, so an attempt whose end is not known is safely made again. */
export function vendorChannel(contextOf: () => Context, deps: SyncDeps): ActionChannel {
  const brief = shortPauses(deps);
  const send = async (context: Context, row: ConnectionRow, outgoing: Outgoing): Promise<Receipt> => {
    const open = openVendor(context, brief, row, attempts);
    const { connector, client } = open;
    try {
      if (outgoing.type === 'crm_field') return await sendFields(context, row, open, outgoing);
      const writer = connector.write?.records;
      if (!writer) throw new NotSent(`${connector.name} takes no such records.`, true);
      const { id, found } = await makeRecord(client, writer, draftOf(outgoing), connector.name);
      return { receipt: `${connector.name}: ${writer.name(outgoing.type)} ${id}${found ? ' (made by an earlier attempt)' : ''} ${writer.link(row.address, outgoing.type, id)}` };
    } catch (error) {
      // A token from before the permission was given is asked for anew.
      if (error instanceof Fault && error.code === 'vendor_refused') await expireAccess(context.db, deps.box(), await getConnection(context.db, row.vendor));
      throw error;
    } finally {
      open.close();
    }
  };
  return {
    async send(outgoing) {
      const context = contextOf();
      try {
        const row = await getConnection(context.db, outgoing.message.to);
        if (row.state !== 'active') throw new NotSent(`The connection to ${outgoing.message.to} is paused.`, false);
        if (!(await readWrite(context.db, row.source_id)).records) throw new NotSent('Sending back to this system is switched off.', true);
        return await send(context, row, outgoing);
      } catch (error) {
        if (error instanceof NotSent || error instanceof UnknownEnd) throw error;
        if (error instanceof UnreadablePage) throw new Error(`The answer is not as documented: ${error.message}`, { cause: error });
        throw error instanceof Fault ? notSent(toFault(error)) : error;
      }
    },
  };
}

async function sendFields(context: Context, row: ConnectionRow, { connector, client, sleep }: ReturnType<typeof openVendor>, { actionId, accountId, message, fields }: Outgoing): Promise<Receipt> {
  const writer = connector.write?.fields;
  const ref = message.target?.ref;
  if (!writer || ref === undefined) throw new NotSent(`${connector.name} takes no fields.`, true);
  const { map } = await readWrite(context.db, row.source_id);
  const wanted = Object.entries(fields ?? {}).flatMap(([name, value]) => {
    const mapped = map[name];
    return mapped ? [{ ref, accountId, name, field: mapped.field, value: shapeValue(value as FieldValue, mapped) }] : [];
  });
  if (wanted.length === 0) throw new NotSent('None of its values has a field there any more.', true);
  const way = { sourceId: row.source_id, connector, writer, client, sleep, release: async () => {} };
  const ends = await writeFields(context, way, wanted, { actionId, byWhom: 'system', detail: {} });
  const done = ends.written + ends.equal;
  if (done === 0) throw new NotSent(await firstError(context, row.source_id, ref, wanted.map(({ field }) => field)), true);
  return { receipt: `${connector.name}: ${done} of ${wanted.length} fields of ${ref} ${writer.link(row.address, ref)}` };
}

async function firstError({ db }: Context, sourceId: string, ref: string, fields: readonly string[]): Promise<string> {
  const row = await db.maybe<{ error: string | null }>('select error from field_write where source_id = $1 and ref = $2 and field = any($3) and error is not null order by field limit 1', [sourceId, ref, fields]);
  return row?.error ?? 'It was not written.';
}
