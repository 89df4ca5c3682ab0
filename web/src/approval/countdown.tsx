import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { momentText } from '../ui/format.ts';

const nearMs = 15 * 60_000;

/** When it goes out: minutes and seconds when that is near, else the moment. The text of each second is not read out. */
export function Countdown({ dueAt }: { dueAt: string }) {
  const { t } = useTranslation('action');
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const left = Date.parse(dueAt) - now;
  if (left > nearMs || left < -nearMs) return <>{t('dueAt', { at: momentText(dueAt) })}</>;
  const seconds = Math.max(0, Math.ceil(left / 1000));
  return <span className="num">{seconds === 0 ? t('now') : t('inMinutes', { time: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}` })}</span>;
}
