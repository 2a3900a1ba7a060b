import { useMemo } from 'react';
import type { Apqn } from '../../../shared/apqn.ts';
import { Button } from '../../ui/Button.tsx';
import { useAp } from '../ap-context.ts';
import { poolsOf } from '../guest-facts.ts';
import { PROFILE_TEXT } from './profile-text.ts';

interface PoolProps {
  readonly look: 'host' | 'free' | 'unbound';
  readonly label: string;
  readonly hint: string;
  readonly cells: readonly Apqn[];
}

/** More cells than this are pointed out by their first ones. */
const MOST_HIGHLIGHTED = 4096;

function Pool({ look, label, hint, cells }: PoolProps) {
  const { store } = useAp();
  return (
    <li>
      <button
        type="button"
        className="ap-pool"
        title={hint}
        aria-label={`${label}: ${cells.length} queues. Show them`}
        onClick={() => store.getState().set({ highlight: cells.slice(0, MOST_HIGHLIGHTED) })}
      >
        <span className="ap-pool-swatch" data-look={look} aria-hidden="true" />
        <span className="truncate">{label}</span>
        <span className="ap-guest-count tabular">{cells.length.toLocaleString('en')}</span>
      </button>
    </li>
  );
}

/** What no guest has: kept by the host, free for guests, without a driver; and the rules this host runs under. */
export function HostPools() {
  const { host, store } = useAp();
  const pools = useMemo(() => poolsOf(host.desired), [host.desired]);
  return (
    <section className="ap-pools" aria-labelledby="ap-pools-title">
      <h2 id="ap-pools-title" className="section-label ap-column-head">
        Host keeps
      </h2>
      <ul>
        <Pool
          look="host"
          label="Host driver"
          hint="Bound to cex4queue: programs on the host use them."
          cells={pools.host}
        />
        <Pool
          look="free"
          label="vfio_ap, free"
          hint="Released for guests, but no guest has them."
          cells={pools.free}
        />
        {pools.unbound.length > 0 && (
          <Pool
            look="unbound"
            label="No driver"
            hint="Nobody can use them until a driver is bound."
            cells={pools.unbound}
          />
        )}
      </ul>
      <Button
        variant="quiet"
        size="small"
        icon="machine"
        className="ap-profile-chip"
        hint={`Rules of ${PROFILE_TEXT[host.desired.profile].title}. ${host.desired.profileReason}`}
        onClick={() => store.getState().set({ dialog: { kind: 'profile' } })}
      >
        {PROFILE_TEXT[host.desired.profile].title}
      </Button>
    </section>
  );
}
