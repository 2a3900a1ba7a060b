import { useMemo } from 'react';
import { Button } from '../../ui/Button.tsx';
import { useAp, useShownMoment } from '../ap-context.ts';
import { countPools, type Pool as PoolName, poolCells } from '../pools.ts';
import { useEngineQuery } from '../../store/use-engine-query.ts';

interface PoolProps {
  readonly look: PoolName;
  readonly label: string;
  readonly hint: string;
  readonly count: number;
}

/** More cells than this are pointed out by their first ones. */
const MOST_HIGHLIGHTED = 4096;

function Pool({ look, label, hint, count }: PoolProps) {
  const { host, store } = useAp();
  const moment = useShownMoment();
  return (
    <li>
      <button
        type="button"
        className="ap-pool"
        title={hint}
        aria-label={`${label}: ${count} queues. Show them`}
        onClick={() =>
          store
            .getState()
            .set({ highlight: poolCells(moment?.shown ?? host.desired, look, MOST_HIGHLIGHTED) })
        }
      >
        <span className="ap-pool-swatch" data-look={look} aria-hidden="true" />
        <span className="truncate">{label}</span>
        <span className="work-guest-count tabular">{count.toLocaleString('en')}</span>
      </button>
    </li>
  );
}

/** What no guest has: kept by the host, free for guests, without a driver; and the rules this host runs under. */
export function HostPools() {
  const { host, store } = useAp();
  const { value: profiles } = useEngineQuery(host, 'ap.profiles', { hostId: host.host.id });
  const title = profiles?.find(({ id }) => id === host.desired.profile)?.title ?? host.desired.profile;
  const moment = useShownMoment();
  const shown = moment?.shown ?? host.desired;
  const pools = useMemo(() => countPools(shown), [shown]);
  return (
    <section className="ap-pools" aria-labelledby="ap-pools-title">
      <h2 id="ap-pools-title" className="section-label work-column-head">
        {moment === null ? 'Host keeps' : 'Host keeps, as rehearsed'}
      </h2>
      <ul>
        <Pool
          look="host"
          label="Host driver"
          hint="Bound to cex4queue: programs on the host use them."
          count={pools.host}
        />
        <Pool
          look="free"
          label="vfio_ap, free"
          hint="Released for guests, but no guest has them."
          count={pools.free}
        />
        {pools.untold > 0 && (
          <Pool
            look="untold"
            label="Unknown devices"
            hint="Their status says that a mediated device has them, which this source does not tell."
            count={pools.untold}
          />
        )}
        {pools.unbound > 0 && (
          <Pool
            look="unbound"
            label="No driver"
            hint="Nobody can use them until a driver is bound."
            count={pools.unbound}
          />
        )}
      </ul>
      <Button
        variant="quiet"
        size="small"
        icon="machine"
        className="ap-profile-chip"
        hint={`Rules of ${title}. ${host.desired.profileReason}`}
        onClick={() => store.getState().set({ dialog: { kind: 'profile' } })}
      >
        <span className="truncate">{title}</span>
      </Button>
    </section>
  );
}
