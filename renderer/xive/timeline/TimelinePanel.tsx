/** Scrub, play, and change the events of the branch that is shown. */
export function TimelinePanel() {
  return <div />;
}
