/** What stands between a host and a wish, in sentences, with what would help. */
import type { ApEdit } from '../../../../shared/ap/edits.ts';
import type { ApState, Mdev } from '../../../../shared/ap/types.ts';
import type { Fix, Ref } from '../../../../shared/findings.ts';
import { idsOf, type Mask, minus, sameMask } from '../../../../shared/mask.ts';
import type { PlanBlock } from '../../../../shared/plan.ts';
import { attemptOn } from '../edits.ts';
import { workableFixes } from '../../fix-trial.ts';
import { sharers } from '../kernel/assign.ts';
import type { Failure, KernelOp } from '../kernel/kernel.ts';
import { PROFILE_RULES, rulesOf } from '../kernel/profiles.ts';
import { anyHostOwned, findMdev, hostOwnedCells, sameMatrix } from '../model.ts';
import { whyNoDomain } from '../tools/domain-name.ts';
import { refusalOf, takeFixes, takeFromAll } from '../refusals.ts';
import { adapterWords, distinctApqns, domainWords, guestWords } from '../wording.ts';
import { listWords, sentence } from '../../words.ts';
import { MOST_REFS } from './words.ts';

type Unblock = PlanBlock['unblock'][number];

export function block(
  rule: string,
  message: string,
  refs: readonly Ref[] = [],
  unblock: readonly Unblock[] = [],
): PlanBlock {
  return { family: 'ap', rule, message: sentence(message), refs, unblock };
}

/** Words only where a guest is among them that no command can name. */
function restartFix(mdevs: readonly Mdev[]): Unblock {
  const names = listWords(mdevs.map(guestWords));
  const reasons = mdevs.flatMap((mdev) => whyNoDomain(mdev, mdev.guest ?? '') ?? []);
  if (reasons.length > 0)
    return {
      label: `Stop ${names} by hand for the change, then read the host again`,
      detail: listWords(reasons.map(sentence)),
      edits: [],
      restart: [],
    };
  return {
    label: `Restart ${names} for the change`,
    detail: 'The guest is shut down before and started again after it; its queues are zeroized.',
    edits: [],
    restart: mdevs.map(({ id }) => id),
  };
}

const RESTART_REASONS: Readonly<Record<string, string>> = {
  'AP-V1': 'this kernel does not remove the mediated device of a running guest',
  'AP-V2': 'this kernel does not change the matrix of a running guest',
  'AP-P3': 'on the way it would lose an adapter for a moment that it has before and after',
};

/** A running guest that may not be restarted. */
export function restartBlock(host: ApState, id: string, rule: keyof typeof RESTART_REASONS): PlanBlock {
  const mdev = findMdev(host, id)!;
  return block(
    rule,
    `${guestWords(mdev)} runs, and ${RESTART_REASONS[rule]}`,
    [{ kind: 'guest', id }],
    [restartFix([mdev])],
  );
}

function leaveFix(host: ApState, target: ApState): Unblock[] {
  const one = (mask: 'apmask' | 'aqmask'): { words: string; edit: ApEdit }[] => {
    const reserved = idsOf(minus(target[mask], host[mask]));
    if (reserved.length === 0) return [];
    const words = mask === 'apmask' ? adapterWords(reserved) : domainWords(reserved);
    const value = reserved.map((id) => `-${id}`).join(',');
    return [{ words, edit: { family: 'ap', op: 'writeMask', mask, value } }];
  };
  const parts = [...one('apmask'), ...one('aqmask')];
  const edits = parts.map(({ edit }) => edit);
  if (parts.length === 0 || attemptOn(target)(edits) !== null) return [];
  return [
    {
      label: `Leave ${listWords(parts.map(({ words }) => words))} to guests`,
      detail: 'The masks then reserve nothing new for the host.',
      edits,
      restart: [],
    },
  ];
}

