/** Executing requests of a virtual guest: which real queue is chosen, and why (ap.md 4.3, AP-S7, AP-VP8 ... AP-VP11). Deterministic. */
import type { VirtualPolicy, VirtualStep } from '../../../../shared/ap/preview.ts';
import { type ApState, type Mdev, QUEUE } from '../../../../shared/ap/types.ts';
import { type Apqn, formatApqn } from '../../../../shared/apqn.ts';
import { resetCodePassable } from '../model.ts';
import { allCandidates, candidatesOf } from './virtual.ts';

/** Requests a queue holds; the sources do not tell it per queue, and every sampled card has this depth. */
export const QUEUE_DEPTH = 8;
/** The architecture's depth field counts 5 bits from 1. */
const MOST_DEPTH = 32;

interface Request {
  readonly psmid: number;
  readonly virtual: Apqn;
  readonly real: Apqn;
}

/** A guest's requests in flight, oldest first, and the round-robin cursor of each virtual queue. */
export interface VirtualGuest {
  readonly state: ApState;
  readonly mdev: Mdev;
  readonly policy: VirtualPolicy;
  readonly unusable: ReadonlySet<Apqn>;
  readonly requests: readonly Request[];
  readonly cursors: ReadonlyMap<Apqn, number>;
}

export function virtualGuest(
  state: ApState,
  mdev: Mdev,
  policy: VirtualPolicy = 'round-robin',
  unusable: readonly Apqn[] = [],
): VirtualGuest {
  return { state, mdev, policy, unusable: new Set(unusable), requests: [], cursors: new Map() };
}

type Block = 'absent' | 'unbound' | 'deconfigured' | 'checkstopped' | 'reset' | 'switched off' | 'full';
const BLOCK_WORDS: Readonly<Record<Block, string>> = {
  absent: 'there is no such queue',
  unbound: 'not bound to vfio_ap',
  deconfigured: 'deconfigured',
  checkstopped: 'checkstopped',
  reset: 'its last reset failed',
  'switched off': 'switched off for this run',
  full: 'full',
};

function outstanding(guest: VirtualGuest, real: Apqn): number {
  return guest.requests.filter((request) => request.real === real).length;
}

function block(guest: VirtualGuest, real: Apqn): Block | null {
  const { queues } = guest.state;
  if (guest.unusable.has(real)) return 'switched off';
  if (queues.state[real] === QUEUE.ABSENT) return 'absent';
  if (queues.state[real] !== QUEUE.VFIO_AP) return 'unbound';
  if (queues.deconfigured.has(real)) return 'deconfigured';
  if (queues.checkstopped.has(real)) return 'checkstopped';
  if (!resetCodePassable(guest.state, real)) return 'reset';
  return outstanding(guest, real) >= QUEUE_DEPTH ? 'full' : null;
}

/**
 * AP-VP10 names the codes for candidates that all have one reason. Assumed for mixtures: with a full queue among them
 * another try pays (0x10), else the virtual queue is not available (1), since 3 and 4 speak of one whole queue.
 */
function responseCode(blocks: readonly (Block | null)[]): number {
  const all = (why: Block) => blocks.length > 0 && blocks.every((block) => block === why);
  if (all('deconfigured')) return 3;
  if (all('checkstopped')) return 4;
  return blocks.includes('full') ? 0x10 : 1;
}

interface Choice {
  readonly real: Apqn;
  readonly at: number;
  readonly why: string;
}

function choose(guest: VirtualGuest, virtual: Apqn, candidates: readonly Apqn[]): Choice | null {
  const usable = candidates.map((real) => block(guest, real) === null);
  if (!usable.includes(true)) return null;
  if (guest.policy === 'priority-failover') {
    const at = usable.indexOf(true);
    const why = at === 0 ? 'first in the list' : `first usable one, ${at} before it cannot be used`;
    return { real: candidates[at]!, at, why };
  }
  if (guest.policy === 'least-outstanding') {
    let best = usable.indexOf(true);
    for (const [at, real] of candidates.entries())
      if (usable[at] && outstanding(guest, real) < outstanding(guest, candidates[best]!)) best = at;
    const load = outstanding(guest, candidates[best]!);
    return { real: candidates[best]!, at: best, why: `least loaded: ${load} of ${QUEUE_DEPTH} outstanding` };
  }
  const cursor = (guest.cursors.get(virtual) ?? 0) % candidates.length;
  for (let turn = 0; turn < candidates.length; turn++) {
    const at = (cursor + turn) % candidates.length;
    if (!usable[at]) continue;
    const skipped = turn === 0 ? '' : `, ${turn} skipped`;
    return { real: candidates[at]!, at, why: `next in turn${skipped}` };
  }
  return null;
}

function describe(guest: VirtualGuest, virtual: Apqn): VirtualStep['candidates'] {
  return candidatesOf(guest.mdev, virtual).map((apqn) => {
    const why = block(guest, apqn);
    return {
      apqn,
      usable: why === null,
      why: why === null ? 'usable' : BLOCK_WORDS[why],
      outstanding: outstanding(guest, apqn),
      depth: QUEUE_DEPTH,
    };
  });
}

