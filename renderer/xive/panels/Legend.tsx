/** What colours, hatching and marks of the picture mean. */
const ROWS = [
  { key: 'ipi', text: 'IPI source behind the page' },
  { key: 'phb', text: 'PHB source, in its device’s colour' },
  { key: 'empty', text: 'mapped, not touched yet' },
  { key: 'hole', text: 'no mapping' },
  { key: 'stale', text: 'stale: an earlier source’s page' },
  { key: 'misresolved', text: 'misresolved: another LISN’s page' },
  { key: 'hidden', text: 'hidden below a later mapping or region' },
  { key: 'differs', text: 'differs from the other side' },
] as const;

export function Legend() {
  return (
    <ul className="work-legend xive-legend" aria-label="Legend">
      {ROWS.map(({ key, text }) => (
        <li key={key}>
          <span className="xive-key" data-key={key} aria-hidden="true" />
          {text}
        </li>
      ))}
    </ul>
  );
}
