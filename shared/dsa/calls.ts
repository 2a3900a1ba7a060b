/** The calls of the DSA family; merged into the contract. Their handlers are in electron/engine/dsa/queries.ts. */
import { z } from 'zod';
import { output, query } from '../call.ts';
import type { DsaPreview, GuestOverview, MdevCard, PartCard, PlayerRun } from './cards.ts';
import { dsaGestureSchema } from './edits.ts';
import { STRATEGY_IDS } from './types.ts';

const hostId = z.string().min(1).max(64);

export const DSA_CALLS = {
  'dsa.preview': query(
    'What a gesture would do, step by step, before it is done.',
    z.object({ hostId, gesture: dsaGestureSchema }),
    output<DsaPreview>(),
  ),
  'dsa.part': query(
    'All that is known of one device, group, engine or work queue: its files with limits and what freezes them, and what enabling asks for.',
    z.object({ hostId, part: z.string().max(24) }),
    output<PartCard>(),
  ),
  'dsa.mdev': query(
    'What the guest of an mdev gets: emulated, mediated, passed through, and its PCI and MMIO picture.',
    z.object({ hostId, mdev: z.string().max(64) }),
    output<MdevCard>(),
  ),
  'dsa.guests': query(
    'The guests of a host and their devices.',
    z.object({ hostId }),
    output<readonly GuestOverview[]>(),
  ),
  'dsa.play': query(
    'One life of a guest queue under a strategy, played on the model kernel.',
    z.object({
      strategy: z.enum(STRATEGY_IDS),
      mode: z.enum(['dedicated', 'shared']),
      guests: z.number().int().min(1).max(3),
      softwareOnly: z.boolean(),
    }),
    output<PlayerRun>(),
  ),
} as const;
