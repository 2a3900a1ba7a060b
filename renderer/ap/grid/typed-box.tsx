/** What was typed to go to an APQN. */
export function TypedBox({ text }: { readonly text: string }) {
  if (text === '') return null;
  return (
    <div className="ap-grid-typed" role="status">
      <kbd>{text}</kbd>
      <span>Go to adapter.domain in hex, like 0a.0047</span>
    </div>
  );
}
