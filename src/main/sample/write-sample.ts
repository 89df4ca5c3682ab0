import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { SampleCompany } from './sample-company.ts';

type Cell = string | number | boolean;

function csvCell(value: Cell): string {
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function* csvChunks(rows: Iterable<object>): Generator<string> {
  let chunk = '';
  for (const row of rows) {
    chunk += `${Object.values(row).map((value) => csvCell(value as Cell)).join(',')}\n`;
    if (chunk.length > 64_000) {
      yield chunk;
      chunk = '';
    }
  }
  yield chunk;
}

function* ndjsonChunks(rows: Iterable<object>): Generator<string> {
  let chunk = '';
  for (const row of rows) {
    chunk += `${JSON.stringify(row)}\n`;
    if (chunk.length > 64_000) {
      yield chunk;
      chunk = '';
    }
  }
  yield chunk;
}

async function writeGzip(path: string, chunks: Iterable<string>): Promise<void> {
  await pipeline(Readable.from(chunks), createGzip({ level: 6 }), createWriteStream(path));
}

async function writeCsv(path: string, header: readonly string[], rows: Iterable<object>): Promise<void> {
  const text = [`${header.join(',')}\n`, ...csvChunks(rows)].join('');
  await writeFile(path, text);
}

/**
 * Writes a sample company as the export files its systems would give: CSV for records, gzip CSV for weekly usage, gzip NDJSON for raw events.
 * Answers the paths written. The files carry no planted truths. Same company, same bytes.
 */
export async function writeSample(company: SampleCompany, dir: string): Promise<string[]> {
  await mkdir(dir, { recursive: true });
  const tables: [string, readonly object[]][] = [
    ['accounts.csv', company.accounts], ['people.csv', company.people], ['subscriptions.csv', company.subscriptions], ['invoices.csv', company.invoices], ['tickets.csv', company.tickets],
    ['surveys.csv', company.surveys], ['conversations.csv', company.conversations], ['business_changes.csv', company.changes], ['churn.csv', company.churn],
  ];
  const paths: string[] = [];
  for (const [file, rows] of tables) {
    if (rows.length === 0) continue;
    paths.push(join(dir, file));
    await writeCsv(join(dir, file), Object.keys(rows[0] as object), rows);
  }
  const weekHeader = 'account_id,week_start,feature,events,active_users\n';
  await writeGzip(join(dir, 'usage_weekly.csv.gz'), (function* () { yield weekHeader; yield* csvChunks(company.usageWeeks); })());
  await writeGzip(join(dir, 'events.ndjson.gz'), ndjsonChunks(company.events));
  return [...paths, join(dir, 'usage_weekly.csv.gz'), join(dir, 'events.ndjson.gz')];
}
