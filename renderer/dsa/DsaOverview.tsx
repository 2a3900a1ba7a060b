import '../ui/guest-dot.css';
import './overview.css';
import { STRATEGIES } from '../../shared/dsa/strategies.ts';
import type { DsaDevice, DsaState } from '../../shared/dsa/types.ts';
import { wqName } from '../../shared/dsa/types.ts';
import type { HostView } from '../../shared/view.ts';
import { ProblemBadge } from '../app/rules.tsx';
import { NO_TROUBLE, troubleOfGuests } from '../panels/guests/guest-problems.ts';
import { useDsaHost } from './dsa-host.ts';
import { navigate } from '../store/route.ts';
import { pointAt } from '../store/studio.ts';
import { addressOf, isRunning, mdevsOf, slotsOf } from './parts.ts';

function show(host: HostView, ref: { readonly kind: 'guest' | 'part'; readonly id: string }): void {
  pointAt(host.id, [
    ref.kind === 'guest' ? { kind: 'guest', id: ref.id } : { kind: 'part', family: 'dsa', id: ref.id },
  ]);
  navigate('dsa');
}

/** Entries are what a device runs out of first: one piece a wq, those of guests in the accent. */
function EntriesBar({ state, device }: { readonly state: DsaState; readonly device: DsaDevice }) {
  const used = device.wqs.reduce((sum, wq) => sum + wq.size, 0);
  const given = new Set(
    state.mdevs.filter((mdev) => mdev.device === device.name && mdev.guest !== null).map((mdev) => mdev.wq),
  );
  return (
    <div className="dsa-overview-bar">
      <div className="dsa-overview-track" aria-hidden="true">
        {device.wqs.map(
          (wq, index) =>
            wq.size > 0 && (
              <span key={wqName(device, index)} data-given={given.has(index)} style={{ flexGrow: wq.size }} />
            ),
        )}
        <span className="dsa-overview-rest" style={{ flexGrow: Math.max(0, device.caps.totalSize - used) }} />
      </div>
      <span className="tabular">
        {used} of {device.caps.totalSize}
      </span>
    </div>
  );
}

/** More than this is a list for the view, not for a glance. */
const MOST_ROWS = 12;

function Devices({ host, state }: { readonly host: HostView; readonly state: DsaState }) {
  return (
    <table className="dsa-overview-devices">
      <thead>
        <tr>
          <th scope="col">Device</th>
          <th scope="col">State</th>
          <th scope="col">Queue entries</th>
          <th scope="col">Queues in use</th>
          <th scope="col">IMS slots</th>
        </tr>
      </thead>
      <tbody>
        {state.devices.slice(0, MOST_ROWS).map((device) => {
          const { used, atLeast } = slotsOf(state, device);
          const inUse = device.wqs.filter((wq) => wq.state !== 'disabled').length;
          return (
            <tr key={device.bdf} onClick={() => show(host, { kind: 'part', id: device.name })}>
              <th scope="row">
                <button type="button" className="guest-open">
                  {device.name} <span className="faint">{addressOf(state, device)}</span>
                </button>
              </th>
              <td>{device.state}</td>
              <td>
                {state.untold.includes('values') ? (
                  <span className="faint">not told</span>
                ) : (
                  <EntriesBar state={state} device={device} />
                )}
              </td>
              <td className="tabular">
                {inUse} of {device.wqs.length}
              </td>
              <td className="tabular">
                {device.caps.imsSize === 0
                  ? 'none'
                  : `${atLeast ? 'at least ' : ''}${used} of ${device.caps.imsSize.toLocaleString('en')}`}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function runningWords(running: boolean | null): string {
  if (running === null) return 'not told';
  return running ? 'running' : 'not running';
}

function Guests({ host, state }: { readonly host: HostView; readonly state: DsaState }) {
  const nobodys = state.mdevs.filter((mdev) => mdev.guest === null).length;
  const nobodysWords =
    nobodys === 0
      ? ''
      : nobodys === 1
        ? 'One mdev is there, and nothing tells which guest it is for. Open the work queues to say so.'
        : `${nobodys} mdevs are there, and nothing tells which guests they are for. Open the work queues to say so.`;
  if (state.guests.length === 0)
    return (
      <p className="quiet overview-empty">
        {nobodysWords === ''
          ? state.untold.includes('mdevs')
            ? 'This source does not tell which mdevs there are, so nobody knows here which guests have queues.'
            : 'No guest has a queue of this host. Open the work queues to give the first one.'
          : nobodysWords}
      </p>
    );
  const shown = state.guests.slice(0, MOST_ROWS);
  const troubles = troubleOfGuests(host.dsa?.problems ?? []);
  return (
    <>
      <table className="dsa-overview-devices">
        <thead>
          <tr>
            <th scope="col">Guest</th>
            <th scope="col">State</th>
            <th scope="col">Queues</th>
            <th scope="col">
              <span className="visually-hidden">Problems</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((guest) => {
            const own = mdevsOf(state, guest.id);
            const queues = own.map((mdev) => {
              const device = state.devices.find((each) => each.name === mdev.device);
              return device === undefined || mdev.wq === null ? mdev.device : wqName(device, mdev.wq);
            });
            return (
              <tr key={guest.id} onClick={() => show(host, { kind: 'guest', id: guest.id })}>
                <th scope="row">
                  <button type="button" className="guest-open">
                    <span className="guest-dot" data-hue={guest.hue} aria-hidden="true" />
                    <span className="truncate">{guest.name}</span>
                  </button>
                </th>
                <td>{runningWords(isRunning(state, guest.id))}</td>
                <td>{queues.length === 0 ? <span className="faint">none</span> : queues.join(', ')}</td>
                <td>
                  <ProblemBadge {...(troubles.get(guest.id) ?? NO_TROUBLE)} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {nobodysWords !== '' && <p className="quiet overview-more">{nobodysWords}</p>}
      {state.guests.length > shown.length && (
        <p className="overview-more">
          <a href="#/dsa">and {state.guests.length - shown.length} more guests</a>
        </p>
      )}
    </>
  );
}

/** The devices with what is spent of them, and what the guests hold. */
export function DsaOverview({ host }: { readonly host: HostView }) {
  const dsa = useDsaHost(host.id);
  if (dsa === null) return null;
  const { desired: state } = dsa;
  const queues = state.devices.reduce((sum, device) => sum + device.wqs.length, 0);
  const strategy = STRATEGIES.find((each) => each.id === state.strategy);
  return (
    <>
      <section className="overview-card" aria-label="DSA devices">
        <header className="overview-card-header">
          <h2>{queues} work queues</h2>
          <span className="quiet">
            on {state.devices.length} {state.devices.length === 1 ? 'device' : 'devices'}
          </span>
          <a className="overview-open" href="#/dsa">
            Open the work queues
          </a>
        </header>
        <Devices host={host} state={state} />
        {state.devices.length > MOST_ROWS && (
          <p className="overview-more">
            <a href="#/dsa">and {state.devices.length - MOST_ROWS} more devices</a>
          </p>
        )}
        <dl className="overview-facts">
          <dt>A guest’s queue</dt>
          <dd>
            {strategy?.title ?? state.strategy} <span className="quiet">{strategy?.summary}</span>
          </dd>
        </dl>
      </section>
      <section className="overview-card" aria-label="Guests with queues">
        <header className="overview-card-header">
          <h2>Guests and what they hold</h2>
        </header>
        <Guests host={host} state={state} />
      </section>
    </>
  );
}
