/** Events that stand for many: vectors enabled one after the other (XIVE-R16), plug and unplug again and again (strategy C). */
import { type HwPage, NO_PAGE } from '../../../../shared/xive/pages.ts';
import { type Draft, tell, type VmDraft } from './draft.ts';
import { pluggedDevice, plug, unplug } from './devices.ts';
import { clrMapped, setMapped, zapsOwnerChanges } from './owners.ts';
import { expectedPage } from './page-state.ts';

/** With n vectors n(n+1)/2 set_mapped and n(n-1)/2 clr_mapped; a driver that enables a single one first adds one each. */
function countVectors(draft: Draft, n: number, one: number): void {
  const [set, clr] = [(n * (n + 1)) / 2 + one, (n * (n - 1)) / 2 + one];
  const zaps = zapsOwnerChanges(draft) ? set + clr : 0;
  draft.counters.sets += set;
  draft.counters.clears += clr;
  draft.counters.zaps += zaps;
  draft.outcome.counts = { set, clr, zaps };
}

/** QEMU rebuilds all connections for each new vector. */
function connectFirst(draft: Draft, vm: VmDraft, first: number, owners: readonly HwPage[]): void {
  for (let lisn = first; lisn < first + owners.length; lisn += 1)
    if (vm.pt.get(lisn) !== NO_PAGE) clrMapped(draft, vm, lisn);
  for (const [vector, owner] of owners.entries()) setMapped(draft, vm, first + vector, owner);
}

/** Rounds of XIVE-R16 that are played one by one; of more the last two leave the same state. */
const MOST_ROUNDS = 64;

/** What the first rounds would have added: each connects the vectors so far, and the next takes them away again. */
function countRounds(draft: Draft, vm: VmDraft, first: number, rounds: number): void {
  let [connected, total] = [0, 0];
  for (let vector = 0; vector < rounds; vector += 1) {
    if (vm.pt.get(first + vector) !== NO_PAGE) connected += 1;
    total += connected;
  }
  draft.counters.sets += total;
  draft.counters.clears += total;
  if (zapsOwnerChanges(draft)) draft.counters.zaps += 2 * total;
  tell(draft, vm, 'device', () => ({
    who: 'qemu',
    rule: 'XIVE-R16',
    text: `${rounds} rounds before these two went alike: ${total} vectors set and cleared.`,
  }));
}

/**
 * Without a device it only counts. With one its vectors are really connected; those that were before are taken away
 * first, which counts too.
 */
export function enableVectors(
  draft: Draft,
  vm: VmDraft,
  {
    n,
    driverFirstEnablesOne,
    dev,
  }: {
    readonly n: number;
    readonly driverFirstEnablesOne?: boolean | undefined;
    readonly dev?: string | undefined;
  },
): void {
  const one = driverFirstEnablesOne === true ? 1 : 0;
  if (dev === undefined) {
    countVectors(draft, n, one);
    return;
  }
  const device = pluggedDevice(draft, vm, dev);
  if (device === null || device.first === null) return;
  const { first, owners } = device;
  const before = { ...draft.counters };
  if (one === 1) {
    connectFirst(draft, vm, first, owners.slice(0, 1));
    clrMapped(draft, vm, first);
  }
  const rounds = Math.min(n, owners.length);
  const played = rounds > MOST_ROUNDS && !draft.config.raceWindow ? 2 : rounds;
  for (let count = rounds - played + 1; count <= rounds; count += 1)
    connectFirst(draft, vm, first, owners.slice(0, count));
  if (played < rounds) countRounds(draft, vm, first, rounds - played);
  const { sets, clears, zaps } = draft.counters;
  draft.outcome.counts = { set: sets - before.sets, clr: clears - before.clears, zaps: zaps - before.zaps };
  draft.outcome.first = first;
}

export interface LoopCall {
  readonly times: number;
  readonly owners: readonly HwPage[];
}

function tellNoMore(draft: Draft, vm: VmDraft, rounds: number): void {
  tell(draft, vm, 'device', () => ({
    who: 'qemu',
    rule: 'XIVE-R17',
    text: `${rounds} more rounds go on like this.`,
  }));
  draft.trace = null;
}

/** Vectors of a loop that are told one by one. */
const MOST_TOLD = 4096;

/** The same device is plugged and cleanly unplugged; a round that is refused does not end the loop. */
export function plugUnplugLoop(draft: Draft, vm: VmDraft, { times, owners }: LoopCall): void {
  const used = new Set<number>();
  const bypassed: number[] = [];
  let [firstErrorRound, ownerWhenRefused]: [number | null, HwPage | null] = [null, null];
  let distinctAtError: number | null = null;
  for (let round = 1; round <= times; round += 1) {
    draft.outcome.first = null;
    if (draft.trace !== null && (round - 1) * owners.length > MOST_TOLD)
      tellNoMore(draft, vm, times - round + 1);
    const before = vm.devices.get(LOOP_DEVICE)?.plugged === true;
    const connected = before
      ? 0
      : plug(draft, vm, { name: LOOP_DEVICE, owners, kind: 'msix', fromRange: true });
    bypassed.push(connected);
    const first = vm.devices.get(LOOP_DEVICE)?.plugged === true ? vm.devices.get(LOOP_DEVICE)!.first : null;
    if (first !== null) for (let vector = 0; vector < owners.length; vector += 1) used.add(first + vector);
    if (connected < owners.length && firstErrorRound === null) {
      firstErrorRound = round;
      distinctAtError = used.size;
      const refused =
        first === null ? -1 : owners.findIndex((_, vector) => vm.pt.get(first + vector) === NO_PAGE);
      ownerWhenRefused = first === null || refused < 0 ? null : expectedPage(draft, vm, first + refused, 0);
    }
    if (first !== null) unplug(draft, vm, LOOP_DEVICE);
  }
  draft.outcome.loop = {
    distinctLisns: used.size,
    distinctAtError,
    bypassedVectorsPerRound: bypassed,
    firstErrorRound,
    ownerWhenRefused,
  };
}

const LOOP_DEVICE = 'loop device';
