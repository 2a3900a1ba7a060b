/** Eight lives of a function in a guest, played as a ladder. */
import './life.css';
import type { Life } from '../../../shared/zpci/cards.ts';
import { formatZpciRef } from '../../../shared/zpci/refs.ts';
import { guestById, type ZpciState } from '../../../shared/zpci/types.ts';
import { useEngineQuery } from '../../store/use-engine-query.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/Callout.tsx';
import { useAnswered, useZpci, useZpciState } from '../zpci-context.ts';
import { AreaFrame, Pending } from './AreaFrame.tsx';
import { LIFE_NAMES, LIFE_ORDER } from './life-model.ts';
import { LifePlayer } from './LifePlayer.tsx';

interface PlayedProps {
  readonly guest: string;
  readonly device: string;
  readonly life: Life;
}

function Played({ guest, device, life }: PlayedProps) {
  const { host } = useZpci();
  const { value, error } = useEngineQuery(host, 'zpci.life', { hostId: host.host.id, guest, device, life });
  if (value === null)
    return <Pending error={error} waitingFor="Playing it on the model" failed="This life cannot be played" />;
  return (
    <>
      <p className="life-about">{value.about}</p>
      <LifePlayer key={`${guest} ${device} ${life}`} run={value} />
    </>
  );
}

/** A function to begin with where none is selected; null = no guest has one. */
function firstDevice({ guests }: ZpciState): { readonly id: string; readonly words: string } | null {
  for (const guest of guests) {
    const device = guest.devices[0];
    if (device !== undefined)
      return {
        id: formatZpciRef({ kind: 'dev', guest: guest.id, device: device.id }),
        words: `${device.id} in ${guest.name}`,
      };
  }
  return null;
}

/** The life of the selected function of a guest. */
export function LifeArea() {
  const { host, store } = useZpci();
  const answered = useAnswered();
  const life = useZpciState((state) => state.life);
  const first = firstDevice(host.desired);
  const name = answered === null ? '' : (guestById(host.desired, answered.guest)?.name ?? answered.guest);
  return (
    <AreaFrame
      label="Life"
      title={answered === null ? 'Life of a function' : `Life of ${answered.device} in ${name}`}
      lead="Who does what, from top to bottom. Orange labels are events the guest gets; red rungs are refused."
      tools={
        <label className="explain-select">
          Life
          <select
            value={life}
            onChange={(event) => store.getState().set({ life: event.target.value as Life })}
          >
            {LIFE_ORDER.map((one) => (
              <option key={one} value={one}>
                {LIFE_NAMES[one]}
              </option>
            ))}
          </select>
        </label>
      }
    >
      {answered === null ? (
        <EmptyState
          icon="play"
          title="Select a function of a guest"
          actions={
            first !== null && (
              <Button variant="primary" onClick={() => store.getState().select(first.id)}>
                Play that of {first.words}
              </Button>
            )
          }
        >
          A life is that of one function in one guest. Select one in the list of guests, or give a function to
          a guest first.
        </EmptyState>
      ) : (
        <Played guest={answered.guest} device={answered.device} life={life} />
      )}
    </AreaFrame>
  );
}
