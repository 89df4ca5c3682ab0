import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ActionItem } from '../../../src/contract/action.ts';
import { momentText } from '../ui/format.ts';
import { Countdown } from './countdown.tsx';
import { typeText } from './type-text.ts';

interface ActionLineProps {
  item: ActionItem;
  open: boolean;
  selected: boolean;
  onOpen: () => void;
  onSelect: ((on: boolean) => void) | undefined;
}

/** One action of the list: what, for whom, and until when. */
export function ActionLine({ item, open, selected, onOpen, onSelect }: ActionLineProps) {
  const { t } = useTranslation('action');
  const people = item.recipients.map(({ name, address }) => name ?? address).join(', ');
  const title = item.subject ?? typeText(t, item.type);
  return (
    <li className="apr-line" data-on={open || undefined}>
      {onSelect && <Checkbox size="xs" checked={selected} onChange={(event) => onSelect(event.currentTarget.checked)} aria-label={t('select', { what: `${title}, ${item.accountName}` })} />}
      <button type="button" className="apr-open" aria-current={open || undefined} onClick={onOpen} id={`action-${item.id}`}>
        <span className="row"><b className="ell grow">{title}</b><span className="tag">{t(`status.${item.status}`)}</span></span>
        <span className="t2 ell">{item.accountName}{people && ` · ${t('to')} ${people}`}</span>
        <span className="t3 ell">{typeText(t, item.type)} · {item.status === 'scheduled' && item.dueAt ? <Countdown dueAt={item.dueAt} /> : item.status === 'waiting' || item.status === 'draft' ? t('expires', { at: momentText(item.expiresAt) }) : item.reason}</span>
      </button>
    </li>
  );
}
