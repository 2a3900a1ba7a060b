/** In which order masks are written so that the kernel accepts each write and nobody loses what they keep (AP-M4, AP-M5). */
import {
  FULL_MASK,
  hasId,
  idsOf,
  intersect,
  isEmptyMask,
  type Mask,
  masksMeet,
  minus,
  sameMask,
  union,
} from '../../../../shared/mask.ts';
import type { ProfileRules } from '../kernel/profiles.ts';

interface HostMasks {
  readonly apmask: Mask;
  readonly aqmask: Mask;
}

interface Rectangle {
  readonly apm: Mask;
  readonly aqm: Mask;
}

export interface MaskWish {
  readonly from: HostMasks;
  readonly to: HostMasks;
  /** Matrices of all mediated devices while masks are written. */
  readonly held: readonly Rectangle[];
  readonly check: ProfileRules['maskInUse'];
  /** True where these masks leave the host a queue of its default domain; null = it need not keep one. */
  readonly keepsDefault: ((masks: HostMasks) => boolean) | null;
}

export interface MaskWrite {
  readonly mask: 'apmask' | 'aqmask';
  readonly value: Mask;
}

/** Values worth writing: the wish at once, first what leaves the host, first what comes to it. */
function values(from: Mask, to: Mask): Mask[] {
  const all = [from, to, intersect(from, to), union(from, to)];
  return all.filter((mask, at) => all.findIndex((other) => sameMask(mask, other)) === at);
}

function meets(area: Rectangle, masks: HostMasks): boolean {
  return masksMeet(area.apm, masks.apmask) && masksMeet(area.aqm, masks.aqmask);
}

/** True when a held cell would be the host's for a moment, although it is not at both ends. */
function takesForAMoment({ from, to, held }: MaskWish, masks: HostMasks): boolean {
  return held.some((area) => {
    if (!meets(area, masks)) return false;
    if (!meets(area, from) && !meets(area, to)) return true;
    const has = (ends: HostMasks, adapter: number, domain: number) =>
      hasId(ends.apmask, adapter) && hasId(ends.aqmask, domain);
    return idsOf(intersect(area.apm, masks.apmask)).some((adapter) =>
      idsOf(intersect(area.aqm, masks.aqmask)).some(
        (domain) => !has(from, adapter, domain) && !has(to, adapter, domain),
      ),
    );
  });
}

/** AP-M4: does an mdev have a cell of the ids that this write reserves? */
function isRefused({ held, check }: MaskWish, masks: HostMasks, { mask, value }: MaskWrite): boolean {
  const reserved = minus(value, masks[mask]);
  if (check === 'not checked' || isEmptyMask(reserved)) return false;
  const other = check === 'all ids' ? FULL_MASK : mask === 'apmask' ? masks.aqmask : masks.apmask;
  const area = mask === 'apmask' ? { apmask: reserved, aqmask: other } : { apmask: other, aqmask: reserved };
  return held.some((cells) => meets(cells, area));
}

/**
 * The fewest writes (at most four) from one pair of masks to the other, or null when every order is refused. A queue
 * that the host has at both ends stays with it all the time, since every value holds the common ids.
 */
export function maskOrder(wish: MaskWish): readonly MaskWrite[] | null {
  const { from, to } = wish;
  const isAtEnd = (masks: HostMasks) =>
    sameMask(masks.apmask, to.apmask) && sameMask(masks.aqmask, to.aqmask);
  const choices: readonly MaskWrite[] = [
    ...values(from.apmask, to.apmask).map((value) => ({ mask: 'apmask', value }) as const),
    ...values(from.aqmask, to.aqmask).map((value) => ({ mask: 'aqmask', value }) as const),
  ];
  const seen: HostMasks[] = [from];
  let level: { readonly masks: HostMasks; readonly writes: readonly MaskWrite[] }[] = [
    { masks: from, writes: [] },
  ];
  while (level.length > 0) {
    const done = level.find(({ masks }) => isAtEnd(masks));
    if (done) return done.writes;
    const next: typeof level = [];
    for (const { masks, writes } of level)
      for (const choice of choices) {
        const after = { ...masks, [choice.mask]: choice.value };
        const isKnown = seen.some(
          (known) => sameMask(known.apmask, after.apmask) && sameMask(known.aqmask, after.aqmask),
        );
        if (isKnown || isRefused(wish, masks, choice)) continue;
        if (!isAtEnd(after) && wish.keepsDefault !== null && !wish.keepsDefault(after)) continue;
        if (takesForAMoment(wish, after)) continue;
        seen.push(after);
        next.push({ masks: after, writes: [...writes, choice] });
      }
    level = next;
  }
  return null;
}
