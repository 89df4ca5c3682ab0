import { Textarea } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutputOf } from '../api/operations.ts';
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

/** What the check of a text came to; `faults` are undefined while it is checked. */
export interface DefinitionCheck {
  faults: OutputOf<'definition.validate'>['faults'] | undefined;
  sound: boolean;
}

/** Checks a definition while it is edited; `onSound` hears whether what stands there can be used. */
export function useDefinitionCheck(kind: string, text: string, onSound: (sound: boolean) => void, readOnly: boolean): DefinitionCheck {
  const rested = useRested(text);
  const check = useOperation('definition.validate', { kind, text: rested }, { enabled: !readOnly, keep: true });
  const faults = rested === text && !check.isPlaceholderData ? check.data?.faults : undefined;
  const sound = faults !== undefined && faults.length === 0;
  useEffect(() => onSound(sound), [sound, onSound]);
  return { faults, sound };
}

/** A definition as YAML with what the check said of it. */
export function YamlEditor({ text, onText, check: { faults, sound }, readOnly, hideText = false }: { text: string; onText: (text: string) => void; check: DefinitionCheck; readOnly: boolean; hideText?: boolean }) {
  const { t } = useTranslation('programme');
  const lines = Math.min(32, Math.max(12, text.split('\n').length + 1));
  return (
    <div className="pad stack" style={{ gap: 8 }}>
      {!hideText && <Textarea className="yaml" aria-label={t('text')} rows={lines} spellCheck={false} readOnly={readOnly} value={text} onChange={(event) => onText(event.currentTarget.value)} />}
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
