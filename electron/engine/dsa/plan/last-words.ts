/**
 * The last word on each file of a plan. A script knows that its plan is done where every file shows what was expected of it last,
 * so a step that changes what an earlier one brought has to say so, although nobody asked for it (DSA-O21, DSA-O23, DSA-O32).
 */
import { type DsaState, engineName, groupName, wqName } from '../../../../shared/dsa/types.ts';
import type { Expectation } from '../../../../shared/plan.ts';
import { checkExpectation } from '../perform/check.ts';
import { stateShown } from './expectations.ts';

/** Parts whose files can show something else now; states share what did not change. */
function changedParts(before: DsaState, after: DsaState): string[] {
  if (before.devices === after.devices) return [];
  return after.devices.flatMap((device, place) => {
    const was = before.devices[place];
    if (was === device || was === undefined) return [];
    const changed = <Item>(now: readonly Item[], then: readonly Item[], nameOf: (index: number) => string) =>
      now === then ? [] : now.flatMap((item, index) => (item === then[index] ? [] : [nameOf(index)]));
    return [
      device.name,
      ...changed(device.groups, was.groups, (index) => groupName(device, index)),
      ...changed(device.engines, was.engines, (index) => engineName(device, index)),
      ...changed(device.wqs, was.wqs, (index) => wqName(device, index)),
    ];
  });
}

function shownNow(
  before: DsaState,
  state: DsaState,
  part: string,
  expectation: Expectation,
): Expectation | null {
  const read = checkExpectation(state, expectation);
  if (read === null || read.ok) return null;
  if (expectation.path.endsWith('/state')) return stateShown(before, state, part)[0] ?? null;
  if (expectation.kind === 'link') return { ...expectation, name: read.got };
  const { path } = expectation;
  return read.got === null ? { kind: 'absent', path } : { kind: 'text', path, text: read.got.trimEnd() };
}

export class LastWords {
  /** By part, then by path. */
  readonly #told = new Map<string, Map<string, Expectation>>();

  /** `expect` of the step between both states, with what it changes of former steps' files. */
  after(before: DsaState, after: DsaState, expect: readonly Expectation[]): readonly Expectation[] {
    const own = new Set(expect.map(({ path }) => path));
    const more: Expectation[] = [];
    for (const part of changedParts(before, after))
      for (const [path, told] of this.#told.get(part) ?? []) {
        const now = own.has(path) ? null : shownNow(before, after, part, told);
        if (now !== null) more.push(now);
      }
    for (const expectation of [...expect, ...more]) this.#keep(expectation);
    return more.length === 0 ? expect : [...expect, ...more];
  }

  #keep(expectation: Expectation): void {
    const [, part] = /^\/sys\/bus\/dsa\/devices\/([^/]+)\/[^/]+$/.exec(expectation.path) ?? [];
    if (part === undefined) return;
    const known = this.#told.get(part);
    if (known === undefined) this.#told.set(part, new Map([[expectation.path, expectation]]));
    else known.set(expectation.path, expectation);
  }
}
