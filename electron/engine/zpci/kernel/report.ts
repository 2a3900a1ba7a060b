/** What vfio-pci reports of one function of the host (zpci.md 2.7). */
import type { WhatIf } from '../../../../shared/zpci/edits.ts';
import type { Capability, CapabilityLevel, HostFunction, ZpciHost } from '../../../../shared/zpci/types.ts';
import { ASSUMED_CAPABILITIES, ENABLED_BIT, KERNEL_STORE_BLOCK } from './constants.ts';
import { handledWindow, rangeOf, type AddressRange } from './host-window.ts';
import type { BaseCapability, GroupCapability, RawAnswers, Told, VfioReport } from './machine.ts';
import { withBits } from './results.ts';

/**
 * Capabilities a kernel of this level has. The proposal's are part of the host of every profile that is not the proposal's
 * too: they were in no kernel, so a host "with the proposal" is the one that was read, with that patch.
 */
const OF_LEVEL: Readonly<Record<CapabilityLevel, readonly Capability[]>> = {
  none: [],
  v1: ['BASE1', 'GROUP1', 'UTIL', 'PFIP', 'QFN', 'QGRP'],
  v2: ['BASE2', 'GROUP2', 'UTIL', 'PFIP', 'QFN', 'QGRP'],
};

function capabilitiesOf(
  host: ZpciHost,
  one: HostFunction,
  { capabilities, without = [] }: WhatIf,
): readonly Capability[] {
  const own = capabilities === undefined ? one.capabilities : null;
  const level = capabilities ?? host.capabilities ?? ASSUMED_CAPABILITIES;
  // A list of what a function reported was not read on a kernel of the proposal.
  const reported = own?.some((name) => name === 'QFN' || name === 'QGRP') === false && own.length > 0;
  const all = own === null ? OF_LEVEL[level] : [...own, ...(reported ? (['QFN', 'QGRP'] as const) : [])];
  const missing = new Set<Capability>(
    without.flatMap((name): readonly Capability[] => {
      if (name === 'BASE') return ['BASE1', 'BASE2', 'QFN'];
      if (name === 'GROUP') return ['GROUP1', 'GROUP2', 'QGRP'];
      return name === 'DMA_AVAIL' ? [] : [name];
    }),
  );
  return all.filter((name) => !missing.has(name));
}

/** As it was read, else as D-2 makes it of the platform's; null = not known. */
export function hostWindowOf(host: ZpciHost, one: HostFunction): AddressRange | null {
  if (one.window !== null) return rangeOf(one.window);
  const { memory, apertureFactor } = host;
  if (one.platformWindow === null || apertureFactor === null) return null;
  if (memory === null && apertureFactor !== 0) return null;
  return handledWindow(rangeOf(one.platformWindow), memory ?? 0, apertureFactor);
}

function addressOf(text: string | null): Told<bigint> {
  return text === null ? null : BigInt(text);
}

function versionOf(has: ReadonlySet<Capability>, name: 'BASE' | 'GROUP'): 1 | 2 | null {
  if (has.has(`${name}2`)) return 2;
  return has.has(`${name}1`) ? 1 : null;
}

function baseOf(host: ZpciHost, one: HostFunction, version: 1 | 2): BaseCapability {
  const window = hostWindowOf(host, one);
  return {
    version,
    start: window?.start ?? null,
    end: window?.end ?? null,
    pchid: one.pchid,
    vfn: one.vfn,
    gid: one.group,
    pft: one.pft,
    fmbLength: one.fmbLength,
    // vfio-pci enables the function when it is opened, whatever its handle was before (I-6).
    fh: version === 2 && one.fh !== null ? withBits(one.fh, ENABLED_BIT) : null,
  };
}

function groupOf(one: HostFunction, version: 1 | 2): GroupCapability {
  return {
    version,
    dasm: addressOf(one.dasm),
    msia: addressOf(one.msia),
    // A constant of the host's kernel, like the block size.
    refresh: true,
    mui: one.mui,
    noi: one.noi,
    maxstbl: KERNEL_STORE_BLOCK,
    groupVersion: one.version,
    imaxstbl: version === 2 ? one.maxstbl : null,
  };
}

function rawOf(one: HostFunction, has: ReadonlySet<Capability>): RawAnswers {
  const { pchid, vfn, group: gid, pft, fmbLength, util, path, port } = one;
  return {
    function: has.has('QFN')
      ? {
          sdma: addressOf(one.platformWindow?.start ?? null),
          edma: addressOf(one.platformWindow?.end ?? null),
          pchid,
          vfn,
          gid,
          pft,
          fmbLength,
          util,
          path,
          port,
        }
      : null,
    group: has.has('QGRP')
      ? {
          noi: one.noi,
          version: one.version,
          maxstbl: one.maxstbl,
          mui: one.mui,
          dasm: addressOf(one.dasm),
          msia: addressOf(one.msia),
        }
      : null,
  };
}

function idOf(text: string | null): Told<number> {
  return text === null ? null : Number(text);
}

/** Under a kernel of `host`, of the function's own list, or of the what-if. */
export function reportOf(host: ZpciHost, one: HostFunction, whatIf: WhatIf): VfioReport {
  return reportFrom(host, one, capabilitiesOf(host, one, whatIf));
}

/** With exactly these capabilities. */
export function reportFrom(
  host: ZpciHost,
  one: HostFunction,
  capabilities: readonly Capability[],
): VfioReport {
  const has = new Set(capabilities);
  const base = versionOf(has, 'BASE');
  const group = versionOf(has, 'GROUP');
  return {
    host: one.address ?? '',
    base: base === null ? null : baseOf(host, one, base),
    group: group === null ? null : groupOf(one, group),
    util: has.has('UTIL') && one.util !== '' ? { size: one.utilSize ?? 64, text: one.util } : null,
    path: has.has('PFIP') ? { size: one.pathSize ?? 4, segments: one.path } : null,
    raw: rawOf(one, has),
    msix: one.msix,
    barSizes: one.barSizes,
    bars: one.bars,
    vendor: idOf(one.vendor),
    device: idOf(one.device),
    iommuGroup: one.iommuGroup,
  };
}
