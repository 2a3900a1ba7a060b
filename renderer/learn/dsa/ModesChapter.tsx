import '../figures/figures.css';
import './dsa-figures.css';
import { useState } from 'react';
import type { WqMode } from '../../../shared/dsa/types.ts';
import { Figure } from '../figures/Figure.tsx';
import { Button } from '../../ui/Button.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { Term } from '../../ui/Term.tsx';
import { available, pick, type PoolWq, withClient } from './dsa-figure-model.ts';

const POOL: readonly PoolWq[] = [0, 1, 2].map(() => ({ clients: 0, state: 'enabled' }));
/** More shares do not fit into the picture. */
const MOST_SHARES = 9;

interface Pool {
  readonly mode: WqMode;
  readonly wqs: readonly PoolWq[];
  /** Queue of each device, oldest first. */
  readonly made: readonly number[];
  readonly says: string;
  readonly bad: boolean;
}

function fresh(mode: WqMode): Pool {
  return { mode, wqs: POOL, made: [], says: 'Three queues wait in the pool.', bad: false };
}

function created(pool: Pool): Pool {
  const taken = pick(pool.mode, pool.wqs);
  if (taken === null)
    return {
      ...pool,
      bad: true,
      says: 'ENODEV: every dedicated queue of the pool has its device. Nothing was taken.',
    };
  return {
    ...pool,
    bad: false,
    wqs: withClient(pool.mode, pool.wqs, taken, 1),
    made: [...pool.made, taken],
    says:
      pool.mode === 'dedicated'
        ? `The device got wq0.${taken}, the lowest free one. It is locked: off in hardware until the guest enables it, and nobody may write its settings.`
        : `The device got a share of wq0.${taken}, the queue with the fewest clients. It stays enabled for everyone.`,
  };
}

function removed(pool: Pool): Pool {
  const [oldest, ...rest] = pool.made;
  if (oldest === undefined) return pool;
  return {
    ...pool,
    bad: false,
    wqs: withClient(pool.mode, pool.wqs, oldest, -1),
    made: rest,
    says:
      pool.mode === 'dedicated'
        ? `wq0.${oldest} is free again. It stays locked, and can be taken all the same.`
        : `wq0.${oldest} has one client less.`,
  };
}

function PoolBoard({ mode, wqs }: Pool) {
  return (
    <svg
      className="queue-board"
      viewBox="0 0 640 118"
      role="img"
      aria-label={wqs
        .map(({ clients, state }, index) => `wq0.${index} ${state}, ${clients} clients`)
        .join('; ')}
    >
      {wqs.map(({ clients, state }, index) => {
        const left = 10 + index * 212;
        return (
          <g key={`wq0.${index}`} className={`queue-box ${state === 'locked' ? 'queue-emulated' : ''}`}>
            <rect x={left} y={8} width={196} height={52} rx={8} />
            <text x={left + 98} y={30}>
              wq0.{index}
            </text>
            <text className="queue-small" x={left + 98} y={48}>
              {mode}, {state}
            </text>
            {Array.from({ length: clients }, (_, share) => (
              <g key={share}>
                <path className="queue-line-live" d={`M${left + 30 + share * 46} 60 V78`} />
                <circle className={`queue-part-${index}`} cx={left + 30 + share * 46} cy={92} r={14} />
                <text className={`queue-on-${index}`} x={left + 30 + share * 46} y={96}>
                  vm
                </text>
              </g>
            ))}
          </g>
        );
      })}
    </svg>
  );
}

export function ModesChapter() {
  const [pool, setPool] = useState(() => fresh('dedicated'));
  const full = pool.made.length >= MOST_SHARES;
  return (
    <>
      <p>
        A <Term id="dedicated">dedicated</Term> queue has one user, who counts its free places himself: an
        order written into a full queue is lost without a word. A <Term id="shared">shared</Term> queue
        answers “retry” instead, so many can use it. Each order then carries its sender’s{' '}
        <Term id="pasid" after="," /> so without PASID on the host there are no shared queues.
      </p>
      <p>
        For guests, the mdev series keeps a pool: the administrator binds queues to the driver{' '}
        <code>mdev</code>, and the device begins to offer{' '}
        <Term id="mdev-type" after=".">
          types
        </Term>{' '}
        Writing a UUID to a type’s create file makes a <Term id="dsa-mdev">mediated device</Term> and takes a
        queue for it.
      </p>
      <Figure
        wide
        board={
          <>
            <PoolBoard {...pool} />
            <div className="queue-buttons">
              <Segmented
                label="Mode of the pool"
                value={pool.mode}
                options={[
                  { value: 'dedicated', label: 'Dedicated' },
                  { value: 'shared', label: 'Shared' },
                ]}
                onChange={(mode) => setPool(fresh(mode))}
              />
              <Button
                icon="plus"
                disabledReason={full ? 'More shares do not fit into this picture.' : null}
                onClick={() => setPool(created(pool))}
              >
                Create a device
              </Button>
              <Button
                icon="minus"
                disabledReason={pool.made.length === 0 ? 'There is no device.' : null}
                onClick={() => setPool(removed(pool))}
              >
                Remove the oldest
              </Button>
              <span className="quiet tabular">available_instances: {available(pool.mode, pool.wqs)}</span>
            </div>
          </>
        }
        hint="Create devices until it is refused; then try the shared pool."
        tone={pool.bad ? 'bad' : 'plain'}
        says={pool.says}
        onReset={() => setPool(fresh(pool.mode))}
      />
      <p>
        Note the number. For dedicated queues it counts what is left; for shared ones it counts queues, so it
        stays where it is and promises nothing. What limits shares is something else: each <em>running</em>{' '}
        guest takes an <Term id="ims-slot">interrupt slot</Term> of the device, and when they are used up the
        guest does not start (ENOSPC), although its device could be made.
      </p>
      <p>
        And sysfs does not tell which queue an mdev took. On a host that was only read, the studio works out
        which ones it can be and draws a dashed line to each.
      </p>
    </>
  );
}
