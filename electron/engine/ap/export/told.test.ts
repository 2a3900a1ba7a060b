import { describe, expect, it } from 'vitest';
import type { ApFact, ApState } from '../../../../shared/ap/types.ts';
import { FULL_MASK, maskOf, minus } from '../../../../shared/mask.ts';
import type { Plan } from '../../../../shared/plan.ts';
import { createMdev, masksOf } from '../model.ts';
import { ansibleExport } from './ansible.ts';
import { chzdevExport } from './chzdev.ts';
import { exampleHost, UUIDS, withMdev } from './testing/wishes.ts';

const NO_PLAN: Plan = { style: 'both', steps: [], blocks: [], notes: [] };

function host(...unknown: readonly ApFact[]): ApState {
  const mdevs = [createMdev(UUIDS[0], { matrix: masksOf([5], [4]) })];
  return { ...exampleHost({ mdevs }), unknown: new Set(unknown) };
}

function variables(observed: ApState, desired: ApState) {
  const { files } = ansibleExport.write({ name: 'a', observed, desired, plan: NO_PLAN });
  return JSON.parse(files[0]!.text) as Record<string, never> & { mdevs: readonly Record<string, unknown>[] };
}

describe('facts that no source told', () => {
  it('AP-Z1 assumed masks are written nowhere, wished ones are', () => {
    const observed = host('apmask', 'aqmask', 'persistentMasks');
    const desired = { ...observed, aqmask: minus(FULL_MASK, maskOf([4])) };
    const chzdev = [observed, desired].map((wish) =>
      chzdevExport
        .write({ name: 'a', observed, desired: wish, plan: NO_PLAN })
        .files.map(({ path, text }) => [path, path.endsWith('.txt') ? text : '']),
    );
    expect(chzdev).toEqual([
      [],
      [
        ['chzdev-import.txt', '[active ap]\naqmask=0-3,5-255\n\n[persistent ap]\naqmask=0-3,5-255\n'],
        ['chzdev.sh', ''],
        ['etc/udev/rules.d/41-ap.rules', ''],
      ],
    ]);
    expect(variables(observed, observed)).toMatchObject({
      ap_masks: {},
      ap_released: {},
      ap_rule: { state: 'untouched' },
    });
    expect(Object.keys(variables(observed, desired)['ap_masks']!)).toEqual(['aqmask']);
  });

  it('AP-D1 a definition that nobody looked for is not forgotten, and queues nobody knew are not written', () => {
    const untold = host('definitions', 'matrix');
    const changed = withMdev(untold, UUIDS[0], { matrix: masksOf([6], [4]) });
    const told = host();
    const row = (observed: ApState, desired: ApState) => {
      const [mdev] = variables(observed, desired).mdevs;
      return [mdev!['kept'], mdev!['forgotten'], 'ap_config' in mdev!];
    };
    expect([row(untold, untold), row(untold, changed), row(told, told)]).toEqual([
      [false, false, false],
      [false, false, true],
      [false, true, true],
    ]);
  });
});
