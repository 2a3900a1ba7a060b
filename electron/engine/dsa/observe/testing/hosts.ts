/** Hosts for the tests of observing: the recorded captures, trees of a state with files changed, states that operations made. */
import { join } from 'node:path';
import fc from 'fast-check';
import type { DsaState } from '../../../../../shared/dsa/types.ts';
import { type Capture, readCapture } from '../../../hosts/read-capture.ts';
import { changedTree, entriesOf } from '../../../hosts/testing/changed-tree.ts';
import { HostTree, type TreeEntry } from '../../../hosts/tree.ts';
import { applyOp } from '../../kernel/apply-op.ts';
import type { DsaOp } from '../../kernel/kernel.ts';
import { createDevice, createState } from '../../model.ts';
import { observeDsa, wantsDsa } from '../../observe.ts';
import { dsaTree } from '../../tree.ts';

export const FIXTURES = join(import.meta.dirname, '../fixtures');

export function captureOf(name: string): Promise<Capture> {
  return readCapture({ kind: 'path', path: join(FIXTURES, name) }, wantsDsa);
}

export async function observedFrom(name: string) {
  return observeDsa((await captureOf(name)).tree)!;
}

/** Of texts by the place they have in a tree. */
export function treeWith(files: Readonly<Record<string, string>>): HostTree {
  const tree = new HostTree();
  for (const [path, text] of Object.entries(files)) tree.add(path, { kind: 'file', text });
  return tree;
}

const ENTRIES = new WeakMap<DsaState, ReadonlyMap<string, TreeEntry>>();

/** The tree of a state; a change of null takes a file or folder out. Its entries are made once for all the changes a test tries. */
export function treeOf(
  state: DsaState,
  changes: Readonly<Record<string, TreeEntry | string | null>> = {},
): HostTree {
  const entries = ENTRIES.get(state) ?? entriesOf(dsaTree(state));
  ENTRIES.set(state, entries);
  return changedTree(entries, changes);
}

/** Two DSA and one IAA with nothing configured, as in the recorded captures. */
export function idleHost(): DsaState {
  return createState({
    devices: [
      createDevice({ kind: 'dsa', id: 0, bdf: '0000:6a:01.0', iommuGroup: 41 }),
      createDevice({ kind: 'iax', id: 1, bdf: '0000:6a:02.0', iommuGroup: 42 }),
      createDevice({ kind: 'dsa', id: 2, bdf: '0000:e7:01.0', iommuGroup: 88, caps: { numaNode: 1 } }),
    ],
  });
}

export function uuid(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

function write(at: string, value: string | number): DsaOp {
  return { op: 'write', at, value: String(value) };
}

/** What makes an idle wq one of guests (shared) or of a guest (dedicated). */
export function mdevQueue(
  device: number,
  index: number,
  mode: 'dedicated' | 'shared',
  parts: { readonly size?: number; readonly group?: number } = {},
): DsaOp[] {
  const wq = `wq${device}.${index}`;
  return [
    write(`${wq}/mode`, mode),
    write(`${wq}/type`, 'mdev'),
    write(`${wq}/name`, `guest${index}`),
    write(`${wq}/driver_name`, 'mdev'),
    write(`${wq}/size`, parts.size ?? 16),
    write(`${wq}/group_id`, parts.group ?? 0),
    write(`${wq}/priority`, 10),
    ...(mode === 'shared' ? [write(`${wq}/threshold`, 8)] : []),
    write(`engine${device}.${parts.group ?? 0}/group_id`, parts.group ?? 0),
  ];
}

/** Operations one after the other; refused ones are passed over. */
export function after(state: DsaState, ops: readonly DsaOp[]): DsaState {
  return ops.reduce((now, op) => applyOp(now, op).state, state);
}

const device = fc.constantFrom(0, 1, 2);
const index = fc.integer({ min: 0, max: 7 });
const anOp: fc.Arbitrary<readonly DsaOp[]> = fc.oneof(
  fc
    .tuple(
      device,
      index,
      fc.constantFrom('dedicated' as const, 'shared' as const),
      fc.integer({ min: 0, max: 3 }),
    )
    .map(([id, wq, mode, group]) => mdevQueue(id, wq, mode, { group })),
  fc
    .tuple(device, fc.constantFrom('dsa', 'iax'))
    .map(([id, kind]) => [{ op: 'bind', driver: 'idxd', name: `${kind}${id}` } as const]),
  fc
    .tuple(device, index, fc.constantFrom('mdev', 'user', 'dmaengine'))
    .map(([id, wq, driver]) => [{ op: 'bind', driver, name: `wq${id}.${wq}` } as const]),
  fc
    .tuple(device, index, fc.constantFrom('user', 'kernel'), fc.constantFrom('app', ''))
    .map(([id, wq, type, name]) => [
      write(`wq${id}.${wq}/type`, type),
      write(`wq${id}.${wq}/name`, name),
      write(`wq${id}.${wq}/driver_name`, type === 'user' ? 'user' : 'dmaengine'),
    ]),
  fc
    .tuple(index, fc.constantFrom('0000:6a:01.0', '0000:e7:01.0'), fc.constantFrom('1dwq', '1swq'))
    .map(([at, parent, kind]) => [
      { op: 'mdev-create', parent, type: `idxd-dsa-${kind}-v1`, uuid: uuid(at) } as const,
    ]),
  fc
    .tuple(device, index, fc.constantFrom('block_on_fault', 'ats_disable'), fc.constantFrom('0', '1'))
    .map(([id, wq, file, value]) => [write(`wq${id}.${wq}/${file}`, value)]),
  fc
    .tuple(device, index, fc.integer({ min: 1, max: 5000 }))
    .map(([id, wq, value]) => [write(`wq${id}.${wq}/max_batch_size`, value)]),
  fc
    .tuple(device, fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 96 }))
    .map(([id, group, value]) => [
      write(`group${id}.${group}/read_buffers_reserved`, value),
      write(`group${id}.${group}/read_buffers_allowed`, value),
    ]),
  index.map((at) => [{ op: 'mdev-remove', uuid: uuid(at) } as const]),
);

/** States that a kernel can be in, made by operations. */
export const aState: fc.Arbitrary<DsaState> = fc
  .array(anOp, { maxLength: 40 })
  .map((ops) => after(idleHost(), ops.flat()));
