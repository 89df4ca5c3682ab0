/** The product's mark: a mast with its stays. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <span className="mark" style={{ width: size, height: size }} aria-hidden="true">
      <svg width={size * 0.66} height={size * 0.66} viewBox="0 0 14 14" fill="none" stroke="#fff" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round">
        <path d="M7 1.2v11M7 2 2.6 10.6M7 2l4.4 8.6M1.6 12.4h10.8" />
      </svg>
    </span>
  );
}
