/** Where the overlays hear that they are wanted. */
export const opening = new EventTarget();

/** Opens the command palette. */
export function openPalette(): void {
  opening.dispatchEvent(new Event('palette'));
}

/** Opens the panel that answers questions, or closes it. */
export function toggleAsk(): void {
  opening.dispatchEvent(new Event('ask'));
}

/** Opens the list of keys. */
export function openHelp(): void {
  opening.dispatchEvent(new Event('help'));
}
