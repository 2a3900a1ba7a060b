/** What the looks of the graph mean; each has a glyph or a pattern besides its colour. */
const LOOKS: readonly { readonly look: string; readonly text: string }[] = [
  { look: 'enabled', text: 'enabled' },
  { look: 'disabled', text: 'disabled: dashed' },
  { look: 'locked', text: 'locked: its guest’s, and off until the guest enables it' },
  { look: 'changed', text: 'differs from the host' },
  { look: 'one-of', text: 'dashed line: one of these queues, sysfs does not tell which' },
  { look: 'guest', text: 'coloured: a guest’s' },
];

export function Legend() {
  return (
    <div className="work-legend">
      <ul className="dsa-legend" aria-label="Legend">
        {LOOKS.map(({ look, text }) => (
          <li key={look}>
            <span className="dsa-legend-key" data-look={look} aria-hidden="true" />
            {text}
          </li>
        ))}
      </ul>
    </div>
  );
}
