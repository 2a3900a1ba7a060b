/** What keeps a guest from having a function interpreted (I-1 to I-3), and what would change that. */
import type { ZpciEdit } from '../../../../shared/zpci/edits.ts';
import { NEWEST_PROFILE, PROFILES } from '../../../../shared/zpci/profiles.ts';
import type { ProfileId, ZpciGuest } from '../../../../shared/zpci/types.ts';
import type { MachineSetup } from '../kernel/machine.ts';
import { switchesOf } from '../kernel/switches.ts';

export interface Obstacle {
  /** A full sentence with what to do. */
  readonly text: string;
  /** Of the fix, as a label begins; null = nothing that can be changed here. */
  readonly fix: { readonly label: string; readonly edit: ZpciEdit } | null;
}

function change(
  guest: ZpciGuest,
  parts: { readonly kvm?: true; readonly isProtected?: false; readonly profile?: ProfileId },
): ZpciEdit {
  return { family: 'zpci', op: 'setGuest', guest: guest.id, ...parts };
}

/** All that is known to be in the way, beside the property of the device itself. */
export function obstaclesTo(setup: MachineSetup, guest: ZpciGuest): readonly Obstacle[] {
  const { name } = guest;
  return [
    ...(switchesOf(setup).knowsInterpret
      ? []
      : [
          {
            text: `Interpretation came with QEMU 7.2: start ${name} with that or a newer one.`,
            fix: {
              label: `Run ${name} with ${PROFILES[NEWEST_PROFILE].name}`,
              edit: change(guest, { profile: NEWEST_PROFILE }),
            },
          },
        ]),
    ...(guest.kvm
      ? []
      : [
          {
            text: `${name} runs under TCG, which interprets nothing: start it with -accel kvm.`,
            fix: { label: `Run ${name} under KVM`, edit: change(guest, { kvm: true }) },
          },
        ]),
    ...(guest.isProtected
      ? [
          {
            text: `${name} runs under Secure Execution, which interprets nothing: start it without, or give the function to another guest.`,
            fix: {
              label: `Run ${name} without Secure Execution`,
              edit: change(guest, { isProtected: false }),
            },
          },
        ]
      : []),
    ...(guest.kvm && !setup.kvmZpciOp
      ? [
          {
            text: 'KVM on this host offers no interpretation, or it is not known to: that takes a z14 or newer and a kernel from 6.0 on with CONFIG_VFIO_PCI_ZDEV_KVM.',
            fix: null,
          },
        ]
      : []),
  ];
}

/** What makes it possible, as one label and its edits; null = nothing is in the way, or nothing here changes it. */
export function wayToInterpretation(
  obstacles: readonly Obstacle[],
): { readonly label: string; readonly edits: readonly ZpciEdit[] } | null {
  const fixes = obstacles.flatMap(({ fix }) => fix ?? []);
  if (fixes.length === 0 || fixes.length < obstacles.length) return null;
  return { label: fixes.map(({ label }) => label).join(', '), edits: fixes.map(({ edit }) => edit) };
}
