import { capital } from './format.ts';

/** A signal as an outlined tag with one dot: risk or growth. */
export function SignalTag({ label, family }: { label: string; family: string }) {
  return (
    <span className="tag" style={{ overflow: 'hidden' }}>
      <span className="tag-dot" style={{ background: family === 'risk' ? 'var(--h-risk)' : 'var(--h-good)' }} />
      <span className="ell">{capital(label)}</span>
    </span>
  );
}
