/** Config, set-up and strategy of a branch. */
import type { XiveConfigPatch, XiveEdit } from '../../../../shared/xive/edits.ts';
import {
  type Branch,
  DEFAULT_CONFIG,
  type XiveConfig,
  type XiveState,
} from '../../../../shared/xive/types.ts';
import { beyondBounds, checkConfig, checkOffsets, checkSetup } from '../setup/check-setup.ts';
import { underStrategy } from '../setup/under.ts';
import { takeEvents } from './events.ts';
import { done, type EditOf, findBranch, isRefused, refuse, type Step, withBranch } from './step.ts';

/** XIVE-T9. */
export function contradicting(sentences: readonly string[], fix: readonly XiveEdit[], label: string): Step {
  return refuse('XIVE-T9', sentences[0]!, sentences, fix.length === 0 ? [] : [{ label, edits: fix }]);
}

/** XIVE-T6. */
export function impossible(sentences: readonly string[], fix: readonly XiveEdit[], label: string): Step {
  const message =
    sentences.length === 1
      ? sentences[0]!
      : `${sentences.length} things of this set-up cannot be: ${sentences[0]!}`;
  return refuse('XIVE-T6', message, sentences, fix.length === 0 ? [] : [{ label, edits: fix }]);
}

/** What of a branch that an edit makes could not be played or kept; `before` = what it is made of. */
export function notPlayable(
  { config, setup, events }: Branch,
  before: Branch | null,
): { readonly rule: 'XIVE-T6' | 'XIVE-T9'; readonly sentences: readonly string[] } | null {
  const contradictions = checkConfig(config);
  if (contradictions.length > 0) return { rule: 'XIVE-T9', sentences: contradictions };
  const known = new Set(before === null ? [] : checkSetup(before.setup, before.config));
  const news = checkSetup(setup, config).filter((sentence) => !known.has(sentence));
  const wrong = [...news, ...checkOffsets(events)];
  if (wrong.length === 0) wrong.push(...beyondBounds(setup));
  return wrong.length > 0 ? { rule: 'XIVE-T6', sentences: wrong } : null;
}

/** Without fixes. */
export function refusedAs(found: NonNullable<ReturnType<typeof notPlayable>>): Step {
  return (found.rule === 'XIVE-T9' ? contradicting : impossible)(found.sentences, [], '');
}

/** The values given, with what else has to change so that they agree. */
function agreeing(config: XiveConfig, patch: XiveConfigPatch): XiveConfigPatch {
  const next = { ...config, ...patch } as XiveConfig;
  const msiBase = Math.min(next.msiBase, next.nrIrqs - 1);
  const rangeC = next.rangeC;
  const free = [Math.max(0, next.nrIrqs - 256), next.nrIrqs] as const;
  const needsRange =
    rangeC === null ? next.strategy === 'C' : rangeC[0] >= rangeC[1] || rangeC[1] > next.nrIrqs;
  return {
    ...patch,
    ...(next.msiBase + next.msiCount > next.nrIrqs
      ? { msiBase, msiCount: Math.max(1, Math.min(next.msiCount, next.nrIrqs - msiBase)) }
      : {}),
    ...(needsRange ? { rangeC: next.strategy === 'C' ? [free[0], free[1]] : null } : {}),
  };
}

export function setConfig(state: XiveState, edit: EditOf<'setConfig'>): Step {
  const branch = findBranch(state, edit.branch, (other) => ({ ...edit, branch: other.id }));
  if (isRefused(branch)) return branch;
  const config = { ...branch.config, ...edit.config } as XiveConfig;
  const contradictions = checkConfig(config);
  if (contradictions.length > 0) {
    const other = agreeing(branch.config, edit.config);
    return contradicting(
      contradictions,
      [{ ...edit, config: other }],
      'Change what does not agree with it too',
    );
  }
  const wrong = checkSetup(branch.setup, config);
  const before = new Set(checkSetup(branch.setup, branch.config));
  const news = wrong.filter((sentence) => !before.has(sentence));
  if (news.length > 0) return impossible(news, [], '');
  return done(withBranch(state, branch.id, { config }));
}

export function setSetup(state: XiveState, edit: EditOf<'setSetup'>): Step {
  const branch = findBranch(state, edit.branch, (other) => ({ ...edit, branch: other.id }));
  if (isRefused(branch)) return branch;
  const wrong = checkSetup(edit.setup, branch.config);
  if (wrong.length > 0) {
    const inOrder = {
      vms: edit.setup.vms.map((vm) => ({
        ...vm,
        sources: vm.sources.map((range) => ({
          ...range,
          from: Math.min(range.from, range.to),
          to: Math.max(range.from, range.to),
        })),
        populated: vm.populated.filter((page) =>
          vm.vmas.some(({ start, end }) => page >= start && page < end),
        ),
      })),
    };
    const helps = checkSetup(inOrder, branch.config).length === 0;
    return impossible(
      wrong,
      helps ? [{ ...edit, setup: inOrder }] : [],
      'Put it right and leave out what no mapping covers',
    );
  }
  const changed = { ...branch, setup: edit.setup };
  return takeEvents(withBranch(state, branch.id, { setup: edit.setup }), changed, branch.events, null);
}

export function setStrategy(state: XiveState, edit: EditOf<'setStrategy'>): Step {
  const branch = findBranch(state, edit.branch, (other) => ({ ...edit, branch: other.id }));
  if (isRefused(branch)) return branch;
  const { branch: changed, notes } = underStrategy(branch, edit.strategy);
  const unplayable = notPlayable(changed, branch);
  if (unplayable?.rule === 'XIVE-T9') {
    const { msiBase, msiCount, nrIrqs } = DEFAULT_CONFIG;
    const defaults: XiveEdit = {
      family: 'xive',
      op: 'setConfig',
      branch: branch.id,
      config: { nrIrqs, msiBase, msiCount },
    };
    return contradicting(unplayable.sentences, [defaults, edit], 'Take the default ranges of LISNs');
  }
  if (unplayable !== null) {
    const usual: XiveEdit = {
      family: 'xive',
      op: 'setConfig',
      branch: branch.id,
      config: { esbOffset: null },
    };
    const helps = branch.config.esbOffset !== null;
    return impossible(unplayable.sentences, helps ? [usual, edit] : [], 'Count from the first mapping');
  }
  const { config, setup, events } = changed;
  return done(withBranch(state, branch.id, { config, setup, events }), notes);
}
