/** The groups of the host on one side, those of its guests on the other, linked where one stands for the other. */
import './groups.css';
import type { GroupsCard } from '../../../shared/zpci/cards.ts';
import type { ZpciState } from '../../../shared/zpci/types.ts';
import { useEngineQuery } from '../../store/use-engine-query.ts';
import { EmptyState } from '../../ui/Callout.tsx';
import { useZpci, useZpciState } from '../zpci-context.ts';
import { AreaFrame, Pending } from './AreaFrame.tsx';
import { groupRows, guestName, linkWords, SIMULATED_GROUPS } from './groups-model.ts';
import { GroupSet } from './GroupSet.tsx';

/** How many of the simulated numbers a guest has used up. */
function Meter({ name, left }: { readonly name: string; readonly left: number }) {
  const used = SIMULATED_GROUPS - left;
  return (
    <li
      className="set-meter"
      data-full={left === 0}
      title={
        left === 0
          ? 'The next group of the host falls into QEMU’s own group 0xff, with its values (ZPCI-G7, ZPCI-K7).'
          : 'Numbers 0xf0 to 0xfe: QEMU takes one for each group of the host whose functions it intercepts, and gives none back while it runs (ZPCI-G3, ZPCI-G8).'
      }
    >
      <span className="truncate">{name}</span>
      <span
        className="set-pips"
        role="img"
        aria-label={`${used} of ${SIMULATED_GROUPS} simulated groups used`}
      >
        {Array.from({ length: SIMULATED_GROUPS }, (_, pip) => (
          <i key={pip} data-used={pip < used} />
        ))}
      </span>
      <span className="tabular faint">{left} left</span>
    </li>
  );
}

export interface GroupsPictureProps {
  readonly card: GroupsCard;
  readonly state: ZpciState;
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
}

export function GroupsPicture({ card, state, selected, onSelect }: GroupsPictureProps) {
  const rows = groupRows(card);
  const meters = card.guests.filter(({ simulatedLeft }) => simulatedLeft !== null);
  if (rows.length === 0)
    return (
      <EmptyState icon="layers" title="No groups are known">
        The capture tells no group of any function, and no guest has one. Read the host with its pfgid files,
        or give a function to a guest.
      </EmptyState>
    );
  return (
    <>
      {meters.length > 0 && (
        <ul className="set-meters" aria-label="Simulated groups left in each guest">
          {meters.map(({ guest, simulatedLeft }) => (
            <Meter key={guest} name={guestName(state, guest)} left={simulatedLeft!} />
          ))}
        </ul>
      )}
      <div className="set-rows">
        <span className="section-label set-column">Groups of the host</span>
        <span className="section-label set-column">What guests have of them</span>
        {rows.map(({ host, sets }) => (
          <div key={host?.number ?? 'own'} className="set-row">
            {host === null ? (
              <div className="set set-none">
                <p className="set-shares">
                  No card is behind these: QEMU fills them with values of its own, whatever the function is.
                </p>
              </div>
            ) : (
              <GroupSet group={host} guest={null} host={null} selected={selected} onSelect={onSelect} />
            )}
            <div className={sets.length === 0 ? 'set-link set-link-none' : 'set-link'} aria-hidden="true">
              {linkWords({ host, sets })}
            </div>
            <div className="set-guests">
              {sets.length === 0 && <p className="faint">No guest has a function of this group.</p>}
              {sets.map(({ guest, group }) => (
                <GroupSet
                  key={`${guest} ${group.number}`}
                  group={group}
                  guest={{
                    id: guest,
                    name: guestName(state, guest),
                    hue: state.guests.find(({ id }) => id === guest)?.hue ?? 7,
                  }}
                  host={host}
                  selected={selected}
                  onSelect={onSelect}
                />
              ))}
            </div>
          </div>
        ))}
      </div>
    </>
  );
}

/** The groups of the host and of each guest. */
export function GroupsArea() {
  const { host, store } = useZpci();
  const selected = useZpciState((state) => state.selected);
  const { value, error } = useEngineQuery(host, 'zpci.groups', { hostId: host.host.id });
  return (
    <AreaFrame
      label="Groups"
      title="Functions of one group share these limits"
      lead="A guest’s driver asks for the group, not for the card. ≠ marks what is told otherwise than the host’s group has it; ♛ marks the function whose values the group took."
    >
      {value === null ? (
        <Pending error={error} waitingFor="Working out the groups" failed="The groups cannot be shown" />
      ) : (
        <GroupsPicture
          card={value}
          state={host.desired}
          selected={selected}
          onSelect={(id) => store.getState().select(id)}
        />
      )}
    </AreaFrame>
  );
}
