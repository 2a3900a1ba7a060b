/** What the DSA formats share: the state they write, and which of its devices a tool can have. */
import {
  type DsaDevice,
  type DsaGuest,
  type DsaMdev,
  type DsaState,
  deviceNamed,
  type StrategyId,
} from '../../../../shared/dsa/types.ts';
import { StudioError } from '../../../../shared/errors.ts';
import { plainLine } from '../../export/plain-line.ts';
import { requireUuid } from '../../export/uuid.ts';
import { quoted } from '../../hosts/tree-reader.ts';

/** Strategies whose devices are mdevs with a UUID (dsa.md 5). */
const MDEV_STRATEGIES: ReadonlySet<StrategyId> = new Set(['mdev-hybrid', 'mdev-uuid', 'mdev-pull']);

export function isMdev({ strategy }: DsaMdev): boolean {
  return MDEV_STRATEGIES.has(strategy);
}

/** A PCI address as a part of paths and XML. Throws StudioError `bad-request` for anything else. */
export function requireBdf(bdf: string): string {
  if (/^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-1][0-9a-f]\.[0-7]$/.test(bdf)) return bdf;
  throw new StudioError('bad-request', `${quoted(bdf)} is no PCI address such as 0000:6a:01.0.`);
}

/** A type directory as a part of commands and XML. Throws StudioError `bad-request`. */
export function requireType(type: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/.test(type)) return type;
  throw new StudioError('bad-request', `${quoted(type)} is no mdev type such as idxd-dsa-1dwq-v1.`);
}

export interface ExportedMdev {
  readonly mdev: DsaMdev;
  /** Lower case. */
  readonly uuid: string;
  readonly parent: string;
  readonly type: string;
  readonly guest: DsaGuest | null;
}

function exported(state: DsaState, mdev: DsaMdev): ExportedMdev {
  if (state.untold.includes('addresses'))
    throw new StudioError(
      'bad-request',
      `The source does not tell the address of ${mdev.device}, and files for mediated devices name it. Read the host itself, or import a listing that tells where its devices are.`,
    );
  const parent: DsaDevice | undefined = deviceNamed(state, mdev.device);
  return {
    mdev,
    uuid: requireUuid(mdev.id),
    parent: requireBdf(parent?.bdf ?? mdev.device),
    type: requireType(mdev.type),
    guest: state.guests.find(({ id }) => id === mdev.guest) ?? null,
  };
}

function lowestWq({ wq, candidates }: DsaMdev): number {
  return wq ?? candidates[0] ?? 0;
}

/**
 * The mdevs of a state by parent and then by queue: a creation takes the free queue with the lowest index (O32), so this is the
 * order to make them in.
 */
export function exportedMdevs(state: DsaState): ExportedMdev[] {
  return state.mdevs
    .filter((mdev) => isMdev(mdev) && !mdev.orphan)
    .map((mdev) => exported(state, mdev))
    .sort(
      (a, b) =>
        (a.parent < b.parent ? -1 : a.parent > b.parent ? 1 : 0) || lowestWq(a.mdev) - lowestWq(b.mdev),
    );
}

/** Whom a device is for, as a remark. */
export function aboutMdev({ mdev, guest }: ExportedMdev): string {
  const wq = mdev.wq === null ? '' : `, queue ${mdev.wq}`;
  return plainLine(`${guest?.name ?? 'no guest yet'}: ${mdev.device}${wq}`);
}

export function otherStrategyNote(state: DsaState, tool: string): string[] {
  const others = state.mdevs.filter((mdev) => !isMdev(mdev));
  if (others.length === 0) return [];
  return [
    `${tool} knows mediated devices only; left out: ${others.map(({ id }) => plainLine(id)).join(', ')}.`,
  ];
}