/** AP-M4 (or AP-M1): masks cannot be written while these running guests keep what they keep. */
export function maskHeldBlock(
  host: ApState,
  target: ApState,
  ids: readonly string[],
  rule: 'AP-M4' | 'AP-M1',
): PlanBlock {
  const mdevs = ids.flatMap((id) => findMdev(host, id) ?? []);
  const who = listWords(mdevs.map(guestWords));
  const [runs, keeps] = mdevs.length === 1 ? ['runs', 'keeps'] : ['run', 'keep'];
  const why =
    rule === 'AP-M1'
      ? 'single queues given away by driver_override would go back to the host before the masks give them away'
      : 'the kernel refuses to reserve an adapter or a domain while a mediated device has a queue in it, whatever the other mask says';
  const message =
    mdevs.length === 0
      ? `The masks cannot be written in any order: ${why}`
      : `The masks cannot be written while ${who} ${runs} and ${keeps} these queues: ${why}`;
  return block(
    rule,
    message,
    [
      ...ids.map((id): Ref => ({ kind: 'guest', id })),
      { kind: 'mask', id: 'apmask' },
      { kind: 'mask', id: 'aqmask' },
    ],
    [...(mdevs.length > 0 ? [restartFix(mdevs)] : []), ...(rule === 'AP-M4' ? leaveFix(host, target) : [])],
  );
}

/** Either side of a conflict can give way; each fix says what that costs its guest. */
function sharingFixes(
  host: ApState,
  desired: ApState,
  { mdev, others }: Extract<Failure, { readonly kind: 'sharing' }>,
): Fix[] {
  const cells = distinctApqns(others.flatMap((other) => other.cells));
  return [...takeFromAll(desired, others, [], host), ...takeFixes(desired, mdev, cells, [], host)];
}

