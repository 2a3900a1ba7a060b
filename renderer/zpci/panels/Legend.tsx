import { FUNCTION_TYPES } from '../../../shared/zpci/types.ts';
import { Icon } from '../../ui/icons.tsx';

const MARKS = [
  ['free', 'no driver: free'],
  ['driver', 'a driver of the host has it'],
  ['vfio', 'on vfio-pci, no guest'],
  ['standby', 'standby: not configured'],
  ['reserved', 'reserved: known by name only'],
  ['untold', 'driver not told'],
] as const;

/** What the marks of the board mean. */
export function Legend() {
  return (
    <div className="work-legend">
      <ul className="zpci-legend">
        {MARKS.map(([mark, words]) => (
          <li key={mark}>
            <span className="zpci-mark" data-mark={mark} aria-hidden="true">
              {mark === 'vfio' ? 'v' : mark === 'untold' ? '?' : ''}
            </span>
            {words}
          </li>
        ))}
        <li>
          <span className="zpci-mark" data-mark="error" aria-hidden="true">
            <Icon name="error" size={14} />
          </span>
          in error
        </li>
        <li>
          <span className="work-swatch" data-hue="0" aria-hidden="true">
            g
          </span>
          a guest has it
        </li>
        <li>
          <span className="zpci-changed-key" aria-hidden="true" />
          differs from the host
        </li>
        {Object.values(FUNCTION_TYPES).map(({ short, name }) => (
          <li key={short}>
            <code>{short}</code> {name}
          </li>
        ))}
      </ul>
    </div>
  );
}
