/** Branches: copies under another strategy, lives of their own, and what goes on from a reading. */
import { StudioError } from '../../../../shared/errors.ts';
import {
  type Branch,
  DEFAULT_CONFIG,
  type XiveConfig,
  type XiveState,
} from '../../../../shared/xive/types.ts';
import type { XiveEdit } from '../../../../shared/xive/edits.ts';
import { listWords } from '../../words.ts';
import { beyondBounds, checkConfig, checkSetup } from '../setup/check-setup.ts';
import { fromReading } from '../setup/from-reading.ts';
import { pseriesSetup } from '../setup/pseries.ts';
import { underStrategy } from '../setup/under.ts';
import { beyondEnd } from './events.ts';
import { contradicting, impossible, notPlayable, refusedAs } from './settings.ts';
import {
  branchRef,
  done,
  type EditOf,
  findBranch,
  isRefused,
  refuse,
  type Step,
  withBranch,
} from './step.ts';

const USUAL_VCPUS = 4;

function freeId(state: XiveState, id: string): string {
  for (let count = 2; ; count += 1) {
    const other = `${id.slice(0, 58)}-${count}`;
    if (!state.branches.some((branch) => branch.id === other)) return other;
  }
}

function freeName(state: XiveState, name: string): string {
  for (let count = 2; ; count += 1) {
    const other = `${name.slice(0, 74)} ${count}`;
    if (!state.branches.some((branch) => branch.name === other)) return other;
  }
}

type Named = Extract<XiveEdit, { readonly id: string; readonly name: string }>;

/** XIVE-T3. */
function taken(state: XiveState, edit: Named): Step | null {
  const sameId = state.branches.find(({ id }) => id === edit.id);
  const sameName = state.branches.find(({ name }) => name === edit.name);
  if (sameId === undefined && sameName === undefined) return null;
  const other = {
    ...edit,
    id: sameId === undefined ? edit.id : freeId(state, edit.id),
    name: sameName === undefined ? edit.name : freeName(state, edit.name),
  };
  const held = (sameId ?? sameName)!;
  return refuse(
    'XIVE-T3',
    sameName === undefined
      ? `The study already has a branch with the id ${edit.id}.`
      : `The study already has a branch called ${edit.name}.`,
    [{ text: `It is ${held.name} with id ${held.id}.`, refs: [branchRef(held.id)] }],
    [{ label: sameName === undefined ? 'Give it another id' : `Call it ${other.name}`, edits: [other] }],
  );
}

function added(state: XiveState, branch: Branch, notes: readonly string[]): Step {
  return done({ ...state, branches: [...state.branches, branch] }, notes);
}

export function addBranch(state: XiveState, edit: EditOf<'addBranch'>): Step {
  const from = findBranch(state, edit.from, (other) => ({ ...edit, from: other.id, step: null }));
  if (isRefused(from)) return from;
  const refused = taken(state, edit);
  if (refused !== null) return refused;
  const end = from.events.length;
  const step = edit.step ?? end;
  if (step > end)
    return beyondEnd(
      from,
      `${from.name} cannot be branched at step ${step}: it ends before it.`,
      { ...edit, step: null },
      'Branch at the end',
    );
  const copy: Branch = {
    ...from,
    id: edit.id,
    name: edit.name,
    parent: { branch: from.id, step },
    events: step === end ? from.events : from.events.slice(0, step),
  };
  const { branch, notes } =
    edit.strategy === null ? { branch: copy, notes: [] } : underStrategy(copy, edit.strategy);
  const unplayable = branch === copy ? null : notPlayable(branch, from);
  return unplayable === null ? added(state, branch, notes) : refusedAs(unplayable);
}

/** Its default set-up and its strategy first, then the values that were given, so that those win. */
function freshBranch({ id, name, setup, config: patch }: EditOf<'newBranch'>): Branch {
  const { strategy = DEFAULT_CONFIG.strategy, ...rest } = patch;
  const config: XiveConfig = { ...DEFAULT_CONFIG, ...rest };
  const blank = { id, name, about: '', parent: null, events: [] };
  if (setup !== null) return { ...blank, setup, config: { ...config, strategy } };
  const base = { ...blank, config, setup: pseriesSetup(config, { vcpus: USUAL_VCPUS }) };
  const { branch } = underStrategy(base, strategy);
  return { ...branch, config: { ...branch.config, ...rest } };
}

