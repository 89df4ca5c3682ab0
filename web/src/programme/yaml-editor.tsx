import { Textarea } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../api/use-operation.ts';

const restMs = 400;

/** The text some time after the last keystroke. */
function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), restMs);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}

/** A definition as YAML, checked while it is typed; `onSound` hears whether what stands there can be used. */
export function YamlEditor({ kind, text, onText, onSound, readOnly = false }: { kind: string; text: string; onText: (text: string) => void; onSound: (sound: boolean) => void; readOnly?: boolean }) {
  const { t } = useTranslation('programme');
  const rested = useRested(text);
  const check = useOperation('definition.validate', { kind, text: rested }, { enabled: !readOnly, keep: true });
  const faults = rested === text && !check.isPlaceholderData ? check.data?.faults : undefined;
  const sound = faults !== undefined && faults.length === 0;
  useEffect(() => onSound(sound), [sound, onSound]);
  const lines = Math.min(32, Math.max(12, text.split('\n').length + 1));
  return (
    <div className="pad stack" style={{ gap: 8 }}>
      <Textarea className="yaml" aria-label={t('text')} rows={lines} spellCheck={false} readOnly={readOnly} value={text} onChange={(event) => onText(event.currentTarget.value)} />
      {!readOnly && (
        <div role="status">
          {faults === undefined && <span className="t2">{t('checking')}</span>}
          {sound && <span className="t2">{t('sound')}</span>}
          {faults?.map(({ path, message, remedy }) => <div key={`${path} ${message}`} className="neg"><b style={{ fontWeight: 550 }}>{path}</b> {message} <span className="t2">{remedy}</span></div>)}
        </div>
      )}
    </div>
  );
}
