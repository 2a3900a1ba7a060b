import './overview.css';
import type { HostView } from '../../shared/view.ts';
import { Badge } from '../ui/Callout.tsx';
import { navigate } from '../store/route.ts';
import { pointAt } from '../store/studio.ts';
import { strategyTitle } from './words.ts';

/** More than this is a list for the view, not for a glance. */
const MOST_ROWS = 12;

function show(host: HostView, id: string): void {
  pointAt(host.id, [{ kind: 'part', family: 'xive', id }]);
  navigate('xive');
}

/** A 0 that no text told is no count. */
function Count({ value, known = value > 0 }: { readonly value: number; readonly known?: boolean }) {
  return (
    <td className="tabular">
      {known ? value.toLocaleString('en') : <span className="faint">not told</span>}
    </td>
  );
}

/** Studies and readings of one host. */
export function XiveOverview({ host }: { readonly host: HostView }) {
  const { xive } = host;
  if (xive === undefined) return null;
  const { branches, readings } = xive;
  if (branches.length + readings.length === 0)
    return (
      <section className="overview-card" aria-label="XIVE studies">
        <p className="quiet overview-empty">Nothing is studied yet. Open the view to make a guest.</p>
      </section>
    );
  return (
    <>
      {branches.length > 0 && (
        <section className="overview-card" aria-label="XIVE studies">
          <header className="overview-card-header">
            <h2>Studies of interrupt pages</h2>
            <a className="overview-open" href="#/xive">
              Open the ESB pages
            </a>
          </header>
          <table className="xive-overview">
            <thead>
              <tr>
                <th scope="col">Study</th>
                <th scope="col">How stale pages are kept away</th>
                <th scope="col">Events</th>
                <th scope="col">Guests</th>
                <th scope="col">Devices</th>
              </tr>
            </thead>
            <tbody>
              {branches.slice(0, MOST_ROWS).map((branch) => (
                <tr key={branch.id} onClick={() => show(host, `branch:${branch.id}`)}>
                  <th scope="row">
                    <button type="button" className="guest-open">
                      {branch.name}
                    </button>{' '}
                    {branch.edited && <Badge>edited</Badge>}
                    {branch.wrong !== null && branch.wrong > 0 && (
                      <Badge tone="danger" icon="warning">
                        {branch.wrong.toLocaleString('en')} wrong
                      </Badge>
                    )}
                  </th>
                  <td>{strategyTitle(branch.config.strategy)}</td>
                  <td className="tabular">{branch.events.toLocaleString('en')}</td>
                  <td className="tabular">{branch.vms.length}</td>
                  <td>{branch.devices.slice(0, 4).join(', ')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {readings.length > 0 && (
        <section className="overview-card" aria-label="XIVE readings">
          <header className="overview-card-header">
            <h2>Readings of the real machine</h2>
          </header>
          <table className="xive-overview">
            <thead>
              <tr>
                <th scope="col">Reading</th>
                <th scope="col">Controller</th>
                <th scope="col">Sources</th>
                <th scope="col">Passed through</th>
                <th scope="col">Mappings</th>
              </tr>
            </thead>
            <tbody>
              {readings.slice(0, MOST_ROWS).map((reading) => (
                <tr key={reading.id} onClick={() => show(host, `reading:${reading.id}`)}>
                  <th scope="row">
                    <button type="button" className="guest-open">
                      {reading.name}
                    </button>
                  </th>
                  <td>{reading.irqchip ?? <span className="faint">not told</span>}</td>
                  <Count value={reading.sources} />
                  <Count value={reading.passedThrough} known={reading.told.owners} />
                  <Count value={reading.vmas} />
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  );
}
