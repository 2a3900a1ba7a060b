import type { GuestCard as GuestCardAnswer } from '../../../shared/ap/cards.ts';
import type { Mdev } from '../../../shared/ap/types.ts';
import { GuestHead } from '../../panels/guests/GuestHead.tsx';
import { Button } from '../../ui/Button.tsx';
import { Callout } from '../../ui/Callout.tsx';
import { Term } from '../../ui/Term.tsx';
import { useAp } from '../ap-context.ts';
import { groupedHex } from '../grouped-hex.ts';
import { reapplyGuest, startGuest, stopGuest } from '../guest-edits.ts';
import { useEngineQuery } from '../../store/use-engine-query.ts';
import { ControlDomains } from './ControlDomains.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { GuestIdentity } from './GuestIdentity.tsx';
import { GuestSwatch } from './GuestSwatch.tsx';
import { HiddenAdapters } from './HiddenAdapters.tsx';
import { Notes } from './Notes.tsx';

const MASK_TERMS = { APM: 'adapter', AQM: 'usage-domain', ADM: 'control-domain' } as const;

/** Until the engine answers, which takes some milliseconds, the rows stand empty so that nothing jumps. */
const NO_MASKS: GuestCardAnswer['masks'] = (['APM', 'AQM', 'ADM'] as const).map((name) => ({
  name,
  hex: '',
  ids: '…',
}));

function MaskRow({ name, hex, ids }: GuestCardAnswer['masks'][number]) {
  return (
    <div className="work-fact">
      <dt>
        <Term id={MASK_TERMS[name]}>{name}</Term>
      </dt>
      <dd className="ap-mask">
        <span className="ap-mask-hex">
          <code title={hex}>{hex === '' ? '…' : groupedHex(hex)}</code>
          <CopyButton label={`Copy ${name}`} text={hex} />
        </span>
        <span className="quiet">{ids}</span>
      </dd>
    </div>
  );
}

function apqnCount(count: number): string {
  return `${count} ${count === 1 ? 'APQN' : 'APQNs'}`;
}

function MatrixFacts({ card }: { readonly card: GuestCardAnswer | null }) {
  const lost = card?.hiddenDomains ?? '';
  return (
    <dl className="work-facts">
      {(card?.masks ?? NO_MASKS).map((mask) => (
        <MaskRow key={mask.name} {...mask} />
      ))}
      <div className="work-fact">
        <dt>
          <Term id="matrix">Matrix</Term>
        </dt>
        <dd>{card === null ? '…' : `${card.adapters} × ${card.domains} = ${apqnCount(card.apqns)}`}</dd>
      </div>
      <div className="work-fact">
        <dt>
          <Term id="guest-matrix">Guest sees</Term>
        </dt>
        <dd className={card !== null && card.sees < card.apqns ? 'work-note-warning' : undefined}>
          {card === null ? '…' : `${card.sees} of ${apqnCount(card.apqns)}`}
          {lost !== '' && `, nothing in domain ${lost}`}
        </dd>
      </div>
    </dl>
  );
}

/** One guest: what it was promised, what it sees and why, and everything that can be changed of it. */
export function GuestCard({ mdev }: { readonly mdev: Mdev }) {
  const { host, store } = useAp();
  const { edit, set } = store.getState();
  const { value: card, error } = useEngineQuery(host, 'ap.guest', { hostId: host.host.id, mdev: mdev.id });
  const power = mdev.guest === null ? startGuest(mdev) : stopGuest(mdev);
  const reapply = reapplyGuest(mdev);
  return (
    <section className="work-card" aria-label={`Guest ${mdev.name}`}>
      <GuestHead
        name={mdev.name}
        mark={<GuestSwatch guestId={mdev.id} large />}
        running={mdev.guest !== null}
        onRename={() => set({ dialog: { kind: 'rename', mdev: mdev.id } })}
        onDelete={() => set({ dialog: { kind: 'delete', mdev: mdev.id } })}
      />
      <div className="work-row">
        <Button
          size="small"
          icon={mdev.guest === null ? 'play' : 'stop'}
          hint={
            mdev.guest === null
              ? 'Simulates that the guest starts with this device.'
              : `Simulates that the guest ends. ${(card?.stopping ?? []).join(' ')}`
          }
          onClick={() => void edit(power.label, power.edits)}
        >
          {mdev.guest === null ? 'Start' : 'Stop'}
        </Button>
        <Button
          size="small"
          icon="refresh"
          hint="Writes the guest's own configuration again: the kernel filters anew and brings back adapters whose fault is gone."
          onClick={() => void edit(reapply.label, reapply.edits)}
        >
          Re-apply
        </Button>
      </div>
      {error !== null && <Callout tone="danger">{error}</Callout>}
      {mdev.type === 'passthrough' && <MatrixFacts card={card} />}
      <HiddenAdapters hidden={card?.hidden ?? []} />
      <Notes notes={card?.notes ?? []} />
      {mdev.type === 'passthrough' && <ControlDomains mdev={mdev} notes={card?.control ?? []} />}
      <GuestIdentity mdev={mdev} />
      {mdev.guest !== null && (
        <p className="faint">
          A running guest notices a change at once or at its next scan, at most 30 seconds later.
        </p>
      )}
    </section>
  );
}
