/** What it costs to know that a full DSA host is in order, against making it anew write by write on the model kernel. */
import { problems } from '../../electron/engine/dsa/derive/problems.ts';
import { applyEdit } from '../../electron/engine/dsa/edits.ts';
import { dsaView } from '../../electron/engine/dsa/family.ts';
import { applyOp } from '../../electron/engine/dsa/kernel/apply-op.ts';
import { createDevice } from '../../electron/engine/dsa/model.ts';
import { findWay } from '../../electron/engine/dsa/plan/find-way.ts';
import type { DsaEdit } from '../../shared/dsa/edits.ts';
import type { DsaState } from '../../shared/dsa/types.ts';
import { DSA_EXAMPLES } from '../examples/dsa-machines.ts';
import { timedInTurns } from './timed.ts';

const full = DSA_EXAMPLES.find(({ id }) => id === 'dsa-full-machine')!.dsa;

/** The same machine with nothing set. */
function bare(state: DsaState): DsaState {
  const devices = state.devices.map(({ kind, id, bdf, iommuGroup, caps, lacks }) =>
    createDevice({ kind, id, bdf, iommuGroup, caps, lacks }),
  );
  return { ...state, devices, mdevs: [] };
}

/** A shared queue of the first device gets one guest more. */
const GIVE: DsaEdit = {
  family: 'dsa',
  op: 'give',
  wq: 'wq0.3',
  guest: full.guests[0]!.id,
  uuid: '00000000-0000-4000-8000-00000000ffff',
  values: {},
  through: false,
};

/** Milliseconds: all rules over the full host, one gesture with view and problems, and every write of the host replayed. */
export function measureDsa(): {
  readonly operations: number;
  readonly validation: number;
  readonly gesture: number;
  readonly replay: number;
} {
  const start = bare(full);
  const way = findWay(start, full, 'all');
  if (!way.ok) throw new Error(`the full machine cannot be reached: ${way.message}`);
  const [validation = 0, gesture = 0, replay = 0] = timedInTurns(
    [
      () => problems(full, full),
      () => {
        const given = applyEdit(full, GIVE);
        if (!given.ok) throw new Error(given.refusal.message);
        dsaView(full, given.state);
      },
      () => {
        let state = start;
        for (const { op } of way.steps) {
          const result = applyOp(state, op);
          if (result.failure !== null) throw new Error(result.failure.message);
          state = result.state;
        }
      },
    ],
    7,
  );
  return { operations: way.steps.length, validation, gesture, replay };
}
