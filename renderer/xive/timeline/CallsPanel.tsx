/** The small steps of the event that is shown, and the calls they are. */
export function CallsPanel() {
  return <div />;
}
