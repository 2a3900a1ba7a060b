/** Registers the XIVE family with the engine, and answers the calls of shared/xive/calls.ts. */
import { StudioError } from '../../../shared/errors.ts';
import type { XIVE_CALLS } from '../../../shared/xive/calls.ts';
import type { Place } from '../../../shared/xive/moment.ts';
import { DEFAULT_CONFIG, type XiveState } from '../../../shared/xive/types.ts';
import type { FamilyRegistration } from '../families.ts';
import type { StateReader } from '../session/state-reader.ts';
import { comparePlaces } from './derive/compare.ts';
import { momentAt } from './derive/moment.ts';
import { pageCardIn } from './derive/page-card.ts';
import { branchNamed, branchPlace, readingNamed, vmNamed } from './derive/places.ts';
import { readingPage, readingRows, readingSource } from './derive/reading-cards.ts';
import { sourceCardIn } from './derive/source-card.ts';
import { sourceRows } from './derive/source-rows.ts';
import { previewEvent, timelineRows } from './derive/timeline-rows.ts';
import { writeBranch } from './export/write.ts';
import { xiveFamily } from './family.ts';
import { tracedSteps } from './observe/traced-steps.ts';
import { readingMoment } from './observe/reading-moment.ts';
import { checkConfig, checkSetup } from './setup/check-setup.ts';
import { underStrategy } from './setup/under.ts';

type Calls = typeof XIVE_CALLS;
type Handlers = {
  readonly [Name in keyof Calls]: (
    input: Calls[Name]['input']['_output'],
  ) => NonNullable<Calls[Name]['output']['type']>;
};

type BranchAt = Extract<Place, { kind: 'branch' }>;

function refAt({ branch, step }: BranchAt) {
  return { kind: 'branch', branch, step } as const;
}

function readingAt(state: XiveState, id: string) {
  const reading = readingNamed(state, id);
  return { reading, moment: readingMoment(reading) };
}

function handlers(read: StateReader): Handlers {
  const desired = (hostId: string) => read(hostId, 'xive').desired as XiveState;
  return {
    'xive.moment': ({ hostId, place }) => momentAt(desired(hostId), place),
    'xive.timeline': ({ hostId, branch, strategy, from, count }) =>
      timelineRows(branchNamed(desired(hostId), branch, strategy), from, count),
    'xive.trace': ({ hostId, place }) => {
      if (place.kind === 'reading') return tracedSteps(readingNamed(desired(hostId), place.reading));
      const { timeline, step } = branchPlace(desired(hostId), place);
      return step === 0 ? [] : timeline.trace(step);
    },
    'xive.preview': ({ hostId, place, event }) => {
      if (place.kind === 'reading')
        throw new StudioError('bad-request', 'Nothing happens in a reading; events happen in a branch.');
      return previewEvent(branchPlace(desired(hostId), place), event);
    },
    'xive.sources': ({ hostId, place, vm, ...window }) => {
      const state = desired(hostId);
      if (place.kind === 'reading') {
        const { reading, moment } = readingAt(state, place.reading);
        return readingRows(reading, moment, window);
      }
      const { machine } = branchPlace(state, place);
      return sourceRows(machine, vmNamed(machine, vm), window);
    },
    'xive.source': ({ hostId, place, vm, lisn }) => {
      const state = desired(hostId);
      if (place.kind === 'reading') {
        const { reading, moment } = readingAt(state, place.reading);
        return readingSource(reading, moment, lisn);
      }
      const found = branchPlace(state, place);
      return sourceCardIn(found, vmNamed(found.machine, vm), lisn, refAt(place));
    },
    'xive.page': ({ hostId, place, vm, page }) => {
      const state = desired(hostId);
      if (place.kind === 'reading') {
        const { reading, moment } = readingAt(state, place.reading);
        return readingPage(reading, moment, page);
      }
      const found = branchPlace(state, place);
      return pageCardIn(found, vmNamed(found.machine, vm), page, refAt(place), { story: true });
    },
    'xive.compare': ({ hostId, left, otherHostId, right }) =>
      comparePlaces({ state: desired(hostId), place: left }, { state: desired(otherHostId), place: right }),
    'xive.under': ({ hostId, branch, strategy }) => {
      const { branch: other, notes } = underStrategy(branchNamed(desired(hostId), branch), strategy);
      return { config: other.config, setup: other.setup, notes };
    },
    'xive.setup': ({ hostId, branch }) => {
      const { config, setup } = branchNamed(desired(hostId), branch);
      return { config, setup };
    },
    'xive.checkSetup': ({ setup, config: patch }) => {
      const config = { ...DEFAULT_CONFIG, ...defined(patch) };
      return [...checkConfig(config), ...checkSetup(setup, config)];
    },
    'xive.write': ({ hostId, branch, strategy, format }) =>
      writeBranch(branchNamed(desired(hostId), branch, strategy), format),
  };
}

type Defined<Patch> = { readonly [Key in keyof Patch]: Exclude<Patch[Key], undefined> };

function defined<Patch extends object>(patch: Patch): Defined<Patch> {
  return Object.fromEntries(
    Object.entries(patch).filter(([, value]) => value !== undefined),
  ) as Defined<Patch>;
}

export const XIVE_REGISTRATION: FamilyRegistration = { family: xiveFamily, queries: handlers };
