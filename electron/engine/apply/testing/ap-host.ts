/** An AP host as plain files, from the state of an example. */
import path from 'node:path';
import type { ApEdit } from '../../../../shared/ap/edits.ts';
import type { ApState } from '../../../../shared/ap/types.ts';
import { apFamily } from '../../ap/family.ts';
import type { DeviceFamily } from '../../family.ts';
import { applyEdits } from '../../session/edit.ts';
import { importCapture } from '../../session/import-capture.ts';
import type { HostDocument } from '../../workspace/document.ts';
import { loadWorkspace } from '../../workspace/load.ts';
import { plainHost, quiet } from './plain-host.ts';

export const AP_FAMILIES: readonly DeviceFamily[] = [apFamily];

/** The example's first host with every guest stopped: what its definitions and masks are, and no use. */
export async function exampleWithoutGuests(example: string): Promise<ApState> {
  const document = await loadWorkspace(path.resolve('examples', example), AP_FAMILIES);
  const state = document.hosts[0]!.families.get('ap')!.observed as ApState;
  return { ...state, mdevs: state.mdevs.map((mdev) => ({ ...mdev, guest: null })) };
}

export async function plainApHost(example: string): Promise<ReturnType<typeof plainHost>> {
  return plainHost(apFamily.planning!.tree(await exampleWithoutGuests(example)));
}

/** What is read from the folder, with the wish that the edits make. Throws when one is refused. */
export async function readWithWish(
  root: string,
  edits: (host: ApState) => readonly ApEdit[],
): Promise<HostDocument> {
  const host = await importCapture({ kind: 'path', path: root }, AP_FAMILIES, quiet);
  const outcome = applyEdits(host, edits(host.families.get('ap')!.observed as ApState), AP_FAMILIES);
  if (!outcome.ok) throw new Error(outcome.refusal.message);
  return outcome.host;
}

/** On the kernel documentation's host: a guest gives up a domain, another gets it and a third is new: masks, matrices and definitions change. */
export function shuffle({ mdevs }: ApState): readonly ApEdit[] {
  const [first, second] = ['guest1', 'guest2'].map((name) => mdevs.find((mdev) => mdev.name === name));
  const none = { adapters: [], domains: [], controlDomains: [] };
  const uuid = '3f0c8a52-7d1e-4a86-9b53-6a1de9f04c11';
  return [
    { family: 'ap', op: 'unassign', mdev: first!.id, ...none, domains: [0xab] },
    { family: 'ap', op: 'assign', mdev: second!.id, ...none, domains: [0xab] },
    { family: 'ap', op: 'createGuest', uuid, name: 'new', hue: 5, type: 'passthrough' },
    { family: 'ap', op: 'assign', mdev: uuid, adapters: [6], domains: [0xab], controlDomains: [0xab] },
    { family: 'ap', op: 'setStart', mdev: uuid, start: 'auto' },
    { family: 'ap', op: 'writeMask', mask: 'apmask', value: '-9' },
  ];
}
