/** Which class the value of a field has, in the words of the seed (zpci.md 1.7, 2.5). */
import { isAtLeast } from '../../../../shared/zpci/profiles.ts';
import type { ProfileId } from '../../../../shared/zpci/types.ts';
import { switchesOf } from './switches.ts';

export const CLASSIFIED = [
  'uid',
  'fid',
  'fh',
  'pfgid',
  'maxstbl',
  'dasm',
  'noi',
  'msia',
  'mui',
  'version',
  'pchid',
  'vfn',
  'pfip',
  'utilStr',
  'sdma',
  'edma',
  'frame',
  'dtsm',
  'rtr',
  'refresh',
  'pft',
  'fmbl',
  'barSize',
  'bar',
] as const;
export type ClassifiedField = (typeof CLASSIFIED)[number];

/** `emulated`: a card made by QEMU. */
export type ClassifiedMode = 'emulated' | 'intercept' | 'interpret';

type Words = Readonly<Record<ClassifiedField, string>>;

const IDENTIFIERS = { uid: 'virtualized', fid: 'virtualized', fh: 'virtualized' } as const;

function emulated(): Words {
  const all = Object.fromEntries(CLASSIFIED.map((field) => [field, 'emulated default']));
  return { ...(all as Words), ...IDENTIFIERS, barSize: 'device model', bar: 'PCI config space' };
}

/** The proposal copied all but what QEMU and the guest choose (P-3). */
function raw(): Words {
  const all = Object.fromEntries(CLASSIFIED.map((field) => [field, 'host CLP']));
  return {
    ...(all as Words),
    ...IDENTIFIERS,
    frame: 'host IOMMU (always 0)',
    dtsm: 'QEMU',
    rtr: 'QEMU',
    refresh: 'QEMU constant 1',
    barSize: 'VFIO region',
    bar: 'PCI config space',
  };
}

function merged(profile: ProfileId, mode: ClassifiedMode): Words {
  const interpreted = mode === 'interpret';
  const { simulatesGroups, cut } = switchesOf({ profile, machine: null });
  return {
    ...IDENTIFIERS,
    pfgid: simulatesGroups && !interpreted ? 'virtualized' : 'host CLP',
    maxstbl: interpreted ? 'host CLP' : 'host-kernel constant',
    dasm: 'host CLP',
    noi: 'host CLP',
    msia: 'host CLP',
    mui: 'host CLP',
    version: 'host CLP',
    pchid: 'host CLP',
    vfn: 'host CLP',
    pfip: 'host CLP',
    utilStr: 'host CLP',
    sdma: 'host handled',
    edma: cut === 'never' ? 'host handled' : 'host handled, then QEMU limit',
    frame: 'host IOMMU (always 0)',
    dtsm: 'QEMU',
    rtr: 'QEMU',
    refresh: 'host kernel constant 1',
    pft: 'always 0',
    fmbl: 'always 0',
    barSize: 'VFIO region',
    bar: 'PCI config space',
  };
}

/** A passed-through function whose capabilities are all there, or an emulated card. */
export function classify(profile: ProfileId, mode: ClassifiedMode): Words {
  if (mode === 'emulated') return emulated();
  if (profile === 'fixed-2019') return { ...emulated(), barSize: 'VFIO region' };
  return isAtLeast(profile, 'merged-5.2') ? merged(profile, mode) : raw();
}
