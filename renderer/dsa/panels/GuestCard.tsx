import type { DsaGuest } from '../../../shared/dsa/types.ts';
import { deviceNamed, wqName } from '../../../shared/dsa/types.ts';
import { ColourFact, GuestHead } from '../../panels/guests/GuestHead.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { useDsa } from '../dsa-context.ts';
import { powerGuest, recolourGuest } from '../guest-edits.ts';
import { isRunning, mdevsOf, shortId } from '../parts.ts';
import { CardProblems } from './CardProblems.tsx';
import { GuestMark, PartLink } from './GuestMark.tsx';

const STATES = { true: 'running', false: 'not running', null: 'not told whether it runs' } as const;

/** One guest: the queues it has and everything that can be changed of it. */
export function GuestCard({ guest }: { readonly guest: DsaGuest }) {
  const { host, store, labels } = useDsa();
  const { desired: state } = host;
  const { edit, set, give } = store.getState();
  const running = isRunning(state, guest.id);
  const power = powerGuest(guest, running === true);
  const mdevs = mdevsOf(state, guest.id);
  const problems = host.problems.filter(({ refs }) =>
    refs.some((ref) => ref.kind === 'guest' && ref.id === guest.id),
  );
  return (
    <section className="work-card" aria-label={`Guest ${guest.name}`}>
      <GuestHead
        name={guest.name}
        mark={<GuestMark guestId={guest.id} large />}
        running={running === true}
        onRename={() => set({ dialog: { kind: 'rename', guest: guest.id } })}
        onDelete={() => set({ dialog: { kind: 'delete', guest: guest.id } })}
      />
      <div className="work-row">
        <Button size="small" icon="plus" shortcut="G" onClick={() => void give(guest.id, null)}>
          Give it a queue…
        </Button>
        <Button
          size="small"
          icon={running === true ? 'stop' : 'play'}
          hint={
            running === true
              ? 'Simulates that the guest ends: its interrupt slots and PASIDs come free.'
              : 'Simulates that the guest starts: each of its devices takes an interrupt slot and a PASID.'
          }
          onClick={() => void edit(power.label, power.edits)}
        >
          {running === true ? 'Stop' : 'Start'}
        </Button>
      </div>
      <CardProblems problems={problems} />
      <section className="work-subsection" aria-label="Its queues">
        <h3>{mdevs.length === 0 ? 'It has no queue yet' : 'Its queues'}</h3>
        {mdevs.length === 0 && (
          <p className="quiet">
            Drag it onto a work queue or a device, or select one and press G: the studio does what it takes
            and shows it first where something stops for it.
          </p>
        )}
        <ul className="dsa-users">
          {mdevs.map((mdev) => {
            const device = deviceNamed(state, mdev.device);
            return (
              <li key={mdev.id}>
                <PartLink id={mdev.id}>{`mdev ${shortId(mdev.id)}`}</PartLink>
                {device !== undefined && mdev.wq !== null ? (
                  <PartLink id={wqName(device, mdev.wq)} />
                ) : (
                  <span className="faint">queue not told</span>
                )}
                <span className="faint">{mdev.running === null ? 'created' : 'running'}</span>
              </li>
            );
          })}
        </ul>
      </section>
      <dl className="work-facts work-facts-controls">
        <div className="work-fact">
          <dt>State</dt>
          <dd>{STATES[`${running}`]}</dd>
        </div>
        <div className="work-fact">
          <dt>Domain</dt>
          <dd className="work-row">
            {guest.domain ?? <span className="faint">no source tells its libvirt name</span>}
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
          onChoose={(hue) => {
            const { label, edits } = recolourGuest(guest, hue);
            void edit(label, edits);
          }}
        />
      </dl>
    </section>
  );
}
