/** Long enough for a dialog or popover that closes to give the focus back to where it was opened. */
const AFTER_CLOSING = 80;

/** After going to a place the keyboard goes on in the matrix. */
export function focusGrid(): void {
  setTimeout(() => {
    if (document.querySelector('[role="dialog"][data-state="open"]') !== null) return;
    document.querySelector<HTMLElement>('.ap-grid-scroller')?.focus({ preventScroll: true });
  }, AFTER_CLOSING);
}
