import { Drawer } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { BoardItem, MetricPart } from '../../../src/contract/metric.ts';
import { useOperation } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import { count, counted, dayText, decimal, figure, money } from '../ui/format.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { Empty, Loaded } from '../ui/state.tsx';
import { TargetStatus, targetText } from './target-card.tsx';

const shownParts = 500;
const partsLimit = 50_000;

// Ratios whose two sides are money.
const revenueRatios = new Set(['nrr', 'grr', 'renewalRate', 'revenueChurn']);

/** A numerator or denominator in the metric's terms: money for money, else a plain number. */
function partText(value: number, item: BoardItem, currency: string | undefined): string {
  const code = /^[A-Z]{3}$/.test(item.unit) ? item.unit : revenueRatios.has(item.id) ? currency : undefined;
  return code ? money(value, code) : Number.isInteger(value) ? count(value) : decimal(value);
}

/** Sums of the parts, and whether they are the figure's own numerator and denominator. */
export function sumParts(parts: readonly MetricPart[], item: Pick<BoardItem, 'numerator' | 'denominator'>): { numerator: number; denominator: number; agrees: boolean } {
  let numerator = 0;
  let denominator = 0;
  for (const part of parts) {
    numerator += part.numerator;
    denominator += part.denominator;
  }
  const near = (a: number, b: number | null) => b === null || Math.abs(a - b) <= Math.max(1e-6, Math.abs(b) * 1e-9);
  return { numerator, denominator, agrees: near(numerator, item.numerator) && near(denominator, item.denominator) };
}

function Parts({ item, currency, parts, total }: { item: BoardItem; currency: string | undefined; parts: readonly MetricPart[]; total: number }) {
  const { asOf } = useReading();
  if (parts.length === 0) return <Empty title="No account takes part in this figure." />;
  const sum = sumParts(parts, item);
  const sorted = parts.toSorted((a, b) => b.denominator - a.denominator || b.numerator - a.numerator).slice(0, shownParts);
  return (
    <section className="card">
      <PlainTable label="Accounts behind the figure" rows={sorted} keyOf={(part) => part.accountId} columns={[
        { label: 'Account', cell: (part) => <><Link to="/account/$id" params={{ id: part.accountId }} search={asOf as never} className="aname">{part.accountName}</Link> {part.note && <span className="tag">{part.note}</span>}</> },
        { label: 'Numerator', right: true, cell: (part) => partText(part.numerator, item, currency) },
        { label: 'Denominator', right: true, cell: (part) => partText(part.denominator, item, currency) },
      ]} foot={<tr><td>Sum of {counted(total, 'account')}{sum.agrees ? '' : ' (does not agree with the figure)'}</td><td className="r">{partText(sum.numerator, item, currency)}</td><td className="r">{partText(sum.denominator, item, currency)}</td></tr>} />
      {parts.length > sorted.length && <p className="t3 pad">The {count(sorted.length)} largest are listed; the sum is over all.</p>}
    </section>
  );
}

function Summary({ item }: { item: BoardItem }) {
  return (
    <>
      <div className="row" style={{ gap: 14, marginBottom: 8 }}>
        <b style={{ fontSize: 26, letterSpacing: '-.022em' }}>{item.value === null ? 'Not available' : figure(item.value, item.unit)}</b>
        <TargetStatus item={item} /><span className="t3">{targetText(item)}</span>
      </div>
      {item.unavailable && <p style={{ marginTop: 0 }}>{item.unavailable}</p>}
      <p className="t2" style={{ marginTop: 0 }}>{item.definition}</p>
      <dl className="kv" style={{ marginBottom: 14 }}>
        <dt>Window</dt><dd>{dayText(item.window.from)} – {dayText(item.window.to)}</dd>
        <dt>Definition</dt><dd>Version {item.definitionVersion}</dd>
        <dt>n</dt><dd>{count(item.n)}</dd>
        {item.variants.map((variant) => [<dt key={`${variant.id}-t`}>{variant.label}</dt>, <dd key={variant.id}>{figure(variant.value, variant.unit)} <span className="t3">{variant.n ? `n ${count(variant.n)}` : ''}</span></dd>])}
      </dl>
      {item.notes.map((note) => <p className="note" style={{ margin: '0 0 10px' }} key={note}>{note}</p>)}
    </>
  );
}

/** A figure opened: its definition, both conventions, and the accounts that add up to it. */
export function MetricDrawer({ item, currency, onClose }: { item: BoardItem | undefined; currency: string | undefined; onClose: () => void }) {
  const { asOf } = useReading();
  const read = useOperation('metric.parts', { id: item?.id ?? '', limit: partsLimit, ...asOf }, { enabled: item !== undefined && item.value !== null });
  return (
    <Drawer opened={item !== undefined} onClose={onClose} title={item?.label ?? 'Figure'} size={640}>
      {item && <Summary item={item} />}
      {item && item.value !== null && <Loaded read={read}>{(data) => <Parts item={item} currency={currency} parts={data.items} total={data.total} />}</Loaded>}
    </Drawer>
  );
}
