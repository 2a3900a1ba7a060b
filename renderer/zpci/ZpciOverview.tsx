import '../ui/guest-dot.css';
import './overview.css';
import type { HostView } from '../../shared/view.ts';
import type { HostFunction, ZpciState } from '../../shared/zpci/types.ts';
import { guestReadFromInside } from '../../shared/zpci/own-view.ts';
import { ProblemBadge } from '../app/rules.tsx';
import { NO_TROUBLE, troubleOfGuests } from '../panels/guests/guest-problems.ts';
import { navigate } from '../store/route.ts';
import { pointAt } from '../store/studio.ts';
import { settingsOf } from './panels/GuestCard.tsx';
import { counted, ownerOf, typeOf } from './parts.ts';
import { useZpciHost } from './zpci-host.ts';

/** More than this is a list for the view, not for a glance. */
const MOST_ROWS = 12;

interface TypeRow {
  readonly name: string;
  readonly short: string;
  readonly functions: readonly HostFunction[];
}

function typeRows(state: ZpciState): readonly TypeRow[] {
  const rows = new Map<string, HostFunction[]>();
  for (const fn of state.functions) {
    const { name } = typeOf(fn);
    const known = rows.get(name);
    if (known === undefined) rows.set(name, [fn]);
    else known.push(fn);
  }
  return [...rows].map(([name, functions]) => ({ name, short: typeOf(functions[0]!).short, functions }));
}

function Types({ state }: { readonly state: ZpciState }) {
  // What a guest sees of itself, it has.
  const inside = guestReadFromInside(state);
  return (
    <table className="zpci-overview">
      <thead>
        <tr>
          <th scope="col">Type</th>
          <th scope="col">Given to guests</th>
          <th scope="col">Adapters</th>
          <th scope="col">Standby</th>
          <th scope="col">In error</th>
        </tr>
      </thead>
      <tbody>
        {typeRows(state).map(({ name, short, functions }) => {
          const given =
            inside === undefined
              ? functions.filter((fn) => ownerOf(state, fn) !== null).length
              : functions.length;
          const adapters = new Set(functions.flatMap(({ pchid }) => (pchid === null ? [] : [pchid]))).size;
          const standby = functions.filter((fn) => fn.state === 'standby').length;
          const broken = functions.filter(({ state: now }) => now.endsWith('error')).length;
          return (
            <tr key={name}>
              <th scope="row">
                <span className="zpci-type">{short}</span> {name}
              </th>
              <td>
                <div className="zpci-overview-bar">
                  <div className="zpci-overview-track" aria-hidden="true">
                    {given > 0 && <span data-given="true" style={{ flexGrow: given }} />}
                    <span className="zpci-overview-rest" style={{ flexGrow: functions.length - given }} />
                  </div>
                  <span className="tabular">
                    {given} of {functions.length}
                  </span>
                </div>
              </td>
              <td className="tabular">
                {adapters === 0 ? <span className="faint">not told</span> : adapters}
              </td>
              <td className="tabular">{standby}</td>
              <td className="tabular">{broken}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function show(host: HostView, guest: string): void {
  pointAt(host.id, [{ kind: 'guest', id: guest }]);
  navigate('zpci');
}

function Guests({ host, state }: { readonly host: HostView; readonly state: ZpciState }) {
  if (state.guests.length === 0)
    return (
      <p className="quiet overview-empty">
        {state.untold.includes('guests')
          ? 'This source does not tell which guest has which function.'
          : 'No guest has a function of this host. Open the functions to give the first one.'}
      </p>
    );
  const troubles = troubleOfGuests(host.zpci?.problems ?? []);
  return (
    <>
      <table className="zpci-overview">
        <thead>
          <tr>
            <th scope="col">Guest</th>
            <th scope="col">State</th>
            <th scope="col">Run with</th>
            <th scope="col">Passed through</th>
            <th scope="col">Emulated</th>
            <th scope="col">
              <span className="visually-hidden">Problems</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {state.guests.slice(0, MOST_ROWS).map((guest) => {
            const passed = guest.devices.filter(({ card }) => card?.kind === 'vfio').length;
            const emulated = guest.devices.filter(({ card }) => card?.kind === 'emulated').length;
            return (
              <tr key={guest.id} onClick={() => show(host, guest.id)}>
                <th scope="row">
                  <button type="button" className="guest-open">
                    <span className="guest-dot" data-hue={guest.hue} aria-hidden="true" />
                    <span className="truncate">{guest.name}</span>
                  </button>
                </th>
                <td>{guest.running === null ? 'not told' : guest.running ? 'running' : 'not running'}</td>
                <td>{settingsOf(guest)[0]}</td>
                <td className="tabular">{passed}</td>
                <td className="tabular">{emulated}</td>
                <td>
                  <ProblemBadge {...(troubles.get(guest.id) ?? NO_TROUBLE)} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {state.guests.length > MOST_ROWS && (
        <p className="overview-more">
          <a href="#/zpci">and {state.guests.length - MOST_ROWS} more guests</a>
        </p>
      )}
    </>
  );
}

/** Where the functions are; what a guest sees of itself is not with a host. */
export function whoseWords(state: ZpciState): string {
  const inside = guestReadFromInside(state);
  if (state.functions.length === 0) return 'none was read';
  if (inside !== undefined) return `as ${inside.name} sees its own; its host was not read`;
  const free = state.functions.filter((fn) => ownerOf(state, fn) === null).length;
  return free === 0 ? 'all given to guests' : `${free} with the host`;
}

/** The functions by type with what is given of them, and what the guests hold; problems stand above. */
export function ZpciOverview({ host }: { readonly host: HostView }) {
  const zpci = useZpciHost(host.id);
  if (zpci === null) return null;
  const { desired: state } = zpci;
  return (
    <>
      <section className="overview-card" aria-label="zPCI functions">
        <header className="overview-card-header">
          <h2>{counted(state.functions.length, 'zPCI function')}</h2>
          <span className="quiet">{whoseWords(state)}</span>
          <a className="overview-open" href="#/zpci">
            Open the functions
          </a>
        </header>
        <Types state={state} />
      </section>
      <section className="overview-card" aria-label="Guests with functions">
        <header className="overview-card-header">
          <h2>Guests and what they hold</h2>
        </header>
        <Guests host={host} state={state} />
      </section>
    </>
  );
}
