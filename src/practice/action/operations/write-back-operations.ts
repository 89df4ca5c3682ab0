import { z } from 'zod';
import { listOf, pageInput } from '../../../contract/listing.ts';
import { fieldState, fieldWriteItem, ownValueName, writeBackItem, writeFieldChoice, writePreview } from '../../../contract/write-back.ts';
import type { Context } from '../../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../../platform/operation/operation.ts';
import type { SyncDeps } from '../../../source/sync/connection/run-sync.ts';
import { fitProblem, ownValueNames } from '../write-back/own-value.ts';
import { describeFields, listFieldWrites, previewFields, readWriteBack, writableConnection } from '../write-back/read-write-back.ts';
import { sendFields } from '../write-back/send-fields.ts';
import { mapFields, startSending, stopSending, switchRecords } from '../write-back/set-write-back.ts';
import { requirePerson, type ActionOperationDeps } from './action-operations.ts';

export interface WriteBackDeps extends Pick<ActionOperationDeps, 'visibleAccount' | 'baseUrl'> {
  sync: SyncDeps;
  /** Sending is wanted now. */
  wake(): void;
}

const vendor = z.string().describe('A connected vendor.');
const company = { reach: 'company', positional: ['vendor'] as string[] } as const;
const page = '/settings/sources';

function reading({ visibleAccount, sync }: WriteBackDeps): AnyOperation[] {
  return [
    defineOperation({ id: 'writeback.show', summary: 'What may be sent back to a connected vendor, and how it stands.', scope: 'oversee', effect: 'read', reach: 'company', positional: ['vendor'], faults: ['notFound', 'invalid'], input: z.object({ vendor }), output: writeBackItem, handler: (context, input) => readWriteBack(context, input.vendor) }),
    defineOperation({
      id: 'writeback.fields', summary: 'The vendor\'s fields of an account\'s record, and which of our values each can hold. Calls the vendor.', scope: 'oversee', effect: 'read', reach: 'company', positional: ['vendor'], faults: ['notFound', 'invalid', 'unavailable'], input: z.object({ vendor }), output: listOf(writeFieldChoice),
      async handler(context, input) {
        const items = (await describeFields(context, sync, input.vendor)).map((field) => ({ name: field.name, label: field.label, type: field.type, problems: Object.fromEntries(ownValueNames.map((name) => [name, fitProblem(name, field)])) as z.infer<typeof writeFieldChoice>['problems'] }));
        return { items, total: items.length, next: null };
      },
    }),
    defineOperation({
      id: 'writeback.preview', summary: 'What would be written to a vendor\'s fields and to whom, as they stand there now. Calls the vendor and changes nothing.', scope: 'oversee', effect: 'read', reach: 'company', positional: ['vendor'], faults: ['notFound', 'invalid', 'unavailable'], input: z.object({ vendor }), output: writePreview,
      handler: (context, input) => previewFields(context, sync, input.vendor),
    }),
    defineOperation({
      id: 'writeback.list', summary: 'Fields of other systems that hold our values: what stands there, since when, and what a person has to look at.', scope: 'read', effect: 'read',
      input: pageInput.extend({ vendor: vendor.optional(), account: z.string().optional().describe('The account: its id, an external id, or its domain.'), state: fieldState.optional(), limit: z.coerce.number().int().min(1).max(1000).default(100) }), output: listOf(fieldWriteItem),
      async handler(context, { account, cursor, limit, ...filter }) {
        const offset = /^\d{1,9}$/.test(cursor ?? '0') ? Number(cursor ?? 0) : 0;
        const { items, total } = await listFieldWrites(context, { ...filter, limit, offset, accountId: account === undefined ? undefined : await visibleAccount(context, account) });
        return { items, total, next: items.length > 0 && offset + items.length < total ? String(offset + items.length) : null };
      },
    }),
  ];
}

function changing({ baseUrl, sync, wake }: WriteBackDeps): AnyOperation[] {
  const common = { scope: 'approve', ...company, output: writeBackItem, faults: ['notFound', 'invalid', 'conflict', 'unavailable'], entity: ({ vendor: name }: { vendor: string }) => `source:${name}` } as const;
  const person = (context: Context) => requirePerson(context, baseUrl(), page);
  return [
    defineOperation({
      id: 'writeback.map', summary: 'Say which fields of a vendor are Mainstay\'s own. They are held against the vendor\'s description. Sending by the mapping before ends.', ...common, effect: 'change',
      input: z.object({ vendor, map: z.partialRecord(ownValueName, z.string().min(1).max(200)).describe('Our value -> the vendor\'s field.'), version: z.coerce.number().int().describe('The version that was read; another one is a conflict.') }),
      async handler(context, input) {
        const { row } = await writableConnection(context, input.vendor);
        await mapFields(context, row, await describeFields(context, sync, input.vendor), input);
        return readWriteBack(context, input.vendor);
      },
    }),
    defineOperation({
      id: 'writeback.start', summary: 'Approve that changed values are written to the mapped fields from now on; only in the app, at your own session.', ...common, effect: 'act',
      input: z.object({ vendor, digest: z.string().describe('Of the mapping that you saw in the preview.') }),
      async handler(context, input) {
        const { row } = await writableConnection(context, input.vendor);
        person(context);
        await startSending(context, sync, row, input.digest);
        wake();
        return readWriteBack(context, input.vendor);
      },
    }),
    defineOperation({
      id: 'writeback.stop', summary: 'Withdraw the approval: no field is written any more. What stands at the vendor stays.', ...common, effect: 'change', input: z.object({ vendor }),
      async handler(context, input) {
        await stopSending(context, (await writableConnection(context, input.vendor)).row);
        return readWriteBack(context, input.vendor);
      },
    }),
    defineOperation({
      id: 'writeback.records', summary: 'Let approved tasks, opportunities, notes and single values go out by this connection, or not; to switch it on only in the app, at your own session.', ...common, effect: 'act', input: z.object({ vendor, on: z.boolean() }),
      async handler(context, input) {
        const { row } = await writableConnection(context, input.vendor);
        if (input.on) person(context);
        await switchRecords(context, sync, row, input.on);
        return readWriteBack(context, input.vendor);
      },
    }),
    defineOperation({
      id: 'writeback.send', summary: 'Look at every account now, and at what was held or refused, and write what is allowed and differs. Waits for the end of it.', ...common, effect: 'change', input: z.object({ vendor }),
      async handler(context, input) {
        const { row } = await writableConnection(context, input.vendor);
        await context.db.query("update field_write set checked_at = null where source_id = $1 and state in ('held', 'refused', 'waiting', 'gone')", [row.source_id]);
        await sendFields(context, sync, row.vendor, { whole: true });
        return readWriteBack(context, input.vendor);
      },
    }),
  ];
}

/** Every operation on what goes back to connected systems. */
export function writeBackOperations(deps: WriteBackDeps): AnyOperation[] {
  return [...reading(deps), ...changing(deps)];
}
