/** The calls of the AP family; merged into the contract. Their handlers are in electron/engine/ap/queries.ts. */
import { z } from 'zod';
import { output, query } from '../call.ts';
import type { GuestCard, GuestSummary, ProfileCard, SysfsFiles, VirtualCheck } from './cards.ts';
import {
  gestureSchema,
  type PaintPreview,
  type QueueCard,
  VIRTUAL_POLICIES,
  type VirtualStep,
} from './preview.ts';

const hostId = z.string().min(1).max(64);
const mdev = z.string().max(64);
const apqn = z.number().int().min(0).max(65_535);

export const AP_CALLS = {
  'ap.preview': query(
    'What a gesture on the grid would do, before it is done.',
    z.object({ hostId, gesture: gestureSchema }),
    output<PaintPreview>(),
  ),
  'ap.queue': query('All that is known of one APQN.', z.object({ hostId, apqn }), output<QueueCard>()),
  'ap.guest': query(
    'All that is known of one guest: masks, what it sees, what hides the rest, and what to do.',
    z.object({ hostId, mdev }),
    output<GuestCard>(),
  ),
  'ap.guests': query(
    'How much every guest has and sees.',
    z.object({ hostId }),
    output<readonly GuestSummary[]>(),
  ),
  'ap.files': query(
    'The sysfs files of the bus and of some guests, as wished and on the host.',
    z.object({ hostId, mdevs: z.array(mdev).max(16).default([]) }),
    output<SysfsFiles>(),
  ),
  'ap.profiles': query(
    'The kernel profiles, and what each would change on this host.',
    z.object({ hostId }),
    output<readonly ProfileCard[]>(),
  ),
  'ap.virtualCheck': query(
    'Whether a virtual guest would take a mapping text such as 4:3,22,254.',
    z.object({ hostId, mdev, axis: z.enum(['adapter', 'domain']), value: z.string().max(1200) }),
    output<VirtualCheck>(),
  ),
  'ap.virtualRun': query(
    'Step through requests of a virtual guest under a policy.',
    z.object({
      hostId,
      mdev,
      apqn,
      policy: z.enum(VIRTUAL_POLICIES),
      requests: z.number().int().min(1).max(64),
      unusable: z.array(apqn).max(256).default([]),
    }),
    output<readonly VirtualStep[]>(),
  ),
} as const;
