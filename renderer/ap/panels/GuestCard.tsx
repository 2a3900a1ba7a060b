import type { Mdev } from '../../../shared/ap/types.ts';
import { countIds, idsOf, type Mask, maskToHex } from '../../../shared/mask.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Badge, Callout } from '../../ui/Callout.tsx';
import type { TermId } from '../../learn/glossary.ts';
import { Term } from '../../ui/Term.tsx';
import { useAp } from '../ap-context.ts';
import { reapplyGuest, startGuest, stopGuest } from '../guest-edits.ts';
import {
  cellCount,
  crycbText,
  hiddenDomains,
  idListText,
  modeMix,
  problemsOfGuest,
  reachedMasks,
} from '../guest-facts.ts';
import { groupedHex } from '../sysfs-files.ts';
import { ControlDomains } from './ControlDomains.tsx';
import { CopyButton } from './CopyButton.tsx';
import { Fixes, RuleLink } from './Fixes.tsx';
import { GuestIdentity } from './GuestIdentity.tsx';
import { GuestSwatch } from './GuestSwatch.tsx';
import { HiddenAdapters } from './HiddenAdapters.tsx';

const MODES: Readonly<Record<string, string>> = { accelerator: 'accelerator', cca: 'CCA', ep11: 'EP11' };
const TONES = { error: 'danger', warning: 'warning', info: 'info' } as const;

function MaskRow({
  name,
  what,
  mask,
}: {
  readonly name: string;
  readonly what: TermId;
  readonly mask: Mask;
}) {
  return (
    <div className="ap-fact">
      <dt>
        <Term id={what}>{name}</Term>
      </dt>
      <dd className="ap-mask">
        <span className="ap-mask-hex">
          <code title={maskToHex(mask)}>{groupedHex(maskToHex(mask))}</code>
          <CopyButton label={`Copy ${name}`} text={maskToHex(mask)} />
        </span>
        <span className="quiet">{idListText(idsOf(mask))}</span>
      </dd>
    </div>
  );
}

/** Hidden adapters and the mix of modes have parts of the card of their own. */
const EXPLAINED_ELSEWHERE = new Set(['AP-P1', 'AP-U13', 'AP-U23', 'AP-V10', 'AP-C6']);

/** Problems of this guest that no other part of the card explains. */
function GuestProblems({ mdev }: { readonly mdev: Mdev }) {
  const { host } = useAp();
  const problems = problemsOfGuest(host.problems, mdev.id).filter(
    (problem) => !EXPLAINED_ELSEWHERE.has(problem.rule),
  );
  return problems.slice(0, 5).map((problem) => (
    <Callout
      key={problem.id}
      tone={TONES[problem.severity]}
      actions={
        <>
          <Fixes fixes={problem.fixes} />
          <RuleLink rule={problem.rule} />
        </>
      }
    >
      {problem.message}
    </Callout>
  ));
}

/** One guest: what it was promised, what it sees and why, and everything that can be changed of it. */
export function GuestCard({ mdev }: { readonly mdev: Mdev }) {
  const { host, store } = useAp();
  const { edit, set } = store.getState();
  const state = host.desired;
  const { matrix } = mdev;
  const reached = reachedMasks(state, mdev);
  const promised = cellCount(matrix.apm, matrix.aqm);
  const sees = cellCount(reached.apm, reached.aqm);
  const mix = modeMix(state, mdev);
  const lostDomains = hiddenDomains(state, mdev);
  const power = mdev.guest === null ? startGuest(mdev) : stopGuest(mdev);
  const reapply = reapplyGuest(mdev);
  return (
    <section className="ap-card" aria-label={`Guest ${mdev.name}`}>
      <header className="ap-card-head">
        <GuestSwatch guestId={mdev.id} large />
        <h2 className="truncate" title={mdev.name}>
          {mdev.name}
        </h2>
        {mdev.guest !== null && (
          <Badge tone="success" icon="play">
            running
          </Badge>
        )}
        <IconButton
          icon="edit"
          size="small"
          label="Rename"
          onClick={() => set({ dialog: { kind: 'rename', mdev: mdev.id } })}
        />
        <IconButton
          icon="trash"
          size="small"
          label="Delete"
          onClick={() => set({ dialog: { kind: 'delete', mdev: mdev.id } })}
        />
      </header>
      <div className="ap-row">
        <Button
          size="small"
          icon={mdev.guest === null ? 'play' : 'stop'}
          hint={
            mdev.guest === null
              ? 'Simulates that the guest starts with this device.'
              : 'Simulates that the guest ends: all its queues are zeroized, pending requests are lost.'
          }
          onClick={() => void edit(power.label, power.edits)}
        >
          {mdev.guest === null ? 'Start' : 'Stop'}
        </Button>
        <Button
          size="small"
          icon="refresh"
          hint="Writes the guest's own configuration again: the kernel filters anew and brings back adapters whose fault is gone."
          disabledReason={
            state.hasApConfig ? null : 'This kernel has no ap_config file (Linux 6.10 and later).'
          }
          onClick={() => void edit(reapply.label, reapply.edits)}
        >
          Re-apply
        </Button>
      </div>
      {mdev.type === 'passthrough' && (
        <>
          <dl className="ap-facts">
            <MaskRow name="APM" what="adapter" mask={matrix.apm} />
            <MaskRow name="AQM" what="usage-domain" mask={matrix.aqm} />
            <MaskRow name="ADM" what="control-domain" mask={matrix.adm} />
            <div className="ap-fact">
              <dt>
                <Term id="matrix">Matrix</Term>
              </dt>
              <dd>
                {countIds(matrix.apm)} × {countIds(matrix.aqm)} = {promised} APQNs
              </dd>
            </div>
            <div className="ap-fact">
              <dt>
                <Term id="guest-matrix">Guest sees</Term>
              </dt>
              <dd className={sees < promised ? 'ap-note-warning' : undefined}>
                {sees} of {promised} APQNs
              </dd>
            </div>
          </dl>
          <HiddenAdapters mdev={mdev} />
          {lostDomains.length > 0 && (
            <Callout tone="warning">
              Domain {idListText(lostDomains)} of the matrix does not reach the guest:{' '}
              {mdev.crycbFormat === 2
                ? 'the LPAR lacks it. The matrix keeps the wish.'
                : crycbText(mdev.crycbFormat)}
            </Callout>
          )}
          {mix.length > 0 && (
            <Callout tone="info">
              The guest gets cards of different modes:{' '}
              {mix
                .map(({ mode, adapters }) => `${MODES[mode] ?? mode} (adapter ${idListText(adapters, 4)})`)
                .join(', ')}
              . Every domain then has all of them.
            </Callout>
          )}
        </>
      )}
      <GuestProblems mdev={mdev} />
      {mdev.type === 'passthrough' && <ControlDomains mdev={mdev} />}
      <GuestIdentity mdev={mdev} />
      {mdev.crycbFormat !== 2 && <p className="ap-note-warning">{crycbText(mdev.crycbFormat)}</p>}
      {mdev.guest !== null && (
        <p className="faint">
          A running guest notices a change at once or at its next scan, at most 30 seconds later.
        </p>
      )}
    </section>
  );
}
