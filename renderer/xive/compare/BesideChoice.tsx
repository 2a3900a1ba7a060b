/** What is drawn beside: a strategy, a branch, a reading; or nothing. */
export function BesideChoice() {
  return null;
}
