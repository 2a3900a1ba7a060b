/** What a QEMU binary answers, and what came when (zpci.md 0.2). */
import { PROFILE_IDS, type ProfileId } from './types.ts';

export interface ZpciProfile {
  readonly id: ProfileId;
  /** `QEMU 7.2` */
  readonly name: string;
  /** A sentence. */
  readonly about: string;
  /** Newest machine type of the binary, which a guest has unless it asks for another. */
  readonly machine: string;
  readonly defaultGroup: number;
}

export const PROFILES: Readonly<Record<ProfileId, ZpciProfile>> = {
  'fixed-2019': {
    id: 'fixed-2019',
    name: 'QEMU up to 5.1 (2019)',
    about: 'Constants made for the one card that was supported, whatever card it is.',
    machine: '5.1',
    defaultGroup: 0x01,
  },
  'proposal-2019': {
    id: 'proposal-2019',
    name: 'Proposal of 2019',
    about: 'Raw CLP answers through capabilities of the IOMMU; it was never merged.',
    machine: '5.1',
    defaultGroup: 0x20,
  },
  'merged-5.2': {
    id: 'merged-5.2',
    name: 'QEMU 5.2 to 6.2',
    about:
      'First release with the merged device capabilities; its own group 0x20 can clash with one of the host.',
    machine: '6.2',
    defaultGroup: 0x20,
  },
  'merged-7.0': {
    id: 'merged-7.0',
    name: 'QEMU 7.0 and 7.1',
    about: 'Its own group is 0xff; each function’s own window is checked.',
    machine: '7.1',
    defaultGroup: 0xff,
  },
  'merged-7.2': {
    id: 'merged-7.2',
    name: 'QEMU 7.2',
    about: 'Interpretation; intercepted functions get simulated groups from 0xf0 on.',
    machine: '7.2',
    defaultGroup: 0xff,
  },
  'merged-8.0': {
    id: 'merged-8.0',
    name: 'QEMU 8.0, 8.1 before its fix',
    about: 'The window is cut to the limit of DMA mappings, and is empty where there is no limit.',
    machine: '8.1',
    defaultGroup: 0xff,
  },
  'merged-8.2': {
    id: 'merged-8.2',
    name: 'QEMU 8.2 to 9.2',
    about: 'The window is cut to the limit of DMA mappings.',
    machine: '9.2',
    defaultGroup: 0xff,
  },
  'merged-10.0': {
    id: 'merged-10.0',
    name: 'QEMU 10.0',
    about: 'Relaxed translation: the whole window where the function may have it.',
    machine: '10.0',
    defaultGroup: 0xff,
  },
};

/** What a guest gets that says nothing: the newest that was read. */
export const NEWEST_PROFILE: ProfileId = 'merged-10.0';

/** The profile of a QEMU version; a newer one than was read answers like the newest. */
export function profileOfVersion(major: number, minor: number): ProfileId {
  const version = major * 100 + minor;
  if (version >= 1000) return 'merged-10.0';
  if (version >= 802) return 'merged-8.2';
  if (version >= 800) return 'merged-8.0';
  if (version >= 702) return 'merged-7.2';
  if (version >= 700) return 'merged-7.0';
  return version >= 502 ? 'merged-5.2' : 'fixed-2019';
}

/** Newer or the same; the proposal is older than all that was merged. */
export function isAtLeast(profile: ProfileId, than: ProfileId): boolean {
  return PROFILE_IDS.indexOf(profile) >= PROFILE_IDS.indexOf(than);
}
