/** mdevctl define and modify: definitions, and live changes (AP-D2, AP-K3). */
import type { ApState } from '../../../../../shared/ap/types.ts';
import { definitionText } from '../../export/definition-text.ts';
import { VFIO_AP_TYPE } from '../../observe/mdev-definition.ts';
import {
  checkDefine,
  type Definition,
  definitionMasks,
  mdevctlDefine,
  mdevctlLive,
} from '../../tools/mdevctl.ts';
import { withDefinition } from '../definitions.ts';
import { failureWords, type Outcome } from '../outcome.ts';
import { done, failed } from '../../../perform/outcome.ts';
import { faultOf } from './definition-input.ts';
import {
  finished,
  fromFile,
  refuse,
  refusedByCheck,
  type Request,
  shownType,
  storedDefinition,
} from './mdevctl-answers.ts';
import { editAttributes } from './mdevctl-modify.ts';
import { valueOf } from '../../../tools/options.ts';
import { toolHost } from './tool-host.ts';

export function define(request: Request): Outcome {
  const { state, parsed, id, mdev } = request;
  const type = valueOf(parsed, 'type');
  const auto = parsed.flags.has('auto');
  const hasFile = parsed.values.has('jsonfile');
  if (mdev !== null && mdev.defined !== null)
    return refuse(
      state,
      'AP-D2',
      `Cowardly refusing to overwrite existing config for matrix/${id}`,
      `${mdev.name} is defined already; use modify, or undefine it first`,
    );
  if (state.strayDefinitions?.has(id))
    return refuse(
      state,
      'AP-D2',
      `Cowardly refusing to overwrite existing config for matrix/${id}`,
      `${id} is defined already, with the type ${shownType(state.strayDefinitions.get(id)!)}; undefine it first`,
    );
  if (hasFile && (type !== null || auto))
    return failed(
      state,
      null,
      'AP-D2',
      'mdevctl ends with exit status 2: --jsonfile does not go with --type and --auto.',
    );
  if (!hasFile && valueOf(parsed, 'parent') === null) {
    if (!mdev?.active) return refuse(state, 'AP-D2', 'No parent specified', 'no parent is given (-p matrix)');
    return done(withDefinition(state, id, auto ? 'auto' : 'manual', mdev.matrix), {
      notes: ['ap-check reads the attributes of the running device.'],
    });
  }
  if (!hasFile && type === null)
    return refuse(state, 'AP-D2', 'No type specified', 'no type is given (-t vfio_ap-passthrough)');
  const read = hasFile
    ? fromFile(request)
    : { definition: { mdev_type: type!, start: auto ? 'auto' : 'manual', attrs: [] } as Definition };
  return 'message' in read ? read : storeNew(state, id, read.definition);
}

/** mdevctl asks nobody whether the parent has the type, and ap-check steps aside for types that are not its own. */
function storeStray(state: ApState, id: string, type: string): Outcome {
  const stored = { ...state, strayDefinitions: new Map(state.strayDefinitions).set(id, type) };
  return done(stored, {
    rule: 'AP-D2',
    advice: [
      {
        rule: 'AP-D2',
        text: `mdevctl stores any type, but matrix has only ${VFIO_AP_TYPE}: a start of ${id} will fail, since its type is ${shownType(type)}.`,
      },
    ],
  });
}

/** Stores a definition that was not there, after ap-check. */
export function storeNew(state: ApState, id: string, definition: Definition): Outcome {
  if (definition.mdev_type !== VFIO_AP_TYPE) return storeStray(state, id, definition.mdev_type);
  const fault = faultOf(state, definition);
  if (fault !== null) return fault;
  const result = mdevctlDefine(toolHost(state), id, definition);
  if (!result.ok) return refusedByCheck(state, result.messages, null);
  return done(withDefinition(state, id, definition.start, definitionMasks(definition)!));
}

/** Stores a changed definition, after ap-check, which does not count the old one. */
function storeChanged(state: ApState, id: string, definition: Definition): Outcome {
  const fault = faultOf(state, definition);
  if (fault !== null) return fault;
  const lines = checkDefine(toolHost(state, id), definition);
  if (lines.length > 0) return refusedByCheck(state, lines, null);
  return done(withDefinition(state, id, definition.start, definitionMasks(definition)!));
}

function modifyLive(request: Request): Outcome {
  const { state, parsed, id, mdev } = request;
  if (!mdev?.active)
    return refuse(
      state,
      'AP-D2',
      `Mediated device ${id} is not active`,
      `${id} is not running, so nothing of it can be changed live`,
    );
  if (parsed.flags.has('auto') || parsed.flags.has('manual'))
    return refuse(
      state,
      'AP-D2',
      "'auto' cannot be changed on active mdev",
      'how it starts is a matter of the definition, not of the running device',
    );
  const read: { readonly definition: Definition } | Outcome = parsed.values.has('jsonfile')
    ? fromFile(request)
    : editAttributes(request, {
        mdev_type: VFIO_AP_TYPE,
        start: mdev.defined ?? 'manual',
        attrs: JSON.parse(definitionText('manual', mdev.matrix)).attrs,
      });
  if ('message' in read) return read;
  const result = mdevctlLive(toolHost(state), id, read.definition);
  if (!result.ok) return refusedByCheck(state, result.messages, result);
  const outcome = finished(state, result);
  const silent = result.failure;
  const told =
    silent === null
      ? outcome
      : {
          ...outcome,
          rule: 'AP-K3',
          advice: [
            {
              rule: 'AP-K3',
              text: `mdevctl ends with 0, but the kernel refused the write of ap_config (${silent.errno}): ${failureWords(state, silent)}`,
            },
          ],
        };
  if (!parsed.flags.has('defined') || silent !== null) return told;
  const stored = storeChanged(outcome.state, id, { ...read.definition, start: mdev.defined ?? 'manual' });
  return stored.message === null ? { ...told, state: stored.state } : stored;
}

export function modify(request: Request): Outcome {
  const { state, parsed, id, mdev } = request;
  const hasFile = parsed.values.has('jsonfile');
  const changes =
    ['auto', 'manual', 'delattr'].some((name) => parsed.flags.has(name)) || parsed.values.has('addattr');
  if (!hasFile && !changes)
    return failed(
      state,
      null,
      'AP-D2',
      'mdevctl ends with exit status 2: modify needs --auto, --manual, --addattr, --delattr or --jsonfile.',
    );
  if (hasFile && changes)
    return failed(state, null, 'AP-D2', 'mdevctl ends with exit status 2: --jsonfile stands alone.');
  if (parsed.flags.has('live')) return modifyLive(request);
  if (hasFile && valueOf(parsed, 'parent') === null)
    return refuse(
      state,
      'AP-D5',
      'Parent device required to modify device via json file',
      '--jsonfile needs the parent too (-p matrix)',
    );
  if (state.strayDefinitions?.has(id) && !hasFile)
    return done(state, { notes: ['The definition keeps its type, which matrix does not have.'] });
  if (mdev === null || mdev.defined === null) {
    if (hasFile) return refusedByCheck(state, ["Config doesn't exist"], null);
    return refuse(state, 'AP-D2', `Mediated device ${id} is not defined`, `${id} is not defined`);
  }
  const read = hasFile ? fromFile(request) : editAttributes(request, storedDefinition(mdev));
  return 'message' in read ? read : storeChanged(state, id, read.definition);
}