/** NQAP. A psmid that is in flight already belongs to the same operation and stays on its queue (AP-VP8). */
export function enqueue(
  guest: VirtualGuest,
  virtual: Apqn,
  psmid: number,
): { readonly guest: VirtualGuest; readonly step: VirtualStep } {
  const candidates = candidatesOf(guest.mdev, virtual);
  const shown = describe(guest, virtual);
  const held = guest.requests.find((request) => request.psmid === psmid && request.virtual === virtual);
  const heldAt = held === undefined || block(guest, held.real) !== null ? -1 : candidates.indexOf(held.real);
  const choice: Choice | null =
    heldAt >= 0
      ? { real: held!.real, at: heldAt, why: 'same operation, so the same queue' }
      : choose(guest, virtual, candidates);
  const step = { request: psmid, instruction: 'NQAP', candidates: shown } as const;
  if (choice === null) {
    const code = responseCode(candidates.map((real) => block(guest, real)));
    const why =
      candidates.length === 0 ? 'nothing is mapped behind this virtual queue' : 'no candidate is usable';
    return { guest, step: { ...step, chosen: null, responseCode: code, why } };
  }
  const cursors = new Map(guest.cursors).set(virtual, choice.at + 1);
  const requests = [...guest.requests, { psmid, virtual, real: choice.real }];
  return {
    guest: { ...guest, requests, cursors },
    step: { ...step, chosen: choice.real, responseCode: 0, why: choice.why },
  };
}

/** DQAP: the oldest reply of this virtual queue; code 2 when nothing is outstanding. */
export function dequeue(
  guest: VirtualGuest,
  virtual: Apqn,
): { readonly guest: VirtualGuest; readonly step: VirtualStep } {
  const candidates = describe(guest, virtual);
  const oldest = guest.requests.find((request) => request.virtual === virtual);
  if (!oldest) {
    const step = {
      request: 0,
      instruction: 'DQAP',
      chosen: null,
      responseCode: 2,
      candidates,
      why: 'nothing is outstanding',
    } as const;
    return { guest, step };
  }
  const step = {
    request: oldest.psmid,
    instruction: 'DQAP',
    chosen: oldest.real,
    responseCode: 0,
    candidates,
    why: 'oldest outstanding request is answered where it was put',
  } as const;
  return { guest: { ...guest, requests: guest.requests.filter((request) => request !== oldest) }, step };
}

/**
 * TAPQ of a virtual queue (AP-VP9): null response type when no candidate is usable. Empty = all real candidates are,
 * also of requests that came by another virtual queue. Assumed: other guests' requests do not count, as a guest sees its
 * own only.
 */
export function testQueue(guest: VirtualGuest, virtual: Apqn) {
  const candidates = candidatesOf(guest.mdev, virtual);
  const usable = candidates.filter((real) => block(guest, real) === null);
  const first = usable[0];
  return {
    responseCode: usable.length > 0 ? 0 : responseCode(candidates.map((real) => block(guest, real))),
    hwtype: first === undefined ? null : (guest.state.cards.get(first >> 8)?.hwtype ?? null),
    empty: !guest.requests.some((request) => candidates.includes(request.real)),
    depth: Math.min(candidates.length * QUEUE_DEPTH, MOST_DEPTH),
  };
}

/** RAPQ or ZAPQ: real queues no other virtual queue uses are reset; elsewhere only this guest's requests go (AP-VP9). */
export function resetQueue(
  guest: VirtualGuest,
  virtual: Apqn,
): { readonly guest: VirtualGuest; readonly resets: readonly Apqn[] } {
  const others = new Set<Apqn>();
  for (const adapter of guest.mdev.virtualAdapters.keys())
    for (const domain of guest.mdev.virtualDomains.keys()) {
      const other = adapter * 256 + domain;
      if (other !== virtual) for (const real of candidatesOf(guest.mdev, other)) others.add(real);
    }
  for (const mdev of guest.state.mdevs)
    if (mdev.id !== guest.mdev.id) for (const real of allCandidates(mdev)) others.add(real);
  const requests = guest.requests.filter((request) => request.virtual !== virtual);
  return {
    guest: { ...guest, requests },
    resets: candidatesOf(guest.mdev, virtual).filter((real) => !others.has(real)),
  };
}

/** AP-VP11: a real queue goes away. Its requests are lost; nothing else changes. */
export function loseQueue(
  guest: VirtualGuest,
  real: Apqn,
): { readonly guest: VirtualGuest; readonly lost: readonly number[] } {
  const lost = guest.requests.filter((request) => request.real === real).map(({ psmid }) => psmid);
  const state = Uint8Array.from(guest.state.queues.state);
  state[real] = QUEUE.ABSENT;
  return {
    guest: {
      ...guest,
      state: { ...guest.state, queues: { ...guest.state.queues, state } },
      requests: guest.requests.filter((request) => request.real !== real),
    },
    lost,
  };
}

/** Sends `requests` requests to a virtual queue one after the other and then collects the replies, oldest first. */
export function runVirtual(
  state: ApState,
  mdev: Mdev,
  apqn: Apqn,
  policy: VirtualPolicy,
  requests: number,
  unusable: readonly Apqn[] = [],
): VirtualStep[] {
  let guest = virtualGuest(state, mdev, policy, unusable);
  const steps: VirtualStep[] = [];
  for (let psmid = 1; psmid <= requests; psmid++) {
    const sent = enqueue(guest, apqn, psmid);
    guest = sent.guest;
    steps.push(sent.step);
  }
  while (guest.requests.length > 0) {
    const answered = dequeue(guest, apqn);
    guest = answered.guest;
    steps.push(answered.step);
  }
  return steps;
}

/** `03.0008 03.0047`: candidates as the proposal writes them. */
export function candidateNames(mdev: Mdev, apqn: Apqn): string[] {
  return candidatesOf(mdev, apqn).map(formatApqn);
}
