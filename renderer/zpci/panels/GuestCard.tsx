import { PROFILES } from '../../../shared/zpci/profiles.ts';
import { formatZpciRef } from '../../../shared/zpci/refs.ts';
import { uidText, type ZpciGuest } from '../../../shared/zpci/types.ts';
import { ColourFact, GuestHead } from '../../panels/guests/GuestHead.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Badge } from '../../ui/Callout.tsx';
import { powerGuest, recolourGuest, writeDown } from '../guest-edits.ts';
import { answerOf, cardWords, counted } from '../parts.ts';
import { useZpci } from '../zpci-context.ts';
import { CardProblems, useProblemsOf } from './CardProblems.tsx';
import { GuestMark, PartLink } from './GuestMark.tsx';

/** More are on the board. */
const MOST_DEVICES = 40;

/** What a guest is run with, in the words of its settings. */
export function settingsOf(guest: ZpciGuest): readonly string[] {
  const profile = PROFILES[guest.profile];
  return [
    profile.name,
    `machine type ${guest.machine ?? profile.machine}`,
    guest.kvm ? 'KVM' : 'TCG',
    ...(guest.cpuZpci ? [] : ['CPU without zpci']),
    ...(guest.isProtected ? ['Secure Execution'] : []),
    guest.iommu === 'iommufd' ? 'iommufd' : 'VFIO type 1',
    ...(guest.functionLimit === null ? [] : [`at most ${guest.functionLimit} functions`]),
  ];
}

function Devices({ guest }: { readonly guest: ZpciGuest }) {
  const { host } = useZpci();
  return (
    <section className="work-subsection" aria-label="Its devices">
      <h3>{guest.devices.length === 0 ? 'It has no device yet' : 'Its devices, in the order of creation'}</h3>
      {guest.devices.length === 0 && (
        <p className="quiet">
          Drag functions onto it, or select one and press G. Emulated devices are added with E.
        </p>
      )}
      <ul className="zpci-card-devices">
        {guest.devices.slice(0, MOST_DEVICES).map((device) => {
          const answer = answerOf(host.answers, guest.id, device.id);
          return (
            <li key={device.id}>
              <PartLink id={formatZpciRef({ kind: 'dev', guest: guest.id, device: device.id })}>
                {device.id}
              </PartLink>
              <span className="quiet mono truncate">{cardWords(device)}</span>
              {answer?.refused == null ? (
                <span className="mono">{answer?.uid == null ? '' : uidText(answer.uid)}</span>
              ) : (
                <Badge tone="danger" icon="error">
                  {answer.refused.rule}
                </Badge>
              )}
            </li>
          );
        })}
      </ul>
      {guest.devices.length > MOST_DEVICES && (
        <p className="quiet">and {guest.devices.length - MOST_DEVICES} more on the board.</p>
      )}
    </section>
  );
}

/** One guest: what it is run with, the devices it has, and everything that can be changed of it. */
export function GuestCard({ guest }: { readonly guest: ZpciGuest }) {
  const { host, store, labels } = useZpci();
  const { edit, set } = store.getState();
  const problems = useProblemsOf(guest.id);
  const isRunning = guest.running === true;
  const make = ({ label, edits }: ReturnType<typeof powerGuest>) => void edit(label, edits);
  const answers = host.answers.find(({ id }) => id === guest.id)?.devices ?? [];
  const automatic = answers.filter(
    ({ uidChosen, fidChosen }) => uidChosen === 'automatic' || fidChosen === 'automatic',
  ).length;
  return (
    <section className="work-card" aria-label={`Guest ${guest.name}`}>
      <GuestHead
        name={guest.name}
        mark={<GuestMark guestId={guest.id} large />}
        running={isRunning}
        onRename={() => set({ dialog: { kind: 'rename', guest: guest.id } })}
        onDelete={() => set({ dialog: { kind: 'delete', guest: guest.id } })}
      />
      <div className="work-row">
        <Button
          size="small"
          icon="control"
          shortcut="Alt+G"
          onClick={() => set({ dialog: { kind: 'settings', guest: guest.id } })}
        >
          Settings…
        </Button>
        <Button
          size="small"
          icon="plus"
          shortcut="E"
          onClick={() => set({ dialog: { kind: 'emulated', guest: guest.id } })}
        >
          Emulated device…
        </Button>
        <Button
          size="small"
          icon={isRunning ? 'stop' : 'play'}
          shortcut="Alt+S"
          onClick={() => make(powerGuest(guest))}
        >
          {isRunning ? 'Stop' : 'Start'}
        </Button>
      </div>
      <p className="quiet">{settingsOf(guest).join(' · ')}</p>
      <CardProblems problems={problems} />
      <Devices guest={guest} />
      {automatic > 0 && (
        <div className="zpci-box">
          <p>
            Numbers of {counted(automatic, 'device')} are chosen by the tool anew at every start: they change
            with the order of the devices.
          </p>
          <Button
            size="small"
            icon="lock"
            hint="UID and FID stand in the configuration then (ZPCI-K9)."
            onClick={() => make(writeDown(guest))}
          >
            Write down the numbers
          </Button>
        </div>
      )}
      <dl className="work-facts work-facts-controls">
        <div className="work-fact">
          <dt>Domain</dt>
          <dd className="work-row">
            {guest.domain ?? <span className="faint">none: QEMU is started by hand</span>}
            <IconButton
              icon="edit"
              size="small"
              label="Say which libvirt domain it is"
              onClick={() => set({ dialog: { kind: 'domain', guest: guest.id } })}
            />
          </dd>
        </div>
        <ColourFact
          guest={guest}
          label={labels.get(guest.id) ?? ''}
          onChoose={(hue) => make(recolourGuest(guest, hue))}
        />
      </dl>
    </section>
  );
}
