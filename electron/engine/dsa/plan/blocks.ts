/** What stands between a host and a wish, in sentences, with what would help. */
import type { DsaGuest, DsaState, StrategyId } from '../../../../shared/dsa/types.ts';
import type { Ref } from '../../../../shared/findings.ts';
import type { PlanBlock } from '../../../../shared/plan.ts';
import { whyNoDomainName } from '../../tools/domain-name.ts';
import { listWords } from '../../words.ts';
import { part } from './differences.ts';
import type { Way, WayStep } from './way.ts';

type Unblock = PlanBlock['unblock'][number];
type Refusal = Extract<Way, { readonly ok: false }>;

export function block(
  rule: string,
  message: string,
  refs: readonly Ref[] = [],
  unblock: readonly Unblock[] = [],
): PlanBlock {
  return { family: 'dsa', rule, message, refs, unblock };
}

function named(states: readonly DsaState[], id: string): DsaGuest | undefined {
  for (const { guests } of states) {
    const guest = guests.find((one) => one.id === id);
    if (guest !== undefined) return guest;
  }
  return undefined;
}

/** Why no command stops or starts this guest, as a clause; null when one does. */
export function whyNoDomain(name: string, domain: string | null): string | null {
  if (domain === null)
    return `no source tells which libvirt domain ${name} is, so no command can stop or start it`;
  return whyNoDomainName(domain);
}

/** `states`: the host as read, and the wish. */
function restartFix(states: readonly DsaState[], ids: readonly string[]): Unblock {
  const guests = ids.map((id) => named(states, id) ?? { id, name: id, domain: null });
  const names = listWords(guests.map(({ name }) => name));
  const reasons = guests.flatMap(({ name, domain }) => whyNoDomain(name, domain) ?? []);
  if (reasons.length > 0)
    return {
      label: `Stop ${names} by hand for the change, then read the host again`,
      detail: `${reasons[0]!.charAt(0).toUpperCase()}${reasons[0]!.slice(1)}.`,
      edits: [],
      restart: [],
    };
  const wish = states.at(-1)!;
  const isUpAgain = wish.mdevs.some(({ guest, running }) => running !== null && ids.includes(guest ?? ''));
  return {
    label: `${isUpAgain ? 'Restart' : 'Stop'} ${names} for the change`,
    detail: isUpAgain
      ? 'Shut down before the change and started again after it; requests in flight are lost.'
      : 'Shut down before the change, and left so; requests in flight are lost.',
    edits: [],
    restart: ids,
  };
}

/** Of a way that was not found; a running guest in it can be restarted. */
export function wayBlock(observed: DsaState, desired: DsaState, refusal: Refusal): PlanBlock {
  const guests = refusal.refs.flatMap((ref) => (ref.kind === 'guest' ? [ref.id] : []));
  const isHeld = refusal.rule === 'DSA-O33' && guests.length > 0;
  const unblock = isHeld ? [restartFix([observed, desired], guests)] : [];
  return block(refusal.rule, refusal.message, refusal.refs, unblock);
}

/** One for each guest that a step stops or starts and no command can name. */
export function domainBlocks(states: readonly DsaState[], steps: readonly WayStep[]): PlanBlock[] {
  const blocks = new Map<string, PlanBlock>();
  for (const { op, refs } of steps) {
    if (op.op !== 'guest-stop' && op.op !== 'guest-start') continue;
    const [ref] = refs;
    if (ref?.kind !== 'guest' || blocks.has(ref.id)) continue;
    const guest = named(states, ref.id);
    const why = whyNoDomain(guest?.name ?? `The guest of ${ref.id}`, guest?.domain ?? null);
    if (why === null) continue;
    const rule = op.op === 'guest-stop' ? 'DSA-O37' : 'DSA-O36';
    blocks.set(ref.id, block(rule, `${why.charAt(0).toUpperCase()}${why.slice(1)}.`, [ref]));
  }
  return [...blocks.values()];
}

/** Paths, definitions and configuration files name devices by their addresses; those of a state that was told none are made up. */
export function addressBlocks(observed: DsaState): PlanBlock[] {
  if (!observed.untold.includes('addresses')) return [];
  const names = observed.devices.map(({ name }) => name);
  return [
    block(
      'DSA-M21',
      `The source does not tell the ${names.length === 1 ? 'address' : 'addresses'} of ${listWords(names)}, and a plan has to name ${names.length === 1 ? 'it' : 'them'}. Read the host itself, or import a listing that tells where its devices are.`,
      names.map(part),
    ),
  ];
}

/** Strategies whose files are only in one vendor's tree, in a posting, or in nobody's (dsa.md 5). */
const NO_KERNEL: Readonly<Partial<Record<StrategyId, readonly [number: string, why: string]>>> = {
  'mdev-uuid': [
    'S2',
    'the attribute uuid of a queue was in the first posting of the series only and was dropped in the second',
  ],
  'mdev-pull': [
    'S3',
    'taking any unassigned queue at create was asked for in the discussion and never written',
  ],
  'push-vfio': ['S4', 'the driver vfio of the dsa bus was tried in the discussion and never posted'],
  'push-vfio-create': ['S5', 'the files vfio_create and vfio_remove were proposed and never written'],
  vdev: ['S6', 'vdev devices are in Intel’s own tree only, and the source does not show their files'],
  devlink: ['S7', 'devlink ports are what other vendors’ cards have; idxd has none'],
};

/** Devices that the way makes or takes away under such a strategy. The picture may hold them; no command brings them. */
export function strategyBlocks(observed: DsaState, target: DsaState): PlanBlock[] {
  const kept = new Map(observed.mdevs.map((mdev) => [mdev.id, mdev]));
  const now = new Map(target.mdevs.map((mdev) => [mdev.id, mdev]));
  const changed = [
    ...target.mdevs.filter(({ id }) => !kept.has(id)),
    ...observed.mdevs.filter(({ id }) => !now.has(id)),
  ];
  const blocks = new Map<StrategyId, PlanBlock>();
  for (const { strategy, id } of changed) {
    const told = NO_KERNEL[strategy];
    if (told === undefined) continue;
    const [number, why] = told;
    const before = blocks.get(strategy);
    const refs = [...(before?.refs ?? []), part(id)].slice(0, 12);
    blocks.set(
      strategy,
      block(
        `DSA-${number}`,
        `Under the strategy ${strategy} there are no steps to run: ${why}. Play it in the player, or choose mdev-hybrid for a plan.`,
        refs,
        [
          {
            label: 'Choose the strategy mdev-hybrid for this host',
            edits: [{ family: 'dsa', op: 'setStrategy', strategy: 'mdev-hybrid' }],
            restart: [],
          },
        ],
      ),
    );
  }
  return [...blocks.values()];
}
