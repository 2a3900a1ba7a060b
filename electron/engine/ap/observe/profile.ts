/** Which set of kernel rules a host runs, and the evidence for it (timeline of ap.md 0.2). */
import type { ApProfileId } from '../../../../shared/ap/types.ts';
import { kernelVersion } from '../../hosts/host-facts.ts';

/** Null = the source cannot tell. */
export interface ProfileEvidence {
  /** Queue folders have `driver_override`. */
  readonly override: boolean | null;
  /** Queues bound to vfio_ap have `status`. */
  readonly status: boolean | null;
  /** Mediated devices have `guest_matrix`. */
  readonly guestMatrix: boolean | null;
  /** The bus has `apmask`; null when the bus's attributes are not in the source. */
  readonly apmask: boolean | null;
  /** The matrix device's `features`, or a mediated device's `ap_config`. */
  readonly apConfig: boolean | null;
  readonly release: string | null;
}

export interface DetectedProfile {
  readonly profile: ApProfileId;
  readonly reason: string;
  readonly hasApConfig: boolean;
  /** Nothing in the source told it. */
  readonly assumed: boolean;
}

function profileOfVersion([major, minor]: readonly [number, number]): ApProfileId {
  const version = major * 1000 + minor;
  if (version >= 6019) return 'upstream';
  if (version >= 6000) return 'upstream-6.18';
  return version >= 4020 ? '2018-merged' : '2018-v9';
}

function fromFiles(evidence: ProfileEvidence): { profile: ApProfileId; reason: string } | null {
  const { override, status, guestMatrix, apmask, apConfig } = evidence;
  if (override)
    return {
      profile: 'upstream',
      reason: 'Queues have the file driver_override, which came with Linux 6.19.',
    };
  const since6 = guestMatrix
    ? 'Mediated devices have the file guest_matrix'
    : status
      ? 'Queues of vfio_ap have the file status'
      : apConfig
        ? 'The matrix device knows ap_config'
        : null;
  if (since6 && override === false)
    return {
      profile: 'upstream-6.18',
      reason: `${since6}, and no queue has driver_override: Linux 6.0 to 6.18.`,
    };
  if (apmask === false)
    return {
      profile: '2018-v9',
      reason: 'The AP bus has no file apmask: patch series version 9, before Linux 4.20.',
    };
  if (guestMatrix === false || status === false) {
    const what =
      guestMatrix === false
        ? 'Mediated devices have no file guest_matrix'
        : 'Queues of vfio_ap have no file status';
    return { profile: '2018-merged', reason: `${what}: Linux 4.20 to 5.19.` };
  }
  return since6
    ? {
        profile: 'upstream-6.18',
        reason: `${since6}: Linux 6.0 or later; the source holds no queue that would tell more.`,
      }
    : null;
}

/** Files are better witnesses than the release: distributions port features back. */
export function detectProfile(evidence: ProfileEvidence): DetectedProfile {
  const version = kernelVersion(evidence.release);
  const late = version !== null && version[0] * 1000 + version[1] >= 6010;
  const found = fromFiles(evidence);
  if (found) {
    // Told by a file where one can tell; otherwise by the release, because the file shows only while vfio_ap is loaded.
    const modern = found.profile === 'upstream' || found.profile === 'upstream-6.18';
    const hasApConfig = modern && (evidence.apConfig ?? (found.profile === 'upstream' || late));
    return { ...found, hasApConfig, assumed: false };
  }
  if (version) {
    const profile =
      evidence.override === false && profileOfVersion(version) === 'upstream'
        ? 'upstream-6.18'
        : profileOfVersion(version);
    return {
      profile,
      reason: `The kernel release is ${evidence.release}.`,
      hasApConfig: evidence.apConfig ?? late,
      assumed: false,
    };
  }
  const profile = evidence.override === false ? 'upstream-6.18' : 'upstream';
  const why =
    evidence.override === false
      ? 'no queue has driver_override, so it is older than 6.19'
      : 'nothing in the source tells the kernel';
  return {
    profile,
    reason: `Assumed: ${why}, and no vfio_ap device tells more.`,
    hasApConfig: evidence.apConfig ?? true,
    assumed: true,
  };
}
