import { GuestSwatch } from '../../ui/GuestSwatch.tsx';
import { StateGlyph } from '../graph/glyphs.tsx';
import type { Standing } from '../graph/words.ts';

const STANDINGS: readonly (readonly [Standing, string])[] = [
  ['enabled', 'enabled'],
  ['disabled', 'disabled'],
  ['locked', 'locked: a guest’s, off until the guest enables it'],
  ['halted', 'halted after a fatal error'],
  ['given', 'given away whole'],
  ['running', 'running'],
  ['stopped', 'not running'],
  ['untold', 'not told whether it runs'],
  ['orphan', 'orphan: its queue was taken away'],
];

/** What the looks of the graph mean: each state has a glyph besides its colour. */
export function Legend() {
  return (
    <div className="work-legend">
      <ul className="dsa-legend" aria-label="Legend">
        {STANDINGS.map(([standing, text]) => (
          <li key={standing}>
            <StateGlyph standing={standing} />
            {text}
          </li>
        ))}
        <li>
          <span className="dsa-legend-line" aria-hidden="true" />
          one of these queues: sysfs does not tell which
        </li>
        <li>
          <span className="dsa-legend-changed" aria-hidden="true" />
          differs from the host: your wish changes it
        </li>
        <li>
          <GuestSwatch hue={0} label="A" />
          in a guest’s colour: what the guest has
        </li>
      </ul>
    </div>
  );
}
