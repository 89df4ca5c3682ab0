import { useTranslation } from 'react-i18next';
import type { AskSection } from '../../../src/contract/ask.ts';
import { AskLink } from './ask-link.tsx';

const kinds = ['account', 'health', 'signal', 'ticket', 'activity', 'person', 'agreement_line', 'invoice', 'usage', 'metric', 'task', 'approval', 'renewal', 'survey_answer', 'business_change', 'view', 'action', 'reply'] as const;
const mostCited = 4;

/** Sections of an answer; each line's records are numbered through and lead to where they are shown. */
export function PartList({ sections }: { sections: readonly AskSection[] }) {
  const { t } = useTranslation('ask');
  let n = 0;
  return sections.map(({ title, lines }, i) => (
    <section className="ask-part" key={`${title}${i}`}>
      {title !== '' && <h3>{title}</h3>}
      <ul>
        {lines.map(({ text, records }, at) => (
          <li key={at}>
            {text}{' '}
            {records.slice(0, mostCited).map(({ kind, id, link }) => {
              n += 1;
              const word = t(`kind.${kinds.find((known) => known === kind) ?? 'record'}`);
              return <AskLink key={`${kind}${id}`} link={link} className="cite num" label={t('record', { n, kind: word, id })}>{n}</AskLink>;
            })}
          </li>
        ))}
      </ul>
    </section>
  ));
}