/** Guests whose running matrix a plan writes, and that cannot have it: wishes of files that contradict each other. */
export function conflictBlocks(host: ApState, desired: ApState, target: ApState): PlanBlock[] {
  const { hotPlug, apConfig } = rulesOf(target);
  const blocks: PlanBlock[] = [];
  for (const wish of target.mdevs) {
    const was = findMdev(host, wish.id);
    if (!wish.active || wish.type === 'virtual') continue;
    if (was?.active && sameMatrix(was.matrix, wish.matrix)) continue;
    const others = sharers(target, wish.id, wish.matrix);
    const failures: Failure[] = [];
    if (others.length > 0)
      failures.push({ errno: 'EADDRINUSE', rule: 'AP-C2', kind: 'sharing', mdev: wish.id, others });
    if (hotPlug && anyHostOwned(target, wish.matrix)) {
      const rule = apConfig && target.hasApConfig ? 'AP-U16' : 'AP-U10';
      const cells = hostOwnedCells(target, wish.matrix);
      failures.push({ errno: 'EADDRNOTAVAIL', rule, kind: 'host-owned', mdev: wish.id, cells });
    }
    for (const failure of failures) {
      const { rule, message, because, fixes } = refusalOf(desired, failure);
      const both = failure.kind === 'sharing' ? sharingFixes(host, desired, failure) : fixes;
      const unblock = workableFixes(attemptOn(desired), both).map((fix) => ({ ...fix, restart: [] }));
      blocks.push(block(rule, message, because.flatMap(({ refs }) => refs).slice(0, MOST_REFS), unblock));
    }
  }
  return blocks;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DRIVER_NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** AP-C7: ids become names of files and folders, and files can hold any. */
export function uuidBlock(id: string): PlanBlock | null {
  if (UUID.test(id)) return null;
  const message = `${JSON.stringify(id)} is no UUID, so there can be no mediated device of that name`;
  return block('AP-C7', message, [{ kind: 'guest', id }]);
}

/** Names that come from files and would become parts of paths or commands; null when this operation is safe to spell out. */
export function unsafeBlock(state: ApState, op: KernelOp): PlanBlock | null {
  if ('driver' in op || op.op === 'driver_override') {
    const name = 'driver' in op ? op.driver : op.value.replace(/\n$/, '');
    if (name === '' || DRIVER_NAME.test(name)) return null;
    const message = `${JSON.stringify(name)} is no name of a queue driver`;
    return block('AP-C5', message, [{ kind: 'apqn', apqn: op.apqn }]);
  }
  if (!('mdev' in op)) return null;
  if (op.op === 'guest_start' || op.op === 'guest_stop') {
    const mdev = findMdev(state, op.mdev) ?? { id: op.mdev, name: op.mdev, guest: null };
    const why = whyNoDomain(mdev, op.op === 'guest_start' ? op.guest : (mdev.guest ?? ''));
    if (why !== null) {
      const { hotPlug } = rulesOf(state);
      const rule = op.op === 'guest_start' ? (hotPlug ? 'AP-U17' : 'AP-V7') : hotPlug ? 'AP-U18' : 'AP-V8';
      return block(rule, why, [{ kind: 'guest', id: op.mdev }]);
    }
  }
  return uuidBlock(op.mdev);
}

/** AP-S2: no kernel has the virtual type. Those that were there before (in a what-if) stay out of the plan. */
export function virtualBlocks(host: ApState, target: ApState): PlanBlock[] {
  return target.mdevs
    .filter(({ id, type }) => type === 'virtual' && findMdev(host, id)?.type !== 'virtual')
    .map(({ id, name }) =>
      block(
        'AP-S2',
        `${name} is of the virtual type, a proposal of 2017 that no kernel has`,
        [{ kind: 'guest', id }],
        [
          {
            label: `Make ${name} a passthrough device`,
            edits: [{ family: 'ap', op: 'setType', mdev: id, type: 'passthrough' }],
            restart: [],
          },
        ],
      ),
    );
}

function lparWords(from: Mask, to: Mask, words: (ids: readonly number[]) => string): string[] {
  const [come, gone] = [idsOf(minus(to, from)), idsOf(minus(from, to))];
  return [
    ...(come.length > 0 ? [`with ${words(come)}`] : []),
    ...(gone.length > 0 ? [`without ${words(gone)}`] : []),
  ];
}

/** What only the HMC or the SE changes; a what-if of the wish, or a host that changed under it. */
export function lparBlocks(host: ApState, desired: ApState): PlanBlock[] {
  const axes = [
    [adapterWords, 'apm', 'Adapters'],
    [domainWords, 'aqm', 'Domains'],
    [(ids: readonly number[]) => `control ${domainWords(ids)}`, 'adm', 'ControlDomains'],
  ] as const;
  if (axes.every(([, key]) => sameMask(host.lpar[key], desired.lpar[key]))) return [];
  const words = axes.flatMap(([what, key]) => lparWords(host.lpar[key], desired.lpar[key], what));
  const back = (axis: 0 | 1 | 2) => ({
    come: idsOf(minus(host.lpar[axes[axis][1]], desired.lpar[axes[axis][1]])),
    gone: idsOf(minus(desired.lpar[axes[axis][1]], host.lpar[axes[axis][1]])),
  });
  const [adapters, domains, control] = [back(0), back(1), back(2)];
  const rule = !PROFILE_RULES[desired.profile].hotPlug
    ? 'AP-V10'
    : [adapters, domains, control].some(({ gone }) => gone.length > 0)
      ? 'AP-U24'
      : 'AP-U23';
  return [
    block(
      rule,
      `The wish supposes another LPAR than the host has: ${words.join(', ')}. That is changed on the HMC or the SE; then read the host again`,
      [],
      [
        {
          label: 'Take the LPAR as the host has it',
          edits: [
            {
              family: 'ap',
              op: 'changeLpar',
              addAdapters: adapters.come,
              removeAdapters: adapters.gone,
              addDomains: domains.come,
              removeDomains: domains.gone,
              addControlDomains: control.come,
              removeControlDomains: control.gone,
            },
          ],
          restart: [],
        },
      ],
    ),
  ];
}

export function moduleBlocks(host: ApState, target: ApState): PlanBlock[] {
  if (!host.vfioApLoaded || target.vfioApLoaded) return [];
  return [block('AP-C7', 'The wish has module vfio_ap unloaded; a plan loads it, and never unloads it')];
}
