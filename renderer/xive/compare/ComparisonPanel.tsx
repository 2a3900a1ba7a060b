/** What differs between the place that is shown and the one beside it: facts side by side, and every difference. */
export function ComparisonPanel() {
  return <div />;
}
