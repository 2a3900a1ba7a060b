/** Passed-through devices: plugged (XIVE-R17), released (R18), torn out (R19), after a machine reset (R20). */
import { esbPage, type HwPage, NO_PAGE } from '../../../../shared/xive/pages.ts';
import { blockText, claim, createMissing, freeNumbers, type MsiKind, separateRange } from './claims.ts';
import { basePage } from './announcing.ts';
import { type Draft, ownMap, refuse, tell, type VmDraft } from './draft.ts';
import { addRange } from './intervals.ts';
import type { Device } from './machine.ts';
import { mmap, mmapFixed, munmap } from './mapping.ts';
import { clrMapped, setMapped, zapLisn } from './owners.ts';
import { overlayRegion, removeOverlayRegion } from './regions.ts';

export function keepDevice(draft: Draft, vm: VmDraft, device: Device): void {
  const devices = ownMap(draft, vm.devices);
  devices.set(device.name, device);
  vm.devices = devices;
}

/** Source of each vector; beyond the given ones they go on after the last (assumption). */
export function ownersOfVectors(given: readonly HwPage[], vectors: number): readonly HwPage[] {
  const last = given.at(-1) ?? NO_PAGE;
  return Array.from(
    { length: vectors },
    (_, vector) => given[vector] ?? last + 2 * (vector - given.length + 1),
  );
}

/** Plugged, or null with ENODEV. */
export function pluggedDevice(draft: Draft, vm: VmDraft, name: string): Device | null {
  const device = vm.devices.get(name);
  if (device?.plugged === true) return device;
  refuse(draft, 'ENODEV', 'XIVE-R18', `No device named ${name} is plugged.`);
  return null;
}

/** Overlay of a device's block as strategies A1 and A2 make it; its errno, or null. */
function makeOverlay(draft: Draft, vm: VmDraft, name: string, first: number, n: number): void {
  const [pages, pgoff] = [2 * n, vm.esbOffset + esbPage(first, 0)];
  if (draft.config.strategy === 'A2') {
    const at = basePage(draft, vm, esbPage(first, 0));
    if (at !== null) mmapFixed(draft, vm, { at, pages, pgoff, name });
    return;
  }
  removeOverlay(draft, vm, name);
  const at = vm.vmas.at(-1)?.end ?? 0;
  if (mmap(draft, vm, { at, pages, pgoff, name }) === null)
    overlayRegion(draft, vm, { firstLisn: first, count: n, at, name });
}

/** A1: region and mapping go. */
function removeOverlay(draft: Draft, vm: VmDraft, name: string): void {
  const region = vm.regions.find((one) => one.name === name);
  if (region === undefined) return;
  removeOverlayRegion(draft, vm, name);
  munmap(draft, vm, region.start, 2 * region.count);
}

function overlays(draft: Draft): boolean {
  const { strategy, overlayWhen } = draft.config;
  return (strategy === 'A1' || strategy === 'A2') && overlayWhen !== 'never';
}

/** What a clean unplug undoes of its strategy: A1 takes the region away, A2 maps the base range again. */
function undoOverlay(draft: Draft, vm: VmDraft, name: string, first: number, n: number): void {
  if (!overlays(draft)) return;
  if (draft.config.strategy === 'A1') {
    removeOverlay(draft, vm, name);
    return;
  }
  const at = basePage(draft, vm, esbPage(first, 0));
  if (at !== null) mmapFixed(draft, vm, { at, pages: 2 * n, pgoff: vm.esbOffset + esbPage(first, 0) });
}

/** Connects every vector once, with the strategy's overlay before, after or in between. Returns how many were connected. */
export function connectAll(
  draft: Draft,
  vm: VmDraft,
  {
    name,
    first,
    owners,
  }: { readonly name: string; readonly first: number; readonly owners: readonly HwPage[] },
): number {
  const when = overlays(draft) ? draft.config.overlayWhen : 'never';
  if (when === 'beforeFirst') makeOverlay(draft, vm, name, first, owners.length);
  let connected = 0;
  for (const [vector, owner] of owners.entries()) {
    if (setMapped(draft, vm, first + vector, owner) === null) connected += 1;
    if (when === 'afterEvery') makeOverlay(draft, vm, name, first, owners.length);
  }
  if (when === 'afterLast') makeOverlay(draft, vm, name, first, owners.length);
  return connected;
}

export function disconnectAll(draft: Draft, vm: VmDraft, first: number, n: number): void {
  for (let lisn = first; lisn < first + n; lisn += 1)
    if (vm.pt.get(lisn) !== NO_PAGE) clrMapped(draft, vm, lisn);
}

/** What strategy C does with the pages of numbers that were given back, at a reset (XIVE-R20) perhaps: its range is mapped anew whole. */
function cleanRange(draft: Draft, vm: VmDraft, first: number, n: number): void {
  const range = separateRange(draft);
  if (range === null || draft.config.cleaning === 'none') return;
  if (draft.config.cleaning === 'zap') {
    for (let lisn = first; lisn < first + n; lisn += 1) zapLisn(draft, vm, lisn);
    return;
  }
  const esb = esbPage(range[0], 0);
  const at = basePage(draft, vm, esb);
  if (at !== null) mmapFixed(draft, vm, { at, pages: 2 * (range[1] - range[0]), pgoff: vm.esbOffset + esb });
}

