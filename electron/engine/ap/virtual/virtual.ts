/** The virtual matrix type of the first proposal (ap.md 4): mappings, candidates and their checks. Never implemented in Linux. */
import type { ApState, CardMode, Mdev } from '../../../../shared/ap/types.ts';
import { type Apqn, adapterOf, apqnOf } from '../../../../shared/apqn.ts';
import { parseId } from '../kernel/grammar.ts';
import type { Failure } from '../kernel/kernel.ts';
import { findMdev, hostOwned, inMatrix } from '../model.ts';
import { adapterWords } from '../wording.ts';

export type VirtualAxis = 'adapter' | 'domain';

type Mapping = ReadonlyMap<number, readonly number[]>;

const EXPECTED =
  'a virtual id, a colon and real ids, such as 4:3,22,254; nothing behind the colon removes the mapping';

function syntax(axis: VirtualAxis, text: string, errno: 'EINVAL' | 'ERANGE'): Failure {
  return { errno, rule: 'AP-VP1', kind: 'parse', file: `assign_${axis}`, text, expected: EXPECTED };
}

/** `<num>:<num>{,<num>}` of base-0 numbers without spaces and with one optional newline (AP-VP1, AP-VP2). */
export function parseMapping(
  axis: VirtualAxis,
  text: string,
  max: number,
): { readonly virtual: number; readonly real: readonly number[] } | Failure {
  const line = /^([^:\n]+):([^:\n]*)\n?$/.exec(text);
  if (!line) return syntax(axis, text, 'EINVAL');
  const tokens = [line[1]!, ...(line[2] === '' ? [] : line[2]!.split(','))];
  const ids: bigint[] = [];
  for (const token of tokens) {
    const parsed = parseId(token);
    if (!parsed.ok) return syntax(axis, text, parsed.errno);
    ids.push(parsed.value);
  }
  const [virtual = 0n, ...real] = ids;
  if (virtual > 255n) return syntax(axis, text, 'EINVAL');
  const beyond = real.find((id) => id > BigInt(max));
  if (beyond !== undefined)
    return { errno: 'ENODEV', rule: 'AP-VP1', kind: 'range', what: axis, id: `${beyond}`, max };
  return { virtual: Number(virtual), real: [...new Set(real.map(Number))] };
}

/** Real APQNs behind a virtual one: real adapters in list order, for each the real domains in list order (AP-VP3). */
export function candidatesOf(mdev: Mdev, apqn: Apqn): Apqn[] {
  const adapters = mdev.virtualAdapters.get(apqn >> 8) ?? [];
  const domains = mdev.virtualDomains.get(apqn & 255) ?? [];
  return adapters.flatMap((adapter) => domains.map((domain) => apqnOf(adapter, domain)));
}

/** Real APQNs of all mapped pairs, each once. */
export function allCandidates(mdev: Mdev): Apqn[] {
  const adapters = [...new Set([...mdev.virtualAdapters.values()].flat())];
  const domains = [...new Set([...mdev.virtualDomains.values()].flat())];
  return adapters.flatMap((adapter) => domains.map((domain) => apqnOf(adapter, domain)));
}

/** What the guest's PQAP(QCI) answers: mapped virtual ids, and no control domains (AP-VP7). */
export function virtualQci(mdev: Mdev): { readonly adapters: number[]; readonly domains: number[] } {
  const mapped = (mapping: Mapping) =>
    [...mapping]
      .filter(([, real]) => real.length > 0)
      .map(([virtual]) => virtual)
      .sort((left, right) => left - right);
  return { adapters: mapped(mdev.virtualAdapters), domains: mapped(mdev.virtualDomains) };
}

export interface VirtualOptions {
  /** Queues of accelerators hold no keys, so several virtual guests may use them (AP-VP4). Off by default. */
  readonly shareAccelerators?: boolean;
}

function modeOf(state: ApState, adapter: number): CardMode {
  return state.cards.get(adapter)?.mode ?? 'unknown';
}

/** Current master-key patterns of a queue as one comparable text; null when the source does not tell. */
export function keyPattern(state: ApState, apqn: Apqn): string | null {
  const mkvps = state.queues.details.get(apqn)?.mkvps;
  if (mkvps === undefined) return null;
  const current = mkvps.filter((line) => /\bCUR\b/i.test(line));
  return (current.length > 0 ? current : mkvps).join('; ');
}

