/** The KVM device's life and controls (XIVE-R1, R22), what QEMU reads of itself (R21), targets, fork, the TIMA. */
import { BLOCK_LISNS, hex, ipiPage, NO_PAGE } from '../../../../shared/xive/pages.ts';
import { type Draft, ownMap, refuse, tell, type VmDraft, vmKey, vmOf } from './draft.ts';
import { reachedBy, touchLisn } from './esb.ts';
import { access } from './faults.ts';
import { KeptMap } from './kept-map.ts';
import { holds } from './intervals.ts';
import { OFF, setPq } from './pq.ts';
import { clrMapped } from './owners.ts';
import { separateRange } from './claims.ts';
import { SparseInts } from './sparse-ints.ts';

export function createDevice(draft: Draft, vm: VmDraft): void {
  tell(draft, vm, 'device', () => ({
    who: 'qemu',
    rule: 'XIVE-R1',
    text: 'QEMU asks KVM for a XIVE device; no LISN exists in a new one.',
    call: 'ioctl(vm_fd, KVM_CREATE_DEVICE, {KVM_DEV_TYPE_XIVE})',
    event: { op: 'createDevice', ...vmKey(draft, vm) },
  }));
  if (vm.device) refuse(draft, 'EEXIST', 'XIVE-R1', 'The VM has an interrupt device already.');
  else vm.device = true;
}

/** XIVE-R22: everything is unmapped, every source is gone; what QEMU claimed stays its own book-keeping. */
export function closeDevice(draft: Draft, vm: VmDraft): void {
  tell(draft, vm, 'device', () => ({
    who: 'qemu',
    rule: 'XIVE-R22',
    text: 'QEMU closes the XIVE device: all its mappings go, and with them every source.',
    call: 'close(xive_fd)',
    event: { op: 'closeDevice', ...vmKey(draft, vm) },
  }));
  if (!vm.device) {
    refuse(draft, 'ENODEV', 'XIVE-R22', 'The VM has no XIVE device.');
    return;
  }
  for (const lisn of vm.owners.keys()) if (vm.pt.get(lisn) !== NO_PAGE) clrMapped(draft, vm, lisn);
  const empty = new SparseInts();
  Object.assign(vm, {
    device: false,
    vmas: [],
    regions: [],
    announced: [],
    remembered: null,
    ptes: empty.draft(),
    touched: empty.draft(),
    ipi: empty.draft(),
    flags: empty.draft(),
    pt: empty.draft(),
    owners: new KeptMap(),
    blocks: new Set(),
    connected: new Set(),
    targets: new Map(),
  });
}

/** XIVE-R22: sources that had a target are masked (01); mappings and owners stay. */
export function resetDevice(draft: Draft, vm: VmDraft): void {
  tell(draft, vm, 'device', () => ({
    who: 'qemu',
    rule: 'XIVE-R22',
    text: 'QEMU resets the XIVE device: sources that had a target are off, queues are empty, mappings stay.',
    call: 'ioctl(xive_fd, KVM_SET_DEVICE_ATTR, {KVM_DEV_XIVE_GRP_CTRL, KVM_DEV_XIVE_RESET})',
    event: { op: 'resetDevice', ...vmKey(draft, vm) },
  }));
  for (const lisn of vm.targets.keys()) {
    const ipi = vm.ipi.get(lisn);
    const pt = vm.pt.get(lisn);
    if (pt !== NO_PAGE) setPq(draft, pt, OFF);
    else if (ipi !== 0) setPq(draft, ipiPage(ipi - 1, 0), OFF);
  }
  vm.targets = new Map();
}

export function configure(
  draft: Draft,
  vm: VmDraft,
  {
    lisn,
    server,
    priority,
    eisn,
  }: { readonly lisn: number; readonly server: number; readonly priority: number; readonly eisn: number },
): void {
  tell(draft, vm, 'configure', () => ({
    who: 'guest',
    rule: 'XIVE-R12',
    text:
      priority === 255
        ? `The guest masks LISN ${hex(lisn)}.`
        : `The guest sends LISN ${hex(lisn)} to vCPU ${server} at priority ${priority}, as event ${hex(eisn)}.`,
    call: `H_INT_SET_SOURCE_CONFIG(${hex(lisn)}, ${server}, ${priority}, ${hex(eisn)})`,
    lisns: [lisn, lisn],
    event: { op: 'configure', lisn, server, priority, eisn, ...vmKey(draft, vm) },
  }));
  if (vm.ipi.get(lisn) === 0) {
    refuse(draft, 'EINVAL', 'XIVE-R2', `LISN ${hex(lisn)} was never created in KVM, so it has no target.`);
    return;
  }
  const targets = ownMap(draft, vm.targets);
  targets.set(lisn, { server, priority, eisn });
  vm.targets = targets;
}

/**
 * XIVE-R9: the child has the same lines, and the entries as they are. It keeps the LISNs as its parent's KVM device has
 * them now; what changes there later is not followed (assumption, a forked QEMU serves no guest).
 */
export function fork(draft: Draft, vm: VmDraft, name: string): void {
  tell(draft, vm, 'device', () => ({
    who: 'qemu',
    rule: 'XIVE-R9',
    text: `QEMU forks: the child ${name} has the same lines.`,
    call: 'fork()',
    event: { op: 'fork', name, ...vmKey(draft, vm) },
  }));
  if (vmOf(draft, name) !== undefined) {
    refuse(draft, 'EEXIST', 'XIVE-R9', `There is a guest process named ${name} already.`);
    return;
  }
  draft.drafts.set(name, {
    ...vm,
    name,
    ptes: vm.ptes.done().draft(),
    touched: vm.touched.done().draft(),
    ipi: vm.ipi.done().draft(),
    flags: vm.flags.done().draft(),
    pt: vm.pt.done().draft(),
  });
}

/** LISNs QEMU has claimed: its blocks, and every source outside the ranges it gives out blocks of. */
function claimed(draft: Draft, vm: VmDraft): readonly number[] {
  const { msiBase, msiCount } = draft.config;
  const range = separateRange(draft);
  const given = (lisn: number) =>
    (lisn >= msiBase && lisn < msiBase + msiCount) || (range !== null && lisn >= range[0] && lisn < range[1]);
  const lisns: number[] = [];
  for (const block of [...vm.blocks].sort((left, right) => left - right))
    for (let lisn = block * BLOCK_LISNS; lisn < (block + 1) * BLOCK_LISNS; lisn += 1)
      if (vm.ipi.get(lisn) !== 0 && (!given(lisn) || holds(vm.claims, lisn))) lisns.push(lisn);
  return lisns;
}

/** XIVE-R21: QEMU reads P/Q of every claimed LISN through its own mapping, and so populates management pages. */
export function infoPic(draft: Draft, vm: VmDraft): void {
  for (const lisn of claimed(draft, vm)) touchLisn(draft, vm, 'qemu', { lisn, parity: 1, kind: 'load' });
  Object.assign(draft.outcome, { result: null, vma: null, page: null, value: null, pq: null });
}

/** A guest access to one of the four views of the TIMA (XIVE-R10). */
export function timaTouch(draft: Draft, vm: VmDraft, view: number): void {
  const vma = vm.vmas.find(
    (one) => one.kind === 'tima' && view >= one.pgoff && view < one.pgoff + one.end - one.start,
  );
  if (vma === undefined) {
    refuse(draft, 'ENXIO', 'XIVE-R4', `Page ${view} of the TIMA is not mapped.`);
    return;
  }
  const page = vma.start + view - vma.pgoff;
  reachedBy(draft, page, access(draft, vm, page, { by: 'guest', kind: 'load' }));
}
