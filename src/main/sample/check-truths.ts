import type { Db } from '../../platform/postgres/database.ts';
import type { Truth } from './sample-company.ts';

/** A planted truth with the live signal that it was to raise; null where none did. */
export interface CheckedTruth extends Truth {
  signalId: string | null;
  openedOn: string | null;
}

/** Looks for the live signal that each planted truth expects, once the sample's files are loaded and the last day is closed. One statement. */
export async function checkTruths(db: Db, truths: readonly Truth[]): Promise<CheckedTruth[]> {
  const expected = truths.filter((truth) => truth.expectation !== null);
  const rows = await db.query<{ accountId: string; expectation: string; signalId: string | null; openedOn: string | null }>(
    `select r."accountId", r.expectation, s.id as "signalId", s.opened_on as "openedOn" from jsonb_to_recordset($1::jsonb) as r("accountId" text, expectation text)
     left join external_id x on x.entity = 'account' and x.value = r."accountId"
     left join signal s on s.account_id = coalesce(x.entity_id, r."accountId") and s.type = r.expectation and s.closed_on is null`,
    [JSON.stringify(expected)],
  );
  return expected.map((truth) => {
    const found = rows.find((row) => row.accountId === truth.accountId && row.expectation === truth.expectation);
    return { ...truth, signalId: found?.signalId ?? null, openedOn: found?.openedOn ?? null };
  });
}
