import type { ConnectionTest } from '../../../contract/connection.ts';
import { fault, toFault } from '../../../lib/fault.ts';
import type { Context } from '../../../platform/operation/context.ts';
import { UnreadablePage, type Connector, type VendorObject } from '../../connector/connector.ts';
import { columnsOf, placesOf, type ObjectMapping } from '../../connector/mapping.ts';
import type { VendorClient } from '../../connector/vendor-client.ts';
import type { ConnectionRow } from './connection-store.ts';
import { pageMapper, planOfObject } from './map-page.ts';
import { mappingOf, openVendor, type SyncDeps } from './run-sync.ts';

const sampleRows = 5;

/** Calls the vendor: whom the credentials reach, and some records of each object as the mapping would store them. Nothing is stored but new tokens. Throws a Fault that says what to do. */
export async function sampleConnection(context: Context, deps: SyncDeps, row: ConnectionRow): Promise<ConnectionTest> {
  const open = openVendor(context, deps, row);
  try {
    const reached = await probe(open.client, open.connector);
    const mapping = await mappingOf(context, row.vendor);
    const objects: ConnectionTest['objects'] = [];
    for (const object of open.connector.objects) {
      const how = mapping.objects[object.id];
      if (how) objects.push(await sampleObject(open.client, object, how, row.source_id));
    }
    return { vendor: row.vendor, reached, objects };
  } catch (error) {
    throw error instanceof UnreadablePage ? fault('unavailable', 'vendor_answer', `An answer is not as documented: ${error.message}`, { remedy: 'Check the address of the connection.' }, error) : toFault(error);
  } finally {
    open.close();
  }
}

/** Asks the one thing that only a working connection answers. */
export async function probe(client: VendorClient, connector: Connector): Promise<string> {
  return connector.probe.describe(await client.json(connector.probe.request));
}

async function sampleObject(client: VendorClient, object: VendorObject, mapping: ObjectMapping, sourceId: string): Promise<ConnectionTest['objects'][number]> {
  const begun = object.start(null);
  const cursor = object.prepare ? object.prepare.read(await client.json(object.prepare.request()), begun, placesOf(mapping)) : begun;
  const page = object.read(await client.json(object.request(cursor)), cursor);
  const total = object.count ? await client.json(object.count.request()).then(object.count.read) : null;
  const { rows, mapRow } = pageMapper(object, mapping, planOfObject(mapping, 'USD'), sourceId)(page.records.slice(0, sampleRows), 1);
  const columns = columnsOf(mapping);
  const fields = Object.entries(mapping.fields).map(([field, from]) => ({ field, from }));
  return {
    id: object.id, label: mapping.label, kind: mapping.kind, total, fields,
    sample: rows.map((row) => {
      const mapped = mapRow(row);
      const outcome = 'fault' in mapped ? 'quarantine' as const : mapped.records.some(({ gone }) => !gone) ? 'loads' as const : 'passed over' as const;
      return { values: fields.map(({ from }) => row.cells[columns.indexOf(from)] ?? ''), kept: Object.keys(row.extra ?? {}), outcome, reason: 'fault' in mapped ? mapped.fault.reason : null };
    }),
  };
}
