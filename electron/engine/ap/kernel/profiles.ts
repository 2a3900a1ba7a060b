/** Kernel profiles as named sets of rule switches (ap.md 0.2). Code asks for a switch, never for a profile's name. */
import type { ApProfileId } from '../../../../shared/ap/types.ts';

export interface ProfileRules {
  readonly title: string;
  /** What is special about it, in one sentence. */
  readonly about: string;
  /** Matrix writes are possible while a guest runs, and a shadow is filtered (AP-U10 ... AP-U27 instead of AP-V1 ... AP-V12). */
  readonly hotPlug: boolean;
  /** Which cells a mask write that reserves ids is checked against (AP-M4). */
  readonly maskInUse: 'not checked' | 'other mask' | 'all ids';
  /** Queues have the `driver_override` file (AP-O1). */
  readonly driverOverride: boolean;
  /** `apmask` and `aqmask` exist; version 9 of the series left them out, and queues are bound by hand (ap.md 3.3). */
  readonly hostMasks: boolean;
  /** Kernels of this profile can have `ap_config`; whether one does is a fact of the host. */
  readonly apConfig: boolean;
  /** Control domains of a guest are forced to contain its usage domains at start (AP-V7). */
  readonly controlContainsUsage: boolean;
  /** What `create` answers when all 65,536 instances exist (AP-C7; EUSERS is not verified, ap.md 9.3). */
  readonly noInstance: 'EPERM' | 'EUSERS';
}

const UPSTREAM: ProfileRules = {
  title: 'Linux 6.19 and later',
  about: 'Hot plug, filtering, driver_override and the strict mask check.',
  hotPlug: true,
  maskInUse: 'all ids',
  driverOverride: true,
  hostMasks: true,
  apConfig: true,
  controlContainsUsage: false,
  noInstance: 'EUSERS',
};

const MERGED_2018: ProfileRules = {
  title: 'Linux 4.20 to 5.19',
  about: 'The first merged version: no hot plug, no filtering.',
  hotPlug: false,
  maskInUse: 'not checked',
  driverOverride: false,
  hostMasks: true,
  apConfig: false,
  controlContainsUsage: false,
  noInstance: 'EPERM',
};

export const PROFILE_RULES: Readonly<Record<ApProfileId, ProfileRules>> = {
  upstream: UPSTREAM,
  'upstream-6.18': {
    ...UPSTREAM,
    title: 'Linux 6.0 to 6.18',
    about: 'Hot plug and filtering; no driver_override.',
    maskInUse: 'other mask',
    driverOverride: false,
  },
  '2018-merged': MERGED_2018,
  '2018-v9': {
    ...MERGED_2018,
    title: 'vfio-ap patch series version 9 (August 2018)',
    about: 'The patch series before it was merged.',
    hostMasks: false,
    controlContainsUsage: true,
  },
};

export function rulesOf(state: { readonly profile: ApProfileId }): ProfileRules {
  return PROFILE_RULES[state.profile];
}
