/** The calls of the XIVE family; merged into the contract. Their handlers are in electron/engine/xive/queries.ts. */
import { z } from 'zod';
import { output, query } from '../call.ts';
import type {
  Comparison,
  PageCard,
  SourceCard,
  SourcesAnswer,
  TimelineAnswer,
  TimelineRow,
  TraceEntry,
  WrittenText,
} from './cards.ts';
import { setupSchema, xiveConfigPatchSchema } from './edits.ts';
import { xiveEventSchema } from './events.ts';
import type { XiveMoment } from './moment.ts';
import { STRATEGY_IDS, type Setup, type XiveConfig } from './types.ts';

const hostId = z.string().min(1).max(64);
const branch = z.string().min(1).max(64);
const step = z.number().int().min(0).max(100_000);
const strategy = z.enum(STRATEGY_IDS).optional();
const vm = z.string().min(1).max(64);
const lisn = z.number().int().min(0).max(1_048_575);

export const placeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('branch'), branch, step, strategy }),
  z.object({ kind: z.literal('reading'), reading: z.string().min(1).max(64) }),
]);

export const XIVE_CALLS = {
  'xive.moment': query(
    'The ESB space of every guest at one place: VMAs, regions, sources, owners, populated pages.',
    z.object({ hostId, place: placeSchema }),
    output<XiveMoment>(),
  ),
  'xive.timeline': query(
    'What came of each event of a branch: a mark for all, rows for the window asked for.',
    z.object({ hostId, branch, strategy, from: step, count: z.number().int().min(0).max(2000) }),
    output<TimelineAnswer>(),
  ),
  'xive.trace': query(
    'The small steps of the event that led to this place, none at step 0; of a reading what its kernel trace tells.',
    z.object({ hostId, place: placeSchema }),
    output<readonly TraceEntry[]>(),
  ),
  'xive.preview': query(
    'What an event would do there, without putting it in.',
    z.object({ hostId, place: placeSchema, event: xiveEventSchema }),
    output<{ readonly row: TimelineRow; readonly trace: readonly TraceEntry[] }>(),
  ),
  'xive.sources': query(
    'The sources of a guest, ascending by LISN: a window of those that match.',
    z.object({
      hostId,
      place: placeSchema,
      vm,
      from: z.number().int().min(0),
      count: z.number().int().min(0).max(2000),
      /** `0x1304`, `phb1`, `ipi`, `stale`, `orphan`, a device's name; empty = all. */
      filter: z.string().max(80),
    }),
    output<SourcesAnswer>(),
  ),
  'xive.source': query(
    'All that is known of one LISN: owner, P/Q, numbers, both pages, its story.',
    z.object({ hostId, place: placeSchema, vm, lisn }),
    output<SourceCard>(),
  ),
  'xive.page': query(
    'All that is known of one address page.',
    z.object({ hostId, place: placeSchema, vm, page: z.number().int().min(-0x4000_0000).max(0x3fff_ffff) }),
    output<PageCard>(),
  ),
  'xive.compare': query(
    'Two places compared, of one host or of two: what differs, and what it means.',
    z.object({ hostId, left: placeSchema, otherHostId: hostId, right: placeSchema }),
    output<Comparison>(),
  ),
  'xive.under': query(
    'Set-up and config of a branch as they would be under another strategy.',
    z.object({ hostId, branch, strategy: z.enum(STRATEGY_IDS) }),
    output<{ readonly config: XiveConfig; readonly setup: Setup; readonly notes: readonly string[] }>(),
  ),
  'xive.setup': query(
    'Set-up and config of a branch, to be edited.',
    z.object({ hostId, branch }),
    output<{ readonly config: XiveConfig; readonly setup: Setup }>(),
  ),
  'xive.checkSetup': query(
    'What is wrong with a set-up before it is taken; empty when nothing is.',
    z.object({ setup: setupSchema, config: xiveConfigPatchSchema }),
    output<readonly string[]>(),
  ),
  'xive.write': query(
    'A branch as a text: scenario (JSON, also a case file), trace, or the calls as a readable script.',
    z.object({ hostId, branch, strategy, format: z.enum(['scenario', 'trace', 'calls']) }),
    output<WrittenText>(),
  ),
} as const;
