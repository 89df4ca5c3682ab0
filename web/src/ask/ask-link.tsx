import { useRouter } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';
import { useReading } from '../app/reading.ts';

/** A link that an answer gives, followed inside the app and at the page's reading date. */
export function AskLink({ link, label, className, children }: { link: string; label: string; className?: string; children: ReactNode }) {
  const { history } = useRouter();
  const { asOf } = useReading();
  const url = new URL(link, location.origin);
  if (asOf.at) url.searchParams.set('at', asOf.at);
  const href = `${url.pathname}${url.search}`;
  const go = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    history.push(href);
  };
  return <a href={href} className={className} aria-label={label} title={label} onClick={go}>{children}</a>;
}
