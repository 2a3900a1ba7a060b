/** The answer of the selected function as a table, with the what-if above it. */
export function AnswerArea() {
  return null;
}
