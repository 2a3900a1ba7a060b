/** What every part of an answer card looks at: the function in its guest, the group it fell into, and what vfio told of it. */
import type { WhatIf } from '../../../../shared/zpci/edits.ts';
import type { ClpField, FieldClass } from '../../../../shared/zpci/fields.ts';
import type { GuestDevice, HostFunction, ZpciGuest, ZpciState } from '../../../../shared/zpci/types.ts';
import type { GuestFunction, GuestGroup, MachineSetup, VfioReport } from '../kernel/machine.ts';
import { FIRST_SIMULATED } from '../kernel/constants.ts';
import { switchesOf } from '../kernel/switches.ts';
import { hex } from './shown.ts';

/**
 * Which column of zpci.md 2.5 holds: QEMU's own card; constants for whatever card; raw answers; the proposal where it
 * did not get all it asked for; capabilities as merged.
 */
export type AnswerCase = 'emulated' | 'fixed' | 'raw' | 'fallback' | 'merged';

export interface AnswerContext {
  readonly state: ZpciState;
  readonly guest: ZpciGuest;
  readonly device: GuestDevice;
  readonly whatIf: WhatIf;
  readonly setup: MachineSetup;
  /** Of the host; null for an emulated card, and where the host has none at that address. */
  readonly one: HostFunction | null;
  readonly made: GuestFunction;
  readonly group: GuestGroup | null;
  /** The function as the guest has read it, where the machine that was read is this guest (M-7). */
  readonly inside: HostFunction | null;
  /** As vfio-pci reports it here; null for an emulated card. */
  readonly report: VfioReport | null;
  /** What a kernel that tells everything would report: what the host knows. */
  readonly full: VfioReport | null;
  readonly answered: AnswerCase;
}

export function caseOf(made: GuestFunction, setup: MachineSetup): AnswerCase {
  if (made.card?.kind !== 'vfio') return 'emulated';
  const { design } = switchesOf(setup);
  if (design !== 'proposal') return design;
  const { raw } = made.card.report;
  return raw.function !== null && raw.group !== null ? 'raw' : 'fallback';
}

export function inDefaultGroup({ group }: AnswerContext): boolean {
  return group === null || group.kind === 'default';
}

/** Why a passed-through function has QEMU's own group, as a clause, with the rule. */
export function defaultGroupReason(context: AnswerContext): { readonly text: string; readonly rule: string } {
  const { report, setup, answered } = context;
  if (answered === 'fixed') return { text: 'constants for every card', rule: 'ZPCI-P1' };
  if (answered === 'fallback') return { text: 'the kernel gave no raw answers', rule: 'ZPCI-P3' };
  if (report === null || report.group === null)
    return { text: 'the capability GROUP is missing', rule: 'ZPCI-G2' };
  const number = report.base?.gid ?? null;
  const { refusesSimulatedHosts, defaultGroup } = switchesOf(setup);
  if (number !== null && number >= FIRST_SIMULATED && refusesSimulatedHosts)
    return { text: 'the host’s own group is simulated', rule: 'ZPCI-G2' };
  if (answered === 'merged' && number === defaultGroup)
    return { text: `the host’s group ${hex(number, 2)} has the number of QEMU’s own`, rule: 'ZPCI-G9' };
  if (report.base === null) return { text: 'the capability BASE is missing', rule: 'ZPCI-G2' };
  return { text: 'all 15 simulated groups are used', rule: 'ZPCI-G7' };
}

/** Whether vfio told what fills the field, in the merged form. */
export function isCarried(context: AnswerContext, carrier: 'BASE' | 'GROUP' | 'UTIL' | 'PFIP'): boolean {
  const { report } = context;
  if (report === null) return false;
  const found = { BASE: report.base, GROUP: report.group, UTIL: report.util, PFIP: report.path }[carrier];
  return found !== null;
}

const FUNCTION_CARRIERS: Readonly<Record<string, 'BASE' | 'UTIL' | 'PFIP'>> = {
  vfn: 'BASE',
  pchid: 'BASE',
  sdma: 'BASE',
  edma: 'BASE',
  flags: 'UTIL',
  utilStr: 'UTIL',
  pfip: 'PFIP',
  // QEMU hides these of a function that the kernel tells of; without BASE it knows nothing to hide.
  pft: 'BASE',
  fmbl: 'BASE',
  port: 'BASE',
  rid: 'BASE',
  tid: 'BASE',
};

function ownDefault(context: AnswerContext, field: ClpField): boolean {
  if (field.block === 'group') return inDefaultGroup(context);
  const carrier = FUNCTION_CARRIERS[field.name];
  if (carrier === undefined) return false;
  // Without UTIL the function may simply have no utility string: then nothing of QEMU stands there.
  if (carrier === 'UTIL' && context.one?.util === '') return false;
  return !isCarried(context, carrier);
}

/** The class of one field in this answer (zpci.md 1.7, 2.5). */
export function classOf(context: AnswerContext, field: ClpField): FieldClass {
  const { answered } = context;
  if (field.usualClass === 'frame') return 'frame';
  if (field.name === 'uid' || field.name === 'fid') return 'V';
  if (answered === 'emulated')
    return field.name.startsWith('bar') && !field.name.startsWith('barSize') ? 'config' : 'E';
  if (field.usualClass === 'config') return 'config';
  if (answered === 'fixed' || answered === 'fallback') return 'E';
  if (answered === 'raw') {
    if (field.name === 'refresh') return 'E';
    return field.name === 'pfgid' || field.usualClass === 'H' ? 'C' : field.usualClass;
  }
  if (field.name === 'pfgid') {
    if (inDefaultGroup(context)) return 'E';
    return context.group?.kind === 'simulated' ? 'V' : 'C';
  }
  return ownDefault(context, field) ? 'E' : field.usualClass;
}
