export function LearnView() {
  return null;
}
