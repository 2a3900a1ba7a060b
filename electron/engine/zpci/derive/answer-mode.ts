/** Why a function is intercepted although interpretation was asked for (zpci.md 3.3, K-17). */
import { PROFILES } from '../../../../shared/zpci/profiles.ts';
import type { WhatIf } from '../../../../shared/zpci/edits.ts';
import type { GuestDevice, ZpciGuest, ZpciHost } from '../../../../shared/zpci/types.ts';
import type { MachineSetup } from '../kernel/machine.ts';
import { switchesOf } from '../kernel/switches.ts';

export function machineOf(setup: Pick<MachineSetup, 'profile' | 'machine'>): string {
  return setup.machine ?? PROFILES[setup.profile].machine;
}

/** I-1: the property, or what the machine type makes of it. */
export function asksForInterpretation(setup: MachineSetup, interpret: boolean | null): boolean {
  const { knowsInterpret, interpretByDefault } = switchesOf(setup);
  return knowsInterpret && (interpret ?? interpretByDefault);
}

/** The condition of I-2 or I-3 that failed, as a full sentence; null = none that is known. */
export function failedCondition(host: ZpciHost, guest: ZpciGuest, setup: MachineSetup): string | null {
  if (!guest.kvm) return 'Interpretation needs KVM, and this guest runs under TCG.';
  if (setup.isProtected) return 'A guest under Secure Execution gets no interpretation.';
  if (setup.kvmZpciOp) return null;
  if (host.kvmZpciOp === null)
    return 'It was not read whether KVM on this host offers interpretation, so interception is shown.';
  return 'KVM on this host does not offer interpretation: it needs a z14 or newer, the facilities of interpretation, and a kernel with CONFIG_VFIO_PCI_ZDEV_KVM.';
}

/** A what-if shows interpretation where it could not be; what it would take is said beside. */
function missingFor(host: ZpciHost, guest: ZpciGuest, setup: MachineSetup): string {
  const asIs = { ...setup, kvmZpciOp: host.kvmZpciOp !== false, isProtected: guest.isProtected };
  const failed = failedCondition(host, guest, asIs);
  return failed === null ? '' : `This shows what would be, not what is. ${failed}`;
}

/** A full sentence; empty = the mode is as asked. */
export function modeNote(
  host: ZpciHost,
  guest: ZpciGuest,
  device: GuestDevice,
  setup: MachineSetup,
  mode: 'emulated' | 'intercept' | 'interpret' | 'waiting',
  whatIf: WhatIf,
): string {
  if (mode === 'interpret' && whatIf.mode === 'interpret') return missingFor(host, guest, setup);
  if (mode !== 'intercept' || whatIf.mode === 'intercept') return '';
  const interpret = device.zpci?.interpret ?? null;
  if (!switchesOf(setup).knowsInterpret)
    return interpret === true ? 'This QEMU knows no interpretation; it came with QEMU 7.2.' : '';
  if (!asksForInterpretation(setup, interpret)) return '';
  if (guest.kvm && (whatIf.capabilities === 'none' || whatIf.capabilities === 'v1'))
    return 'A kernel before 6.0 offers no interpretation: it came together with version 2 of the capabilities.';
  return failedCondition(host, guest, setup) ?? '';
}
