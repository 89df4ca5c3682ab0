import type { ReactNode } from 'react';

/** A titled card. */
export function Card({ title, note, tools, children }: { title: string; note?: ReactNode; tools?: ReactNode; children: ReactNode }) {
  return (
    <section className="card">
      <div className="ch">
        <h2>{title}</h2>
        {note && <span className="t3">{note}</span>}
        <span className="grow" />
        {tools}
      </div>
      {children}
    </section>
  );
}

/** A row of tabs; the arrow keys move between them. */
export function TabRow<T extends string>({ label, tabs, current, onChange }: { label: string; tabs: readonly { id: T; label: string; n?: number | undefined }[]; current: T; onChange: (id: T) => void }) {
  const step = (by: number, from: HTMLElement) => {
    const index = (tabs.findIndex((tab) => tab.id === current) + by + tabs.length) % tabs.length;
    const tab = tabs[index];
    if (tab) onChange(tab.id);
    (from.parentElement?.children[index] as HTMLElement | undefined)?.focus();
  };
  return (
    <div className="tabs" role="tablist" aria-label={label}>
      {tabs.map((tab) => (
        <button
          type="button" role="tab" key={tab.id} id={`tab-${tab.id}`} aria-controls="tab-panel" aria-selected={tab.id === current} tabIndex={tab.id === current ? 0 : -1} onClick={() => onChange(tab.id)}
          onKeyDown={(event) => { if (event.key === 'ArrowRight') step(1, event.currentTarget); if (event.key === 'ArrowLeft') step(-1, event.currentTarget); }}
        >
          {tab.label} {tab.n !== undefined && <em className="num">{tab.n}</em>}
        </button>
      ))}
    </div>
  );
}
