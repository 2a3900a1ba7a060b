import '../ui/guest-dot.css';
import './overview.css';
import { useMemo } from 'react';
import type { GuestSummary } from '../../shared/ap/cards.ts';
import type { ApState, Mdev } from '../../shared/ap/types.ts';
import { countIds } from '../../shared/mask.ts';
import type { HostView } from '../../shared/view.ts';
import { navigate } from '../store/route.ts';
import { pointAt } from '../store/studio.ts';
import { type ApHost, useApHost } from './ap-host.ts';
import { ProblemBadge } from '../app/rules.tsx';
import { NO_TROUBLE, type Trouble, troubleOfGuests } from '../panels/guests/guest-problems.ts';
import { Term } from '../ui/Term.tsx';
import { profileName, reasonBeside } from './profile-names.ts';
import { countPools } from './pools.ts';
import { cellCount } from './state-cells.ts';
import { UNKNOWN_FACTS } from './unknown-facts.ts';
import { useGuestSummaries } from './guest-summaries.ts';

function number(value: number): string {
  return value.toLocaleString('en');
}

interface Share {
  readonly label: string;
  readonly count: number;
  readonly className: string;
}

/** Whose the queues are, as one bar; the numbers below say the same. */
function OwnerBar({ shares }: { readonly shares: readonly Share[] }) {
  const total = shares.reduce((sum, share) => sum + share.count, 0);
  return (
    <div className="owner-bar" aria-hidden="true">
      {shares
        .filter((share) => share.count > 0)
        .map((share) => (
          <span
            key={share.label}
            className={share.className}
            style={{ flexGrow: share.count / Math.max(1, total) }}
          />
        ))}
    </div>
  );
}

/** Named only where there are any. */
const RARE: ReadonlySet<string> = new Set(['owner-untold', 'owner-unbound']);

function Owners({ state }: { readonly state: ApState }) {
  const shares = useMemo((): readonly Share[] => {
    const pools = countPools(state);
    const all = cellCount(state.lpar.apm, state.lpar.aqm);
    const given = all - pools.host - pools.free - pools.untold - pools.unbound;
    return [
      { label: 'given to guests', count: given, className: 'owner-guests' },
      { label: 'free for guests', count: pools.free, className: 'owner-free' },
      { label: 'kept by the host', count: pools.host, className: 'owner-host' },
      { label: 'taken by unknown devices', count: pools.untold, className: 'owner-untold' },
      { label: 'without a driver', count: pools.unbound, className: 'owner-unbound' },
    ];
  }, [state]);
  return (
    <div className="owners">
      <OwnerBar shares={shares} />
      <ul className="owner-numbers">
        {shares
          .filter((share) => share.count > 0 || !RARE.has(share.className))
          .map((share) => (
            <li key={share.label}>
              <span className={`owner-mark ${share.className}`} aria-hidden="true" />
              <strong className="tabular">{number(share.count)}</strong> {share.label}
            </li>
          ))}
      </ul>
    </div>
  );
}

function GuestRow({
  host,
  mdev,
  summary,
  trouble,
}: {
  readonly host: HostView;
  readonly mdev: Mdev;
  readonly summary: GuestSummary | undefined;
  readonly trouble: Trouble;
}) {
  const wished = summary?.apqns ?? 0;
  const seen = summary?.sees ?? 0;
  return (
    <tr
      onClick={() => {
        pointAt(host.id, [{ kind: 'guest', id: mdev.id }]);
        navigate('ap');
      }}
    >
      <th scope="row">
        <button type="button" className="guest-open">
          <span className="guest-dot" data-hue={mdev.hue} aria-hidden="true" />
          <span className="truncate">{mdev.name}</span>
        </button>
      </th>
      <td>{mdev.guest === null ? <span className="faint">not running</span> : `running as ${mdev.guest}`}</td>
      <td className="tabular cell-number">
        {countIds(mdev.matrix.apm)} × {countIds(mdev.matrix.aqm)}
      </td>
      <td className="tabular cell-number">{summary === undefined ? '…' : number(wished)}</td>
      <td className="tabular cell-number">
        {summary === undefined ? (
          '…'
        ) : seen < wished ? (
          <span className="sees-less">{number(seen)}</span>
        ) : (
          number(seen)
        )}
      </td>
      <td className="cell-badge">
        <ProblemBadge {...trouble} />
      </td>
    </tr>
  );
}

