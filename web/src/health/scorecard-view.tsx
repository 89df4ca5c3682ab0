import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ScorecardDetail, ScorecardItem } from '../../../src/contract/health-report.ts';
import { useOperation } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import { Card } from '../ui/card.tsx';
import { dayText, percent } from '../ui/format.ts';
import { Loaded } from '../ui/state.tsx';

/** Text in which `code` is set apart. */
export function CodeText({ text }: { text: string }) {
  return <>{text.split('`').map((part, index) => (index % 2 ? <code key={index} className="mono">{part}</code> : part))}</>;
}

function Rows({ rows }: { rows: ScorecardDetail['words']['rows'] }) {
  const { t } = useTranslation('health');
  return (
    <div style={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label={t('cards.measure')}>
      <table className="table">
        <thead><tr>{['measure', 'weight', 'from', 'scored', 'notes'].map((key) => <th key={key} scope="col" className={key === 'weight' ? 'r' : ''}>{t(`cards.${key as 'measure'}`)}</th>)}</tr></thead>
        <tbody>{rows.map((row) => (
          <tr key={row.id} className={`tree-${Math.min(3, row.depth)}${row.kind === 'group' ? ' tree-group' : ''}`}>
            <td>{row.label}</td><td className="r" style={{ whiteSpace: 'nowrap' }}><span className="sharebar" aria-hidden><i style={{ width: `${Math.min(100, row.share * 250)}%` }} /></span> {percent(row.share)}</td>
            <td><CodeText text={row.from.replaceAll(' -> ', ' → ')} /></td><td className="t2">{row.scored.replaceAll(' -> ', '\u00a0→\u00a0')}</td><td className="t3">{row.notes}</td>
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}

function Detail({ card, onTry }: { card: ScorecardDetail; onTry: () => void }) {
  const { t } = useTranslation('health');
  const list = (title: string, items: readonly { id: string; text: string }[], none: string) => (
    <Card title={title}>{items.length === 0 ? <p className="t3 pad">{none}</p> : <ul style={{ margin: '0 0 14px', paddingInlineStart: 34 }}>{items.map((item) => <li key={item.id} style={{ margin: '4px 16px 4px 0' }}><CodeText text={item.text} /></li>)}</ul>}</Card>
  );
  return (
    <>
      <Card title={card.label} note={t('cards.version', { version: card.version, day: dayText(card.approvedAt), by: card.approvedBy })} tools={card.measures > 0 ? <Button onClick={onTry}>{t('cards.tryChange')}</Button> : undefined}>
        <div className="pad">
          {card.description && <p style={{ marginTop: 0 }}>{card.description}</p>}
          <dl className="kv"><dt>{t('cards.applies')}</dt><dd><CodeText text={card.words.applies} /></dd><dt>{t('cards.bands')}</dt><dd>{card.words.bands}</dd></dl>
          <p className="t3" style={{ marginBottom: 0 }}>{t('cards.generated')}</p>
        </div>
        {card.words.rows.length > 0 && <Rows rows={card.words.rows} />}
      </Card>
      {card.words.rows.length > 0 && <div className="two">{list(t('cards.caps'), card.words.caps, t('cards.noCaps'))}{list(t('cards.exceptions'), card.words.exceptions, t('cards.noExceptions'))}</div>}
      <Card title={t('cards.versions')}>
        <ul style={{ margin: '0 0 14px', paddingInlineStart: 34 }}>{card.versions.map((version) => <li key={version.version}>{t('cards.version', { version: version.version, day: dayText(version.approvedAt), by: version.approvedBy })} <span className="t3">{version.retiredAt ? t('cards.retired', { day: dayText(version.retiredAt) }) : version.version === card.version ? t('cards.inForce') : ''}</span></li>)}</ul>
        <details className="pad"><summary className="ghost">{t('cards.asWritten')}</summary><pre className="mono" tabIndex={0} style={{ overflow: 'auto', maxHeight: 420 }}>{card.text}</pre></details>
      </Card>
    </>
  );
}

/** The approved scorecards in words: weights, thresholds, bands, what bends them. */
export function ScorecardView({ cards, chosen, onChoose, onTry }: { cards: readonly ScorecardItem[]; chosen: string; onChoose: (id: string) => void; onTry: () => void }) {
  const { t } = useTranslation('health');
  const { asOf } = useReading();
  const read = useOperation('scorecard.show', { id: chosen, ...asOf }, { enabled: chosen !== '' });
  return (
    <>
      <div className="pagebar" role="group" aria-label={t('cards.choose')}>
        {cards.map((card) => <button type="button" key={card.id} className="tab" data-on={card.id === chosen} aria-pressed={card.id === chosen} onClick={() => onChoose(card.id)}>{card.label}</button>)}
      </div>
      <div className="section" style={{ maxWidth: 'none' }}><Loaded read={read}>{(card) => <Detail card={card} onTry={onTry} />}</Loaded></div>
    </>
  );
}
