import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitName } from '../../../../shared/names.ts';
import type { ApState, Mdev } from '../../../../shared/ap/types.ts';
import { maskToHex } from '../../../../shared/mask.ts';
import type { ExportFile, Plan } from '../../../../shared/plan.ts';
import { ansibleBundle } from '../../export/ansible.ts';
import type { FamilyExport } from '../../export/exporting.ts';
import { apConfigText } from '../model.ts';
import { definitionOf, targetState } from '../plan/target.ts';
import { ansibleExport } from './ansible.ts';
import { chzdevExport } from './chzdev.ts';
import { libvirtExport } from './libvirt.ts';
import { mdevctlExport } from './mdevctl.ts';
import { wish } from './testing/wishes.ts';

const NO_PLAN: Plan = { style: 'both', steps: [], blocks: [], notes: [] };

function write(format: FamilyExport<ApState>, observed: ApState, desired: ApState): readonly ExportFile[] {
  return format.write({ name: 'kvm1', observed, desired, plan: NO_PLAN }).files;
}

function readBack(format: FamilyExport<ApState>, observed: ApState, desired: ApState): ApState | null {
  const files = write(format, observed, desired);
  const result = format.read!(files, observed);
  return result.ok ? targetState(observed, result.state, 'both') : null;
}

function masksIn({ apmask, aqmask, persistent }: ApState): unknown {
  return [apmask, aqmask, persistent.apmask, persistent.aqmask].map((mask) => mask && maskToHex(mask));
}

function definitions(mdevs: readonly Mdev[]): unknown {
  const told = mdevs.map((mdev) => {
    const definition = definitionOf(mdev);
    return [mdev.id, definition && [definition.start, apConfigText(definition.masks)]] as const;
  });
  return Object.fromEntries(told.filter(([, definition]) => definition !== null));
}

describe('what is written and read back is the same wish', () => {
  it('chzdev: AP-Z1 AP-Z5 active and persistent masks', () => {
    fc.assert(
      fc.property(wish, ({ observed, desired }) => {
        const back = readBack(chzdevExport, observed, desired);
        expect(back && masksIn(back)).toEqual(masksIn(targetState(observed, desired, 'both')));
      }),
      { numRuns: 60 },
    );
  });

  it('mdevctl: AP-D1 definitions, start modes, and what is gone', () => {
    fc.assert(
      fc.property(wish, ({ observed, desired }) => {
        const target = targetState(observed, desired, 'both');
        const back = readBack(mdevctlExport, observed, desired);
        // A host without any device before and after has nothing to read.
        fc.pre(observed.mdevs.length + target.mdevs.length > 0);
        expect(back && definitions(back.mdevs)).toEqual(definitions(target.mdevs));
        const running = (mdevs: readonly Mdev[]) =>
          Object.fromEntries(mdevs.map(({ id, active }) => [id, active]));
        expect(running(back!.mdevs)).toEqual(running(target.mdevs));
      }),
      { numRuns: 60 },
    );
  });

  it('ansible: AP-D1 AP-Z5 the whole wish, with any names', () => {
    fc.assert(
      fc.property(wish, ({ observed, desired }) => {
        const target = targetState(observed, desired, 'both');
        // Half of a letter is refused, which has its own test.
        fc.pre(!target.mdevs.some(({ name }) => /\p{Cs}/u.test(name)));
        const files = ansibleBundle([
          { key: 'a', name: 'a', families: [{ id: 'ap', files: write(ansibleExport, observed, desired) }] },
        ]);
        const result = ansibleExport.read!(files, observed);
        const back = result.ok ? targetState(observed, result.state, 'both') : observed;
        // What cannot be shown of a name is not read, and where that is all of it the device is called by its UUID.
        const nameless = new Set(target.mdevs.flatMap(({ id, name }) => (fitName(name) === '' ? [id] : [])));
        const said = (state: ApState) => [
          masksIn(state),
          definitions(state.mdevs),
          Object.fromEntries(
            state.mdevs.map(({ id, name, active, matrix }) => [
              id,
              [nameless.has(id) ? '' : fitName(name), active, apConfigText(matrix)],
            ]),
          ),
        ];
        expect(said(back)).toEqual(said(target));
      }),
      { numRuns: 60 },
    );
  });

  it('libvirt: AP-D1 the matrices of definitions', () => {
    fc.assert(
      fc.property(wish, ({ observed, desired }) => {
        const target = targetState(observed, desired, 'both');
        if (target.mdevs.length === 0) return;
        const back = readBack(libvirtExport, observed, desired)!;
        for (const mdev of target.mdevs) {
          const told = mdev.defined === null ? mdev.matrix : mdev.stored!;
          const read = back.mdevs.find(({ id }) => id === mdev.id)!;
          expect(apConfigText(read.defined === null ? read.matrix : read.stored!)).toBe(apConfigText(told));
        }
      }),
      { numRuns: 60 },
    );
  });
});
