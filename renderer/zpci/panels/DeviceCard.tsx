import {
  functionAt,
  fidText,
  type GuestDevice,
  uidText,
  type ZpciGuest,
} from '../../../shared/zpci/types.ts';
import type { DeviceAnswer } from '../../../shared/zpci/view.ts';
import { formatZpciRef } from '../../../shared/zpci/refs.ts';
import { WhyLink } from '../../app/rules.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Badge, Callout } from '../../ui/Callout.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { PROPERTIES, reorder, setProperty } from '../guest-edits.ts';
import { answerOf, cardWords, hex, windowSize } from '../parts.ts';
import { deviceEntries } from '../part-entries.ts';
import { isAsItIs } from '../answer/what-if.ts';
import { useZpci, useZpciState } from '../zpci-context.ts';
import { CardProblems, useProblemsOf } from './CardProblems.tsx';
import { GuestLink, GuestMark, PartLink } from './GuestMark.tsx';

/** Why the tool would refuse the device: rule ids come as `ZPCI-A4`. */
function RefusedCallout({ refused }: { readonly refused: NonNullable<DeviceAnswer['refused']> }) {
  return (
    <Callout
      tone="danger"
      title="The guest would not start with it"
      actions={<WhyLink rule={refused.rule} />}
    >
      {refused.message}
    </Callout>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <div className="work-fact">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Chosen({ how }: { readonly how: DeviceAnswer['uidChosen'] }) {
  return how === 'automatic' ? <span className="faint"> chosen by the tool</span> : null;
}

const SWITCH = [
  { value: 'default', label: 'Default', hint: 'Not written: the tool decides.' },
  { value: 'on', label: 'On' },
  { value: 'off', label: 'Off' },
] as const;

function Properties({ guest, device }: { readonly guest: ZpciGuest; readonly device: GuestDevice }) {
  const { store } = useZpci();
  if (device.card?.kind === 'emulated') return null;
  return (
    <section className="work-subsection" aria-label="Properties of its zpci device">
      <h3>Properties of its zpci device</h3>
      {PROPERTIES.map((each) => {
        const value = device.zpci?.[each.property] ?? null;
        return (
          <div className="zpci-property" key={each.property}>
            <code title={each.hint}>{each.name}</code>
            <Segmented
              label={each.name}
              value={value === null ? 'default' : value ? 'on' : 'off'}
              options={SWITCH}
              onChange={(next) => {
                const { label, edits } = setProperty(
                  guest,
                  device.id,
                  each,
                  next === 'default' ? null : next === 'on',
                );
                void store.getState().edit(label, edits);
              }}
            />
          </div>
        );
      })}
    </section>
  );
}

/** One device of a guest: its numbers, where it is in QEMU and in the guest, and everything that can be changed of it. */
export function DeviceCard({
  id,
  guest,
  device,
}: {
  readonly id: string;
  readonly guest: ZpciGuest;
  readonly device: GuestDevice;
}) {
  const { host, store } = useZpci();
  const answer = answerOf(host.answers, guest.id, device.id);
  const problems = useProblemsOf(id);
  const fn = device.card?.kind === 'vfio' ? functionAt(host.desired, device.card.host) : undefined;
  const { set, take, edit } = store.getState();
  const at = guest.devices.indexOf(device);
  const place = (to: number) => () => {
    const { label, edits } = reorder(guest, device.id, to);
    void edit(label, edits);
  };
  const isOther = useZpciState((state) => state.display === 'answer' && !isAsItIs(state.whatIf));
  const asItIs = isOther && <span className="quiet"> as it is, not in the what-if</span>;
  const size = answer === null ? null : windowSize(answer.sdma, answer.edma);
  return (
    <section className="work-card" aria-label={`Device ${device.id} of ${guest.name}`}>
      <header className="work-card-head">
        <GuestMark guestId={guest.id} />
        <h2 className="truncate mono">{device.id}</h2>
        {answer !== null && (
          <Badge tone={answer.mode === 'waiting' ? 'warning' : 'neutral'}>{answer.mode}</Badge>
        )}
        <IconButton
          icon="edit"
          size="small"
          label="Rename"
          shortcut="Shift+F2"
          onClick={() => set({ dialog: { kind: 'rename-device', guest: guest.id, device: device.id } })}
        />
      </header>
      <div className="work-row">
        <Button
          size="small"
          variant="primary"
          icon="eye"
          onClick={() => {
            store.getState().select(id);
            set({ display: 'answer' });
          }}
        >
          What the guest reads
        </Button>
        <Button
          size="small"
          icon="edit"
          shortcut="U"
          onClick={() => set({ dialog: { kind: 'ids', guest: guest.id, device: device.id } })}
        >
          UID and FID…
        </Button>
        <Menu
          label="What to do with it"
          trigger={
            <Button size="small" iconEnd="chevronDown">
              More
            </Button>
          }
          entries={() => deviceEntries({ store, state: host.desired }, guest, device)}
        />
      </div>
      {answer?.refused != null && <RefusedCallout refused={answer.refused} />}
      <CardProblems problems={problems} />
      <dl className="work-facts">
        <Fact label="Guest">
          <GuestLink guestId={guest.id} />
        </Fact>
        <Fact label="Card">
          {fn === undefined ? (
            <span className="mono">{cardWords(device)}</span>
          ) : (
            <PartLink id={formatZpciRef({ kind: 'fn', fid: fn.fid })} />
          )}
          {device.card?.kind === 'emulated' && <span className="quiet"> emulated by QEMU</span>}
        </Fact>
        {answer !== null && (
          <>
            <Fact label="UID">
              {answer.uid === null ? (
                <span className="faint">none</span>
              ) : (
                <span className="mono">{uidText(answer.uid)}</span>
              )}
              <Chosen how={answer.uidChosen} />
            </Fact>
            <Fact label="FID">
              {answer.fid === null ? (
                <span className="faint">none</span>
              ) : (
                <span className="mono">{fidText(answer.fid)}</span>
              )}
              <Chosen how={answer.fidChosen} />
            </Fact>
            <Fact label="In the guest">
              {answer.address === null ? (
                <span className="faint">the guest does not see it</span>
              ) : (
                <span className="mono">{answer.address}</span>
              )}
            </Fact>
            <Fact label={guest.running === false ? 'State, once it runs' : 'State'}>{answer.state}</Fact>
            <Fact label="Group">
              {answer.group === null ? (
                <span className="faint">not known</span>
              ) : (
                <PartLink id={formatZpciRef({ kind: 'group', guest: guest.id, group: answer.group })}>
                  {hex(answer.group, 2)}
                </PartLink>
              )}
              {asItIs}
            </Fact>
            <Fact label="Window">
              {size === null ? (
                <span className="faint">not known</span>
              ) : (
                <>
                  {size}{' '}
                  <span className="mono quiet">
                    {answer.sdma} – {answer.edma}
                  </span>
                </>
              )}
              {asItIs}
            </Fact>
          </>
        )}
        <Fact label="Created">
          <span className="work-row">
            as number {at + 1} of {guest.devices.length}
            <IconButton
              icon="arrowUp"
              size="small"
              label="Create it earlier"
              shortcut="Alt+Shift+ArrowUp"
              disabledReason={at === 0 ? 'It is the first.' : null}
              onClick={place(at - 1)}
            />
            <IconButton
              icon="chevronDown"
              size="small"
              label="Create it later"
              shortcut="Alt+Shift+ArrowDown"
              disabledReason={at === guest.devices.length - 1 ? 'It is the last.' : null}
              onClick={place(at + 1)}
            />
          </span>
        </Fact>
        {device.unplugRequested && <Fact label="Removal">asked for; the guest has not answered</Fact>}
      </dl>
      <Properties guest={guest} device={device} />
      <Button size="small" icon="minus" shortcut="Delete" onClick={() => void take(guest.id, device.id)}>
        {device.card?.kind === 'vfio' ? 'Give it back to the host' : 'Remove it'}
      </Button>
    </section>
  );
}