/** More guests than this are a list for the matrix view, not for a glance. */
const MOST_GUESTS = 12;

function Guests({ ap }: { readonly ap: ApHost }) {
  const { host, desired: state } = ap;
  const summaries = useGuestSummaries(ap);
  if (state.mdevs.length === 0)
    return (
      <p className="quiet overview-empty">
        No guest has queues of this host. Open the matrix to make the first one.
      </p>
    );
  const shown = state.mdevs.slice(0, MOST_GUESTS);
  const troubles = troubleOfGuests(ap.problems);
  return (
    <>
      <table className="guest-table">
        <thead>
          <tr>
            <th scope="col">Guest</th>
            <th scope="col">State</th>
            <th scope="col" className="cell-number">
              Adapters × domains
            </th>
            <th scope="col" className="cell-number">
              Given
            </th>
            <th scope="col" className="cell-number">
              Sees
            </th>
            <th scope="col" className="cell-badge">
              <span className="visually-hidden">Problems</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((mdev) => (
            <GuestRow
              key={mdev.id}
              host={host}
              mdev={mdev}
              summary={summaries.get(mdev.id)}
              trouble={troubles.get(mdev.id) ?? NO_TROUBLE}
            />
          ))}
        </tbody>
      </table>
      {state.mdevs.length > shown.length && (
        <p className="overview-more">
          <a href="#/ap">
            and {state.mdevs.length - shown.length} more{' '}
            {state.mdevs.length - shown.length === 1 ? 'guest' : 'guests'} in the matrix
          </a>
        </p>
      )}
    </>
  );
}

/** Whose the queues are, what the guests hold, and what the source could not tell. */
export function ApOverview({ host }: { readonly host: HostView }) {
  const ap = useApHost(host.id);
  if (ap === null) return null;
  const { desired, observed } = ap;
  const adapters = countIds(desired.lpar.apm);
  const domains = countIds(desired.lpar.aqm);
  const queues = adapters * domains;
  return (
    <>
      <section className="overview-card" aria-label="AP queues">
        <header className="overview-card-header">
          <h2>
            {number(queues)} <Term id="queue">{queues === 1 ? 'crypto queue' : 'crypto queues'}</Term>
          </h2>
          <span className="quiet">
            {adapters} <Term id="adapter">{adapters === 1 ? 'adapter' : 'adapters'}</Term> × {domains}{' '}
            <Term id="usage-domain">{domains === 1 ? 'usage domain' : 'usage domains'}</Term>
          </span>
          <a className="overview-open" href="#/ap">
            Open the matrix
          </a>
        </header>
        <Owners state={desired} />
        <dl className="overview-facts">
          <dt>
            <Term id="profile">Kernel profile</Term>
          </dt>
          <dd>
            {profileName(desired.profile)}{' '}
            <span className="quiet">{reasonBeside(desired.profile, observed.profileReason)}</span>
          </dd>
          <dt>
            <Term id="default-domain">Default domain</Term>
          </dt>
          <dd className="tabular">{desired.defaultDomain < 0 ? 'none' : desired.defaultDomain}</dd>
        </dl>
      </section>
      <section className="overview-card" aria-label="Guests">
        <header className="overview-card-header">
          <h2>Guests and what they hold</h2>
        </header>
        <Guests ap={ap} />
      </section>
      {observed.unknown.size > 0 && (
        <section className="overview-card" aria-label="Not known">
          <header className="overview-card-header">
            <h2>What the source could not tell</h2>
          </header>
          <ul className="unknown-facts">
            {[...observed.unknown].map((fact) => (
              <li key={fact}>{UNKNOWN_FACTS[fact]}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
