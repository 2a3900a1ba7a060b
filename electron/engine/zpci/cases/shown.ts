/** What a case can expect of functions, groups and events, in the forms of zpci.md 7.1. */
import { fidText, uidText } from '../../../../shared/zpci/types.ts';
import { groupFlags, type ListAnswer, pciIds } from '../kernel/clp.ts';
import type { ClpEvent, GuestFunction, GuestGroup } from '../kernel/machine.ts';

export function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

function hexOrUnknown(value: number | null, digits: number): string | null {
  return value === null ? null : hex(value, digits);
}

/** Without leading zeros. The end of an empty window that begins at 0 has all 64 bits set (D-9). */
export function address(value: bigint | null): string | null {
  return value === null ? null : `0x${BigInt.asUintN(64, value).toString(16)}`;
}

export type Shown = Readonly<Record<string, unknown>>;

export function shownFunction(one: GuestFunction): Shown {
  const { values } = one;
  return {
    state: one.state,
    id: one.id,
    uid: uidText(one.uid),
    fid: fidText(one.fid),
    index: one.index,
    fh: hex(one.fh, 8),
    // The format knows two modes; an emulated card's instructions are intercepted too.
    mode: one.mode === 'interpret' ? 'interpret' : 'intercept',
    interpret: one.mode === 'interpret',
    forwardingAssist: one.forwardingAssist,
    relaxed: one.relaxed,
    unplugRequested: one.unplugRequested,
    mappings: one.mappings,
    pfgid: one.group < 0 ? null : hex(one.group, 2),
    groupId: one.group < 0 ? null : hex(one.group, 2),
    pchid: hexOrUnknown(values.pchid, 4),
    vfn: values.vfn,
    flags: values.flags,
    pft: values.pft,
    fmbl: values.fmbl,
    port: values.port,
    sdma: address(values.sdma),
    edma: address(values.edma),
    pfip: values.path,
    util: values.util,
    barSizes: values.barSizes,
    bars: values.bars,
  };
}

export function shownGroup(group: GuestGroup): Shown {
  const { values } = group;
  return {
    noi: values.noi,
    version: values.version,
    fr: hexOrUnknown(groupFlags(group), 2),
    maxstbl: values.maxstbl,
    mui: values.mui,
    dtsm: hex(values.dtsm, 2),
    dasm: address(values.dasm),
    msia: address(values.msia),
    hostGroup: hexOrUnknown(group.hostGroup, 2),
    creator: group.creator,
  };
}

export function shownEvent({ cc, pec, fh, fid }: ClpEvent): Shown {
  return { cc, pec: hex(pec, 4), fh: hex(fh, 8), fid: fidText(fid) };
}

/** An object where List answers, else its code. */
export function shownList(answer: ListAnswer): Shown | string {
  if (answer.rule === 'ZPCI-L1') return 'operand';
  if (answer.rule !== null)
    return `${hex(answer.rsp, 4)}${answer.conditionCode === 0 ? '' : ` cc${answer.conditionCode}`}`;
  return {
    rsp: hex(answer.rsp, 4),
    len: answer.len,
    token: address(answer.token),
    entries: answer.entries.map((one) => {
      const { vendor, device } = pciIds(one);
      return {
        fid: fidText(one.fid),
        fh: hex(one.fh, 8),
        config: one.state === 'standby' ? '0x00000000' : '0x80000000',
        vendor: hexOrUnknown(vendor, 4),
        device: hexOrUnknown(device, 4),
      };
    }),
  };
}
