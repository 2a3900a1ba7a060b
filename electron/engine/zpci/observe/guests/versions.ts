/** Which QEMU a text speaks of. */
import { profileOfVersion } from '../../../../../shared/zpci/profiles.ts';
import type { ProfileId } from '../../../../../shared/zpci/types.ts';
import { INTERPRET_SINCE, RELAXED_SINCE } from '../../kernel/first-profile.ts';

/** `9.2` of `s390-ccw-virtio-9.2`; null = the newest of its QEMU, or a distribution's own name. */
export function machineVersion(machine: string): string | null {
  return /^s390-ccw-virtio-(\d{1,2}\.\d{1,2})$/.exec(machine)?.[1] ?? null;
}

/** Wordings: of `--version`, of libvirt's log, of the monitor, and of a person’s note behind the program. */
const VERSIONS: readonly RegExp[] = [
  /\bQEMU emulator version (\d{1,2})\.(\d{1,2})/,
  /\bqemu version: (\d{1,2})\.(\d{1,2})/,
  /^(\d{1,2})\.(\d{1,2})\.\d{1,3}Debian /m,
  /\bqemu-system-s390x \((\d{1,2})\.(\d{1,2})/,
];

/** Null when none is told. */
export function profileIn(text: string): ProfileId | null {
  for (const pattern of VERSIONS) {
    const found = pattern.exec(text);
    if (found) return profileOfVersion(Number(found[1]), Number(found[2]));
  }
  return null;
}

/** Properties and machine types tell the oldest QEMU that can have them (zpci.md 0.2). */
export function oldestProfile(machine: string | null, line: string): ProfileId | null {
  if (/relaxed-translation/.test(line)) return RELAXED_SINCE;
  const [major, minor] = (machine ?? '').split('.').map(Number);
  if (major !== undefined && minor !== undefined && major > 0) return profileOfVersion(major, minor);
  return /[,"](?:interpret|forwarding-assist)["=]/.test(line) ? INTERPRET_SINCE : null;
}
