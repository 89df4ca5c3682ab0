/** Where the overlays hear that they are wanted. */
export const opening = new EventTarget();

/** Opens the command palette. */
export function openPalette(): void {
  opening.dispatchEvent(new Event('palette'));
}

/** Opens the list of keys. */
export function openHelp(): void {
  opening.dispatchEvent(new Event('help'));
}
