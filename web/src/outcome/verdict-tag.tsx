import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OutcomeItem } from '../../../src/contract/outcome.ts';

/** The verdict in words, and how it was come by. */
export function VerdictTag({ outcome: { verdict, method } }: { outcome: OutcomeItem }) {
  const { t } = useTranslation('outcome');
  return (
    <>
      <Tooltip label={t(`meaning.${verdict}`)} multiline w={300}><span className="tag out-verdict" data-verdict={verdict} tabIndex={0}>{t(`verdict.${verdict}`)}</span></Tooltip>
      <div className="t3">{t(`method.${method}`)}</div>
    </>
  );
}
