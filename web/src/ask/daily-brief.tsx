import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AskSection } from '../../../src/contract/ask.ts';
import type { BriefSection } from '../../../src/contract/brief.ts';
import { linkOf } from '../../../src/contract/record-link.ts';
import { useOperation } from '../api/use-operation.ts';
import { useReading } from '../app/reading.ts';
import { Loaded, RowsSkeleton } from '../ui/state.tsx';
import { PartList } from './part-list.tsx';

const firstParts = 2;
const firstLines = 4;

function withLinks({ title, lines }: BriefSection): AskSection {
  return {
    title, lines: lines.map(({ text, records }) => {
      const account = records.find(({ kind }) => kind === 'account')?.id ?? null;
      return { text, records: records.map((record) => ({ ...record, link: linkOf(record, account) })) };
    }),
  };
}

/** How the book stands today and what comes first: the first thing the panel shows. */
export function DailyBrief() {
  const { t } = useTranslation('ask');
  const { asOf } = useReading();
  const [whole, setWhole] = useState(false);
  const brief = useOperation('agent.brief', asOf);
  return (
    <section className="ask-answer" aria-label={t('brief')}>
      <Loaded read={brief} skeleton={<RowsSkeleton rows={4} height={34} label={t('thinking')} />}>
        {({ sections }) => {
          const shown = whole ? sections : sections.slice(0, firstParts).map((one) => ({ ...one, lines: one.lines.slice(0, firstLines) }));
          return <>
            <PartList sections={shown.map(withLinks)} />
            {!whole && <div><button type="button" className="linkbtn" onClick={() => setWhole(true)}>{t('more')}</button></div>}
          </>;
        }}
      </Loaded>
    </section>
  );
}
