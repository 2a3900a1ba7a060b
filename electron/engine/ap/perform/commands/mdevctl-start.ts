/** mdevctl start, stop and undefine (AP-D1, management.md 1.8). */
import type { ApState } from '../../../../../shared/ap/types.ts';
import { VFIO_AP_TYPE } from '../../observe/mdev-definition.ts';
import { type Definition, mdevctlStart } from '../../tools/mdevctl.ts';
import { withoutDefinition } from '../definitions.ts';
import { failureWords, type Outcome } from '../outcome.ts';
import { done, failed } from '../../../perform/outcome.ts';
import { withMends } from '../mends.ts';
import { removeMdev } from '../write.ts';
import {
  finished,
  fromFile,
  refuse,
  refusedByCheck,
  type Request,
  shownType,
  storedDefinition,
} from './mdevctl-answers.ts';
import { valueOf } from '../../../tools/options.ts';
import { toolHost } from './tool-host.ts';

export function start(request: Request): Outcome {
  const { state, parsed, id, mdev } = request;
  const type = valueOf(parsed, 'type');
  if (mdev?.active)
    return refuse(state, 'AP-C7', 'Device already exists', `${mdev.name} is started already`, 'EEXIST');
  if (!state.vfioApLoaded)
    return refuse(
      state,
      'AP-C7',
      "Unable to find parent device 'matrix'",
      'module vfio_ap is not loaded, so there is no matrix device; modprobe vfio_ap first',
      'ENOENT',
    );
  const stray = mdev?.defined == null ? state.strayDefinitions?.get(id) : undefined;
  if (stray !== undefined) return wrongType(state, stray);
  if (parsed.values.has('jsonfile')) {
    const read = fromFile(request);
    return 'message' in read ? read : startWith(state, id, read.definition);
  }
  if (mdev !== null && mdev.defined !== null) return startWith(state, id, storedDefinition(mdev));
  if (type === null)
    return refuse(
      state,
      'AP-D2',
      `Mediated device ${id} is not defined`,
      `${id} is not defined, and neither a type nor a file is given`,
    );
  if (type !== VFIO_AP_TYPE) return wrongType(state, type);
  return startWith(state, id, { mdev_type: type, start: 'manual', attrs: [] });
}

/** management.md 1.9 */
function wrongType(state: ApState, type: string): Outcome {
  const shown = shownType(type);
  return refuse(
    state,
    'AP-D2',
    `Parent matrix does not support mdev type ${shown}`,
    `Parent matrix does not support mdev type ${shown}; its only type is ${VFIO_AP_TYPE}`,
  );
}

export function startWith(state: ApState, id: string, definition: Definition): Outcome {
  if (definition.mdev_type !== VFIO_AP_TYPE) return wrongType(state, definition.mdev_type);
  const result = mdevctlStart(toolHost(state), id, definition);
  if (result.ok) return finished(state, result);
  const kernel = result.messages[0] ?? '';
  if (!/^(?:Failed to (?:create|write)|Invalid attribute)/.test(kernel))
    return refusedByCheck(state, result.messages, result);
  const words =
    result.failure === null
      ? 'This kernel has no attribute of that name.'
      : failureWords(state, result.failure);
  const rule = result.failure?.rule ?? (kernel.includes('ap_config') ? 'AP-U16' : 'AP-D1');
  const told = failed(
    state,
    result.kernelErrno,
    rule,
    `mdevctl ends with exit status 1 and removes the half-made device again (AP-D1): ${kernel}. ${words}`,
    result.messages.map((line, at) => (at === 0 ? `Error: ${line}` : line)),
  );
  return withMends(told, state, result.failure);
}

export function stop({ state, id, mdev }: Request): Outcome {
  if (mdev?.active) return removeMdev(state, id);
  return refuse(state, 'AP-C7', `Error removing device ${id}`, `${id} is not running`, 'ENOENT');
}

export function undefine({ state, id, mdev }: Request): Outcome {
  if (state.strayDefinitions?.has(id)) {
    const strayDefinitions = new Map(state.strayDefinitions);
    strayDefinitions.delete(id);
    return done({ ...state, strayDefinitions });
  }
  if (mdev !== null && mdev.defined !== null) return done(withoutDefinition(state, id));
  return refuse(state, 'AP-D2', 'No devices match the specified uuid', `there is no definition of ${id}`);
}

/** What udev runs when the matrix device appears: failures are warnings only (AP-D4). */
export function startAll(state: ApState): Outcome {
  let outcome = done(state);
  for (const mdev of state.mdevs.filter(({ defined, active }) => defined === 'auto' && !active)) {
    const next = startWith(outcome.state, mdev.id, storedDefinition(mdev));
    const notes = next.message === null ? next.notes : [`${mdev.name} does not start: ${next.message}`];
    outcome = done(next.state, {
      notes: [...outcome.notes, ...notes],
      output: [...outcome.output, ...next.output],
    });
  }
  return outcome;
}