export function newBranch(state: XiveState, edit: EditOf<'newBranch'>): Step {
  const refused = taken(state, edit);
  if (refused !== null) return refused;
  const branch = freshBranch(edit);
  const contradictions = checkConfig(branch.config);
  if (contradictions.length > 0)
    return contradicting(contradictions, [{ ...edit, config: {} }], 'Take the default values');
  const wrong = checkSetup(branch.setup, branch.config);
  if (wrong.length > 0) return impossible(wrong, [{ ...edit, setup: null }], 'Begin with a default guest');
  return added(state, branch, []);
}

export function studyReading(state: XiveState, edit: EditOf<'studyReading'>): Step {
  const refused = taken(state, edit);
  if (refused !== null) return refused;
  const reading = state.readings.find(({ id }) => id === edit.reading);
  if (reading === undefined) {
    const names = state.readings.map(({ name }) => name);
    return refuse(
      'XIVE-T1',
      `There is no reading ${edit.reading} of a real guest in this study.`,
      [names.length === 0 ? 'The study has no readings.' : `It has ${listWords(names)}.`],
      state.readings
        .slice(0, 2)
        .map(({ id, name }) => ({ label: `Study ${name}`, edits: [{ ...edit, reading: id }] })),
    );
  }
  const unlike = (sentences: readonly string[]): Step =>
    impossible(
      sentences,
      [{ family: 'xive', op: 'newBranch', id: edit.id, name: edit.name, setup: null, config: {} }],
      'Begin with a default guest',
    );
  try {
    const { branch, notes } = fromReading(reading, { id: edit.id, name: edit.name });
    const wrong = [...checkSetup(branch.setup, branch.config), ...beyondBounds(branch.setup)];
    return wrong.length > 0 ? unlike(wrong) : added(state, branch, notes);
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return unlike([error.message]);
  }
}

export function renameBranch(state: XiveState, edit: EditOf<'renameBranch'>): Step {
  const branch = findBranch(state, edit.branch);
  if (isRefused(branch)) return branch;
  const { name, about } = edit;
  const other = state.branches.find((one) => one.name === name && one.id !== branch.id);
  if (other !== undefined)
    return refuse(
      'XIVE-T3',
      `The study already has a branch called ${name}.`,
      [{ text: `It is ${other.name} with id ${other.id}.`, refs: [branchRef(other.id)] }],
      [{ label: `Call it ${freeName(state, name)}`, edits: [{ ...edit, name: freeName(state, name) }] }],
    );
  return done(withBranch(state, branch.id, { name, about: about ?? branch.about }));
}

/** XIVE-T4: an empty study would have nothing to show and nothing to begin from. */
export function removeBranch(state: XiveState, edit: EditOf<'removeBranch'>): Step {
  const branch = findBranch(state, edit.branch);
  if (isRefused(branch)) return branch;
  if (state.branches.length === 1 && state.readings.length === 0) {
    const id = freeId(state, 'guest');
    return refuse(
      'XIVE-T4',
      `${branch.name} is the last branch, and there is no reading of a real guest to show instead.`,
      [{ text: 'A study without branches and readings is empty.', refs: [branchRef(branch.id)] }],
      [
        {
          label: 'Begin a default guest in its place',
          edits: [
            {
              family: 'xive',
              op: 'newBranch',
              id,
              name: freeName(state, 'New guest'),
              setup: null,
              config: {},
            },
            edit,
          ],
        },
      ],
    );
  }
  const children = state.branches.filter(({ parent }) => parent?.branch === branch.id);
  return done(
    {
      ...state,
      branches: state.branches
        .filter(({ id }) => id !== branch.id)
        .map((other) => (other.parent?.branch === branch.id ? { ...other, parent: null } : other)),
    },
    children.length === 0
      ? []
      : [
          `${listWords(children.map(({ name }) => name))} ${children.length === 1 ? 'stands' : 'stand'} alone now.`,
        ],
  );
}
