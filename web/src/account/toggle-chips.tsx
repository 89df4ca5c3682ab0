interface ToggleChipsProps<T extends string> {
  label: string;
  items: readonly { id: T; label: string; n?: string | number }[];
  chosen: readonly T[];
  onChange: (next: T[]) => void;
}

/** Choices that are on or off, any number of them. */
export function ToggleChips<T extends string>({ label, items, chosen, onChange }: ToggleChipsProps<T>) {
  return (
    <div className="chips" role="group" aria-label={label}>
      {items.map(({ id, label: text, n }) => {
        const on = chosen.includes(id);
        return <button type="button" key={id} className="tchip" aria-pressed={on} onClick={() => onChange(on ? chosen.filter((one) => one !== id) : [...chosen, id])}>{text} {n !== undefined && <em className="num">{n}</em>}</button>;
      })}
    </div>
  );
}