export interface PlugCall {
  readonly name: string;
  readonly owners: readonly HwPage[];
  readonly kind: MsiKind;
  /** False = its vectors are connected by calls of their own; default true. */
  readonly connect?: boolean;
  /** Its numbers come from `rangeC` where one is given, whatever the strategy. */
  readonly fromRange?: boolean;
}

/** XIVE-R17. Returns the number of vectors that were connected; a vector refused with EAGAIN works through its IPI page. */
export function plug(
  draft: Draft,
  vm: VmDraft,
  { name, owners, kind, connect = true, fromRange = false }: PlugCall,
): number {
  const n = owners.length;
  tell(draft, vm, 'device', () => ({
    who: 'qemu',
    rule: 'XIVE-R17',
    text: `The host device ${name} with ${n} vectors is plugged; the guest's driver asks for its interrupts.`,
    call: `device_add vfio-pci,id=${name}`,
  }));
  if (vm.devices.get(name)?.plugged === true) {
    refuse(draft, 'EBUSY', 'XIVE-R17', `The device ${name} is plugged already.`);
    return 0;
  }
  const first = claim(draft, vm, { n, kind, passedThrough: true, fromRange });
  if (first === null) return 0;
  draft.outcome.first = first;
  keepDevice(draft, vm, { name, owners, kind, first, vectors: n, plugged: true });
  if (createMissing(draft, vm, first, n) !== null || !connect) return 0;
  return connectAll(draft, vm, { name, first, owners });
}

/** XIVE-R18: the driver gives its vectors back, then the device goes. */
export function unplug(draft: Draft, vm: VmDraft, name: string): void {
  const device = pluggedDevice(draft, vm, name);
  if (device === null) return;
  const { first, vectors } = device;
  if (first !== null) {
    disconnectAll(draft, vm, first, vectors);
    undoOverlay(draft, vm, name, first, vectors);
  }
  cleanRange(draft, vm, first ?? 0, first === null ? 0 : vectors);
  if (first !== null) freeNumbers(draft, vm, first, vectors);
  keepDevice(draft, vm, { ...device, first: null, plugged: false });
  draft.outcome.first = first;
  tell(draft, vm, 'device', () => ({
    who: 'qemu',
    rule: 'XIVE-R18',
    text: `The device ${name} is gone; its driver had given back its vectors.`,
    call: `device_del ${name}`,
  }));
}

/** XIVE-R19: nobody frees the numbers. */
export function removeUnclean(draft: Draft, vm: VmDraft, name: string): void {
  const device = pluggedDevice(draft, vm, name);
  if (device === null) return;
  const { first, vectors } = device;
  tell(draft, vm, 'device', () => ({
    who: 'qemu',
    rule: 'XIVE-R19',
    text: `The device ${name} is taken out while its driver is bound, so nobody gives back its numbers${first === null ? '' : ` ${blockText(first, vectors)}`}.`,
    call: `device_del ${name}`,
  }));
  if (first !== null) {
    disconnectAll(draft, vm, first, vectors);
    if (draft.config.strategy === 'A1') removeOverlay(draft, vm, name);
    vm.orphans = addRange(vm.orphans, first, first + vectors - 1);
  }
  keepDevice(draft, vm, { ...device, first: null, plugged: false });
  draft.outcome.first = first;
}

/** The driver claims again: the new block before the old one is freed (XIVE-R14). */
export function driverStarts(draft: Draft, vm: VmDraft, name: string, vectors: number): void {
  const device = pluggedDevice(draft, vm, name);
  if (device === null) return;
  const owners = ownersOfVectors(device.owners, vectors);
  const n = vectors;
  const first = claim(draft, vm, { n, kind: device.kind, passedThrough: true });
  if (first === null) return;
  draft.outcome.first = first;
  if (device.first !== null) {
    disconnectAll(draft, vm, device.first, device.vectors);
    undoOverlay(draft, vm, name, device.first, device.vectors);
    cleanRange(draft, vm, device.first, device.vectors);
    freeNumbers(draft, vm, device.first, device.vectors);
  }
  keepDevice(draft, vm, { ...device, owners, first, vectors: n });
  if (createMissing(draft, vm, first, n) === null) connectAll(draft, vm, { name, first, owners });
}

/** XIVE-R20: all blocks are free; devices stay, without numbers, until their drivers start. KVM keeps every source. */
export function machineReset(draft: Draft, vm: VmDraft): void {
  tell(draft, vm, 'device', () => ({
    who: 'qemu',
    rule: 'XIVE-R20',
    text: 'The machine is reset: QEMU disconnects all vectors and frees all MSI numbers; mappings and sources stay.',
    call: 'system_reset',
  }));
  for (const lisn of vm.owners.keys()) if (vm.pt.get(lisn) !== NO_PAGE) clrMapped(draft, vm, lisn);
  for (const device of vm.devices.values()) {
    if (device.first === null) continue;
    undoOverlay(draft, vm, device.name, device.first, device.vectors);
    keepDevice(draft, vm, { ...device, first: null });
  }
  for (const [first, last] of vm.claims) freeNumbers(draft, vm, first, last - first + 1);
  vm.running = true;
}