/** AP-VP6: candidates of one virtual APQN must have one mode, and for C and P the same known key patterns. */
function mixed(state: ApState, mdev: Mdev): Failure | null {
  for (const real of mdev.virtualAdapters.values()) {
    if (mdev.virtualDomains.size === 0) return null;
    const modes = new Set(real.map((adapter) => modeOf(state, adapter)).filter((mode) => mode !== 'unknown'));
    if (modes.size > 1) {
      const text = `One virtual queue of ${mdev.name} would mix ${[...modes].join(' and ')} adapters: ${adapterWords(real)}. Map each virtual adapter to real ones of one mode.`;
      return { errno: 'EINVAL', rule: 'AP-VP6', kind: 'plain', text, mdev: mdev.id };
    }
  }
  for (const adapter of mdev.virtualAdapters.keys())
    for (const domain of mdev.virtualDomains.keys()) {
      const secure = candidatesOf(mdev, apqnOf(adapter, domain)).filter(
        (apqn) => modeOf(state, adapterOf(apqn)) !== 'accelerator',
      );
      const patterns = new Set(
        secure.map((apqn) => keyPattern(state, apqn)).filter((pattern) => pattern !== null),
      );
      if (patterns.size > 1) {
        const text = `The queues behind one virtual queue of ${mdev.name} have different master keys, so a key is usable on some of them only. Map it to queues with the same master keys, or load the same keys first.`;
        return { errno: 'EINVAL', rule: 'AP-VP6', kind: 'plain', text, mdev: mdev.id };
      }
    }
  return null;
}

function takenBy(state: ApState, mdev: Mdev, cells: readonly Apqn[], options: VirtualOptions) {
  const wanted = new Set(cells);
  const others: { mdev: string; cells: Apqn[] }[] = [];
  for (const other of state.mdevs) {
    if (other.id === mdev.id) continue;
    const has =
      other.type === 'virtual'
        ? allCandidates(other).filter(
            (apqn) => !(options.shareAccelerators && modeOf(state, adapterOf(apqn)) === 'accelerator'),
          )
        : cells.filter((apqn) => inMatrix(other.matrix, apqn));
    const shared = has.filter((apqn) => wanted.has(apqn)).sort((left, right) => left - right);
    if (shared.length > 0) others.push({ mdev: other.id, cells: shared });
  }
  return others;
}

/** AP-VP4 and AP-VP6 over all candidates of the mdev. */
export function validateVirtual(state: ApState, mdev: Mdev, options: VirtualOptions = {}): Failure | null {
  const cells = allCandidates(mdev);
  const owned = cells.filter((apqn) => hostOwned(state, apqn)).sort((left, right) => left - right);
  if (owned.length > 0)
    return { errno: 'EADDRNOTAVAIL', rule: 'AP-VP4', kind: 'host-owned', mdev: mdev.id, cells: owned };
  const others = takenBy(state, mdev, cells, options);
  if (others.length > 0)
    return { errno: 'EADDRINUSE', rule: 'AP-VP4', kind: 'sharing', mdev: mdev.id, others };
  return mixed(state, mdev);
}

/** Writes one mapping of a virtual mdev; the state is unchanged when a check fails. */
export function writeMapping(
  state: ApState,
  id: string,
  axis: VirtualAxis,
  text: string,
  options: VirtualOptions = {},
): { readonly state: ApState; readonly failure: Failure | null } {
  const mdev = findMdev(state, id);
  if (!mdev)
    return {
      state,
      failure: { errno: 'ENOENT', rule: 'AP-S1', kind: 'plain', text: `There is no mediated device ${id}.` },
    };
  const rule = axis === 'adapter' ? 'AP-S2' : 'AP-S3';
  if (mdev.type !== 'virtual') {
    const why = `${mdev.name} is of the passthrough type; its assign_${axis} takes one real id.`;
    return { state, failure: { errno: 'EINVAL', rule, kind: 'plain', text: why, mdev: id } };
  }
  const max = axis === 'adapter' ? state.max.adapter : state.max.domain;
  const parsed = parseMapping(axis, text, max);
  if ('errno' in parsed) return { state, failure: parsed };
  const key = axis === 'adapter' ? 'virtualAdapters' : 'virtualDomains';
  const mapping = new Map(mdev[key]);
  if (parsed.real.length === 0) mapping.delete(parsed.virtual);
  else mapping.set(parsed.virtual, parsed.real);
  const changed: Mdev = { ...mdev, [key]: mapping };
  const mdevs = state.mdevs.map((other) => (other === mdev ? changed : other));
  const after = { ...state, mdevs };
  const failure = parsed.real.length === 0 ? null : validateVirtual(after, changed, options);
  return failure ? { state, failure } : { state: after, failure: null };
}
