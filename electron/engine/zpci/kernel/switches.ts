/** What a QEMU binary and a machine type switch on and off (zpci.md 0.2, 3.12). */
import { isAtLeast, PROFILES } from '../../../../shared/zpci/profiles.ts';
import type { ProfileId } from '../../../../shared/zpci/types.ts';
import type { MachineSetup } from './machine.ts';

/** Whether version `one` is `than` or newer; `7.2` style, also `10.0`. */
export function versionAtLeast(one: string, than: string): boolean {
  const [major = 0, minor = 0] = one.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = than.split('.').map(Number);
  return major > otherMajor || (major === otherMajor && minor >= otherMinor);
}

export interface Switches {
  /** Which design composes the answers (P-1, P-3, P-4). */
  readonly design: 'fixed' | 'proposal' | 'merged';
  readonly defaultGroup: number;
  /** Designation types of every group (G-6). */
  readonly dtsm: number;
  /** Properties `interpret` and `forwarding-assist` exist (I-1). */
  readonly knowsInterpret: boolean;
  readonly interpretByDefault: boolean;
  /** Property `relaxed-translation` exists (D-6). */
  readonly knowsRelaxed: boolean;
  readonly relaxedByDefault: boolean;
  /** Host groups from 0xf0 on lead to the default group (G-2). */
  readonly refusesSimulatedHosts: boolean;
  readonly simulatesGroups: boolean;
  /** How the window is cut to the limit of mappings (D-4, D-9). */
  readonly cut: 'never' | 'also-without-limit' | 'to-limit';
  /** DMA mappings are counted (D-5, D-10). */
  readonly counts: boolean;
  /** A registered range is checked against the function's own window, not the constants (D-11). */
  readonly checksOwnWindow: boolean;
  /** BAR registers are little-endian as they should be. */
  readonly barsInOrder: boolean;
  /** Multifunction is allowed for devices that can make virtual functions. */
  readonly allowsSriov: boolean;
}

function cutOf(profile: ProfileId): Switches['cut'] {
  if (isAtLeast(profile, 'merged-8.2')) return 'to-limit';
  return isAtLeast(profile, 'merged-8.0') ? 'also-without-limit' : 'never';
}

function designOf(profile: ProfileId): Switches['design'] {
  if (profile === 'fixed-2019') return 'fixed';
  return profile === 'proposal-2019' ? 'proposal' : 'merged';
}

type Binary = Pick<MachineSetup, 'profile' | 'machine'>;

const kept = new WeakMap<Binary, Switches>();

/** Looked at several times for each operation of a guest, whose setup stays the same object. */
export function switchesOf(setup: Binary): Switches {
  let switches = kept.get(setup);
  if (switches === undefined) {
    switches = switchesFor(setup);
    kept.set(setup, switches);
  }
  return switches;
}

function switchesFor({ profile, machine }: Binary): Switches {
  const from = (than: ProfileId): boolean => isAtLeast(profile, than);
  const type = machine ?? PROFILES[profile].machine;
  return {
    design: designOf(profile),
    defaultGroup: PROFILES[profile].defaultGroup,
    dtsm: from('merged-7.0') ? 0x40 : 0,
    knowsInterpret: from('merged-7.2'),
    interpretByDefault: from('merged-7.2') && versionAtLeast(type, '7.2'),
    knowsRelaxed: from('merged-10.0'),
    relaxedByDefault: from('merged-10.0') && versionAtLeast(type, '10.0'),
    refusesSimulatedHosts: from('merged-7.0'),
    simulatesGroups: from('merged-7.2'),
    cut: cutOf(profile),
    counts: from('merged-5.2'),
    checksOwnWindow: from('merged-7.0'),
    barsInOrder: from('merged-10.0'),
    allowsSriov: from('merged-10.0'),
  };
}
