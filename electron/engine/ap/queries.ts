/** Registers the AP family with the engine. Queries are added here as the family learns to answer them. */
import { StudioError } from '../../../shared/errors.ts';
import type { ApState } from '../../../shared/ap/types.ts';
import type { DeviceFamily } from '../family.ts';
import type { FamilyRegistration } from '../families.ts';
import { apFamily } from './family.ts';
import { releaseAlternatives } from './planner.ts';

const NOT_THERE = () => {
  throw new StudioError('not-found', 'This host has no crypto devices.');
};

export const AP_REGISTRATION: FamilyRegistration = {
  family: apFamily as unknown as DeviceFamily,
  queries: (read) => ({
    'ap.preview': NOT_THERE,
    'ap.queue': NOT_THERE,
    'ap.release': ({ hostId, cells }: { hostId: string; cells: readonly number[] }) =>
      releaseAlternatives(read(hostId, 'ap').desired as ApState, cells),
    'ap.virtualRun': NOT_THERE,
  }),
};
