/** The guest of a state as the model has it: its devices made in their order, with the reports of the host's functions. */
import type { WhatIf } from '../../../../shared/zpci/edits.ts';
import { isOwnView } from '../../../../shared/zpci/own-view.ts';
import { PROFILES } from '../../../../shared/zpci/profiles.ts';
import {
  functionAt,
  type GuestDevice,
  type HostFunction,
  type ZpciGuest,
  type ZpciHost,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import { createFunction, createHost } from '../model.ts';
import { automaticZpci } from './add-zpci.ts';
import { ASSUMED_INTERPRETATION } from './constants.ts';
import { allocateAddresses, type LibvirtDevice, TWICE_IN_DOMAIN } from './libvirt-addresses.ts';
import type { GuestMachine, MachineSetup } from './machine.ts';
import { newMachine } from './new-machine.ts';
import { applyZpciOp, type ZpciFailure, type ZpciOp } from './operations.ts';
import { reportOf } from './report.ts';
import { failureOf } from './results.ts';
import { switchesOf, versionAtLeast } from './switches.ts';

export { reportFrom, reportOf } from './report.ts';

export interface BuiltGuest {
  /** Booted: every function that can be is enabled. */
  readonly machine: GuestMachine;
  /** Device id -> why the tool refuses it. Devices behind it were made all the same, as far as they can be. */
  readonly failures: ReadonlyMap<string, ZpciFailure>;
  readonly warnings: readonly string[];
}

const UNREAD_HOST = createHost();

/** The machine that the guest runs on: nothing is known of it where what was read is the guest itself (M-7). */
function hostOf(state: ZpciState, guest: ZpciGuest): ZpciHost {
  return isOwnView(state, guest) ? UNREAD_HOST : state.host;
}

/** DMA_AVAIL of a fresh container of this host (D-5). */
function limitOf(
  host: ZpciHost,
  guest: ZpciGuest,
  { capabilities, without = [], dmaEntryLimit }: WhatIf,
): Pick<MachineSetup, 'dmaAvail' | 'dmaAvailTold'> {
  const level = capabilities ?? host.capabilities;
  if (guest.iommu === 'iommufd' || level === 'none' || without.includes('DMA_AVAIL'))
    return { dmaAvail: null, dmaAvailTold: true };
  if (dmaEntryLimit !== undefined) return { dmaAvail: dmaEntryLimit, dmaAvailTold: true };
  return { dmaAvail: host.dmaEntryLimit, dmaAvailTold: host.dmaEntryLimit !== null };
}

/** Interpretation under TCG does not exist (I-2); a mode of the what-if stands for all that leads to it. */
function interpretationOf(host: ZpciHost, guest: ZpciGuest, { mode }: WhatIf): boolean {
  if (mode !== undefined) return mode === 'interpret';
  return guest.kvm && (host.kvmZpciOp ?? ASSUMED_INTERPRETATION);
}

/** The machine type under a what-if: the guest's own, unless one is named or the other binary is older than it. */
function machineOf(guest: ZpciGuest, { profile, machine }: WhatIf): string | null {
  if (machine !== undefined) return machine;
  if (profile === undefined || guest.machine === null) return guest.machine;
  return versionAtLeast(PROFILES[profile].machine, guest.machine) ? guest.machine : null;
}

export function setupOf(state: ZpciState, guest: ZpciGuest, whatIf: WhatIf): MachineSetup {
  const host = hostOf(state, guest);
  return {
    profile: whatIf.profile ?? guest.profile,
    machine: machineOf(guest, whatIf),
    kvmZpciOp: interpretationOf(host, guest, whatIf),
    isProtected: whatIf.mode === 'interpret' ? false : guest.isProtected,
    iommu: guest.iommu,
    ...limitOf(host, guest, whatIf),
    cpuZpci: guest.cpuZpci,
  };
}

/** Numbers libvirt writes for a domain's devices (V-1, V-5); a device it refuses is left out and the rest tried again. */
function libvirtNumbers(devices: readonly GuestDevice[]): {
  readonly numbers: ReadonlyMap<string, { readonly uid: number; readonly fid: number }>;
  readonly failures: ReadonlyMap<string, ZpciFailure>;
} {
  const failures = new Map<string, ZpciFailure>();
  const hosts = new Set<string>();
  for (const { id, card } of devices) {
    if (card?.kind !== 'vfio') continue;
    if (hosts.has(card.host)) failures.set(id, TWICE_IN_DOMAIN);
    hosts.add(card.host);
  }
  const asked = devices.map(
    ({ id, deviceClass, zpci }): LibvirtDevice => ({
      id,
      deviceClass,
      uid: zpci?.uid ?? null,
      fid: zpci?.fid ?? null,
    }),
  );
  for (;;) {
    const allocated = allocateAddresses(asked.filter(({ id }) => !failures.has(id)));
    if (allocated.ok)
      return { numbers: new Map(allocated.zpci.map(({ id, uid, fid }) => [id, { uid, fid }])), failures };
    failures.set(allocated.device, allocated.failure);
  }
}

/** A property that another binary does not have is not asked of it. */
function zpciOp(
  device: GuestDevice,
  setup: MachineSetup,
  whatIf: WhatIf,
  numbers: { readonly uid: number; readonly fid: number } | undefined,
): ZpciOp | null {
  const { zpci } = device;
  if (zpci === null && numbers === undefined) return null;
  const known = switchesOf(setup);
  const asWritten = whatIf.profile === undefined;
  const keepInterpret = asWritten || known.knowsInterpret;
  const keepRelaxed = asWritten || known.knowsRelaxed;
  const interpret = whatIf.mode === 'interpret' && known.knowsInterpret ? true : (zpci?.interpret ?? null);
  return {
    ...automaticZpci(device.id),
    id: zpci?.id ?? null,
    uid: numbers?.uid ?? zpci?.uid ?? null,
    fid: numbers?.fid ?? zpci?.fid ?? null,
    interpret: keepInterpret ? interpret : null,
    forwardingAssist: keepInterpret ? (zpci?.forwardingAssist ?? null) : null,
    relaxedTranslation: keepRelaxed ? (zpci?.relaxedTranslation ?? null) : null,
  };
}

/** sysfs has every function of its machine; a text may tell some of them only. */
function tellsEvery({ functions, untold }: ZpciState): boolean {
  return (
    functions.some(({ toldBy }) => toldBy.length === 0 || toldBy.includes('sysfs')) &&
    !untold.includes('slots')
  );
}

/** What of the host's functions the source tells: all of them, some, or those of the guest itself and none of its host. */
type HostTold = 'all' | 'some' | 'inside';

function hostTold(state: ZpciState, guest: ZpciGuest): HostTold {
  if (isOwnView(state, guest)) return 'inside';
  return tellsEvery(state) ? 'all' : 'some';
}

/** Null = the host has none there. What a source does not tell is a function of which nothing is known. */
function hostFunctionOf(state: ZpciState, told: HostTold, address: string): HostFunction | null {
  const found = told === 'inside' ? undefined : functionAt(state, address);
  return found ?? (told === 'all' ? null : createFunction({ fid: 0, address }));
}

function notThere(host: string): ZpciFailure {
  return failureOf('ZPCI-A22', `vfio ${host}: no iommu_group found: No such file or directory`);
}

function cardOp(
  state: ZpciState,
  told: HostTold,
  device: GuestDevice,
  whatIf: WhatIf,
): ZpciOp | ZpciFailure | null {
  const { card, id } = device;
  if (card === null) return null;
  if (card.kind === 'emulated')
    return {
      op: 'emulated',
      id,
      driver: card.driver,
      msix: card.msix,
      multifunction: isMulti(card.options),
      place: null,
    };
  const one = hostFunctionOf(state, told, card.host);
  const host = told === 'inside' ? UNREAD_HOST : state.host;
  return one === null
    ? notThere(card.host)
    : { op: 'vfio', id, report: { ...reportOf(host, one, whatIf), host: card.host } };
}

function isMulti(options: readonly (readonly [name: string, value: string])[]): boolean {
  return options.some(([name, value]) => name === 'multifunction' && value === 'on');
}

type Numbered = ReturnType<typeof libvirtNumbers>;

/** A guest on the way to its last device, before it boots. */
interface Making {
  readonly machine: GuestMachine;
  readonly failures: ReadonlyMap<string, ZpciFailure>;
  readonly warnings: ReadonlySet<string>;
}

/** Devices in their order, the zpci device before its card unless it is written the other way. */
function withDevices(
  state: ZpciState,
  guest: ZpciGuest,
  devices: readonly GuestDevice[],
  { numbers, failures: unnumbered }: Numbered,
  start: Making,
  whatIf: WhatIf,
): Making {
  const told = hostTold(state, guest);
  const failures = new Map(start.failures);
  const warnings = new Set(start.warnings);
  let { machine } = start;
  for (const device of devices) {
    if (unnumbered.has(device.id)) continue;
    const pair = [
      zpciOp(device, machine.setup, whatIf, numbers.get(device.id)),
      cardOp(state, told, device, whatIf),
    ];
    const operations = device.cardFirst ? pair.toReversed() : pair;
    for (const operation of operations) {
      if (operation === null) continue;
      if ('rule' in operation) {
        failures.set(device.id, operation);
        continue;
      }
      const result = applyZpciOp(machine, operation);
      machine = result.machine;
      for (const warning of result.warnings) warnings.add(warning);
      // QEMU ends at the first mistake of a device; what it would have made of the rest of it does not count.
      if (result.failure !== null && !failures.has(device.id)) failures.set(device.id, result.failure);
      if (result.failure !== null) break;
    }
  }
  return { machine, failures, warnings };
}

const UNNUMBERED: Numbered = { numbers: new Map(), failures: new Map() };

function numbered({ domain, devices }: ZpciGuest): Numbered {
  return domain === null ? UNNUMBERED : libvirtNumbers(devices);
}

function booted({ machine, failures, warnings }: Making): BuiltGuest {
  return { machine: applyZpciOp(machine, { op: 'boot' }).machine, failures, warnings: [...warnings] };
}

function newlyMade(state: ZpciState, guest: ZpciGuest, told: Numbered, whatIf: WhatIf): Making {
  const machine = newMachine(setupOf(state, guest, whatIf));
  const start = { machine, failures: told.failures, warnings: new Set<string>() };
  return withDevices(state, guest, guest.devices, told, start, whatIf);
}

interface Kept {
  readonly host: ZpciHost;
  readonly hostTold: HostTold;
  readonly used: readonly (HostFunction | undefined)[];
  readonly devices: readonly GuestDevice[];
  readonly told: Numbered;
  readonly making: Making;
  readonly built: BuiltGuest;
}

const byAddress = new WeakMap<ZpciState['functions'], ReadonlyMap<string, HostFunction>>();
const kept = new WeakMap<ZpciGuest, Kept>();
/** By the last device: where the next is added to, as most edits do. */
const keptByLast = new WeakMap<GuestDevice, Kept>();

/** Host functions by address, the first of each; 4,096 of them are asked for 500 devices on every click. */
export function functionsByAddress(functions: ZpciState['functions']): ReadonlyMap<string, HostFunction> {
  let found = byAddress.get(functions);
  if (found === undefined) {
    const map = new Map<string, HostFunction>();
    for (const one of functions) if (one.address !== null && !map.has(one.address)) map.set(one.address, one);
    found = map;
    byAddress.set(functions, found);
  }
  return found;
}

type Needs = Pick<Kept, 'host' | 'hostTold' | 'used'>;

/** Whether what was made needs the same of the host; of more devices than it has only the first count. */
function needsSame(before: Kept, { host, hostTold: told, used }: Needs): boolean {
  return before.host === host && before.hostTold === told && before.used.every((one, at) => one === used[at]);
}

/** Numbers that nobody wrote down can move when a device comes (V-5); a refusal can, too. */
function toldSame(before: Kept, told: Numbered): boolean {
  if (before.told.failures.size > 0 || told.failures.size > 0) return false;
  for (const [id, { uid, fid }] of before.told.numbers) {
    const now = told.numbers.get(id);
    if (now?.uid !== uid || now.fid !== fid) return false;
  }
  return true;
}

/** The guest with its last device added to what stood before it; null where more than that is different. */
function grown(state: ZpciState, guest: ZpciGuest, told: Numbered, needs: Needs): Making | null {
  const last = guest.devices.at(-2);
  const before = last === undefined ? undefined : keptByLast.get(last);
  if (before?.devices.length !== guest.devices.length - 1) return null;
  const isGrown =
    before.devices.every((device, at) => device === guest.devices[at]) &&
    needsSame(before, needs) &&
    toldSame(before, told) &&
    sameSetup(before.making.machine.setup, setupOf(state, guest, {}));
  return isGrown ? withDevices(state, guest, guest.devices.slice(-1), told, before.making, {}) : null;
}

function sameSetup(left: MachineSetup, right: MachineSetup): boolean {
  return (Object.keys(right) as (keyof MachineSetup)[]).every((name) => left[name] === right[name]);
}

/**
 * The guest of the state, made once for as long as nothing it depends on changes: an edit asks for it several times, and a
 * change of another guest or of functions that this one has not makes nothing anew. Under a what-if it is made each time.
 */
export function builtGuest(state: ZpciState, guest: ZpciGuest, whatIf: WhatIf): BuiltGuest {
  if (Object.values(whatIf).some((value) => value !== undefined))
    return booted(newlyMade(state, guest, numbered(guest), whatIf));
  const { host } = state;
  const { devices } = guest;
  const used = devices.map(({ card }) => (card?.kind === 'vfio' ? functionAt(state, card.host) : undefined));
  const needs: Needs = { host, hostTold: hostTold(state, guest), used };
  const before = kept.get(guest);
  if (before !== undefined && needsSame(before, needs)) return before.built;
  const told = numbered(guest);
  const making = grown(state, guest, told, needs) ?? newlyMade(state, guest, told, {});
  const made: Kept = { ...needs, devices, told, making, built: booted(making) };
  kept.set(guest, made);
  const last = devices.at(-1);
  if (last !== undefined) keptByLast.set(last, made);
  // Each holds all devices before it: kept for every one of thousands they would fill the memory.
  const older = devices.at(-3);
  if (older !== undefined) keptByLast.delete(older);
  return made.built;
}
