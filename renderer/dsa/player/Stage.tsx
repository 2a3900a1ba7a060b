import type { CSSProperties } from 'react';
import type { PlayerFrame, PlayerShows } from '../../../shared/dsa/cards.ts';
import type { Strategy } from '../../../shared/dsa/strategies.ts';
import { GuestSwatch } from '../../ui/GuestSwatch.tsx';
import { Icon } from '../../ui/icons.tsx';
import { type Edge, edgesOf, mdevWords, shortId, slotsWords, wqWords } from './player-model.ts';

const STATE_GLYPHS: Readonly<Record<string, string>> = { enabled: '●', disabled: '○', halted: '✕' };

function StateMark({ state }: { readonly state: string }) {
  return (
    <span className={`player-state player-state-${state.replace(' ', '-')}`}>
      {state === 'locked' ? (
        <Icon name="lock" size={11} />
      ) : (
        <span aria-hidden="true">{STATE_GLYPHS[state]}</span>
      )}
      {state}
    </span>
  );
}

function Edges({ edges, rows }: { readonly edges: readonly Edge[]; readonly rows: number }) {
  return (
    <svg className="player-edges" viewBox={`0 0 10 ${rows}`} preserveAspectRatio="none" aria-hidden="true">
      {edges.map(({ id, from, to, live }) => (
        <path
          key={id}
          className={live ? 'player-edge-live' : undefined}
          vectorEffect="non-scaling-stroke"
          d={`M0 ${from + 0.5} C5 ${from + 0.5} 5 ${to + 0.5} 10 ${to + 0.5}`}
        />
      ))}
    </svg>
  );
}

/** Driver of a function that is given away whole. */
const WHOLE = 'vfio-pci';

interface StageProps {
  readonly frame: PlayerFrame;
  readonly strategy: Strategy;
  /** Number of the step: what changed in it pulses once. */
  readonly at: number;
}

function partsOf(frame: PlayerFrame, at: number) {
  return (key: string) => {
    const changed = frame.changed.includes(key);
    // A new key starts the animation again.
    return {
      key: changed ? `${key} ${at}` : key,
      className: changed ? 'player-part player-changed' : 'player-part',
    };
  };
}

function deviceWords({ driver, engines }: PlayerShows['device']): string {
  if (driver === WHOLE) return 'given away as a whole';
  const bound = driver === null ? 'no driver' : `driver ${driver}`;
  return `${bound}, ${engines === 0 ? 'no engine in a group' : `${engines} ${engines === 1 ? 'engine' : 'engines'} in a group`}`;
}

/** Device, queues, what vfio can give away, and guests, as they are after the step. */
export function Stage({ frame, strategy, at }: StageProps) {
  const { device, wqs, mdevs, guests, types, slots } = frame.shows;
  const part = partsOf(frame, at);
  const rows = Math.max(wqs.length, mdevs.length, guests.length);
  const { toDevice, toGuest } = edgesOf(frame.shows);
  const program = strategy.iommu === 'not a guest';
  const whole = device.driver === WHOLE;
  const box = part(`device ${device.id}`);
  return (
    <div className="player-stage" data-told={frame.toldOnly} style={{ '--rows': rows } as CSSProperties}>
      <div className="player-device">
        <div key={box.key} className={`${box.className} player-device-head`}>
          <strong>{device.id}</strong> {!whole && <StateMark state={device.state} />}
          <span className="quiet player-small">{deviceWords(device)}</span>
        </div>
        {whole && (
          <p className="player-column player-hidden quiet">
            Driver vfio-pci. The host sees neither engines nor queues of it.
          </p>
        )}
        <ul className="player-column" aria-label="Queues" hidden={whole}>
          {wqs.map((wq) => {
            const { key, className } = part(`wq ${wq.id}`);
            return (
              <li key={key} className={`${className} player-wq`} data-state={wq.state}>
                <span className="player-part-head">
                  <strong>{wq.id}</strong>
                  <StateMark state={wq.state} />
                </span>
                <span className="quiet player-small">{wqWords(wq)}</span>
              </li>
            );
          })}
        </ul>
      </div>
      <Edges edges={toDevice} rows={rows} />
      <div className="player-side">
        <p className="player-head section-label">{program ? 'No vfio' : 'vfio devices'}</p>
        <ul className="player-column" aria-label="vfio devices">
          {mdevs.map((mdev) => {
            const { key, className } = part(`mdev ${mdev.id}`);
            return (
              <li key={key} className={`${className} player-mdev`} data-state={mdev.state}>
                <span className="player-part-head">
                  <strong className="mono">{shortId(mdev.id)}</strong>
                </span>
                <span className="quiet player-small">{mdevWords(mdev, whole)}</span>
              </li>
            );
          })}
        </ul>
      </div>
      <Edges edges={toGuest} rows={rows} />
      <div className="player-side player-guests">
        <p className="player-head section-label">{program ? 'Programs' : 'Guests'}</p>
        <ul className="player-column" aria-label={program ? 'Programs' : 'Guests'}>
          {guests.map((guest, index) => {
            const { key, className } = part(`guest ${guest.id}`);
            return (
              <li key={key} className={`${className} player-guest`} data-state={guest.state}>
                <span className="player-part-head">
                  <GuestSwatch hue={index} label={String(index + 1)} />
                  <strong>{program ? `program ${index + 1}` : guest.id}</strong>
                </span>
                <span className="quiet player-small">{guest.state}</span>
              </li>
            );
          })}
        </ul>
      </div>
      <p className="player-supply quiet player-small">
        {types.map((type) => {
          const { key, className } = part(`type ${type.id}`);
          return (
            <span key={key} className={`${className} player-chip`}>
              <code>{type.id}</code> {type.available} available
            </span>
          );
        })}
        {!program && (
          <span key={part('slots').key} className={`${part('slots').className} player-chip`}>
            {slotsWords(slots)}
          </span>
        )}
      </p>
    </div>
  );
}
