/** Dialogs about events: new, change. */
export function TimelineDialogs() {
  return null;
}
