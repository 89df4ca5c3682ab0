import { memo } from 'react';

const logoColors = ['#0f766e', '#4c5a75', '#8a4b2a', '#9d5c10', '#7a3fa0', '#a82f5e', '#5a6ee0', '#1f5fa8', '#3d6b35'];
const personColors: [string, string][] = [['#f6d9df', '#8f2f45'], ['#d8e4d6', '#38593a'], ['#dbe4ff', '#3047a3'], ['#d9dce3', '#434a5c'], ['#f1e3d3', '#7a4a1c'], ['#e7dcf5', '#5f3b92']];

function pickBy<T>(text: string, items: readonly T[]): T {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (hash * 31 + text.charCodeAt(i)) >>> 0;
  return items[hash % items.length] as T;
}

/** First letters of the first and last word. */
export function initials(name: string): string {
  const parts = name.trim().split(/\s+/);
  return ((parts[0]?.[0] ?? '') + (parts.length > 1 ? (parts.at(-1)?.[0] ?? '') : '')).toUpperCase();
}

/** An account's square: its first letter on a colour of its own. */
export const AccountLogo = memo(function AccountLogo({ name, size = 22 }: { name: string; size?: number }) {
  return (
    <span className="logo" aria-hidden="true" style={{ width: size, height: size, background: pickBy(name, logoColors), fontSize: size > 30 ? 19 : 10.5, borderRadius: size > 30 ? 10 : 6 }}>
      {name.charAt(0).toUpperCase()}
    </span>
  );
});

/** A person's round mark. */
export const PersonMark = memo(function PersonMark({ name, size = 20 }: { name: string; size?: number }) {
  const [background, color] = pickBy(name, personColors);
  return (
    <span className="av" aria-hidden="true" style={{ width: size, height: size, background, color, fontSize: size > 24 ? 10.5 : 9 }}>
      {initials(name)}
    </span>
  );
});
