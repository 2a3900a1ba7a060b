/** How each strategy makes a guest's device of a queue (dsa.md 5.1). */
import type { DsaEditOf } from '../../../../shared/dsa/edits.ts';
import {
  type DsaDevice,
  type DsaState,
  modeOfType,
  type StrategyId,
  typeName,
  type WqMode,
  wqName,
} from '../../../../shared/dsa/types.ts';
import type { Fix } from '../../../../shared/findings.ts';
import { applyOp } from '../kernel/apply-op.ts';
import type { DsaOp } from '../kernel/kernel.ts';
import { withMdev, withWq } from '../model.ts';
import { capital, phraseOf } from './fix-words.ts';
import { busyWqs, guestName, mdevsOfDevice } from './parts.ts';
import { removalFix } from './removal-fix.ts';
import { andThen, done, fixOf, partRef, refuse, refuseAs, runOps, type Step } from './step.ts';
import type { Values } from './values.ts';

type Give = DsaEditOf<'give'>;

export interface Recipe {
  readonly type: string;
  readonly driver: string;
  /** A shared queue takes several guests. */
  readonly many: boolean;
  /** The queue is bound by hand before the device is made. */
  readonly binds: boolean;
  /** What the edit asks for, with what the strategy adds. */
  given(edit: Give): Values;
  /** Files the administrator writes under it. */
  writes(file: string): boolean;
  /** Makes the device on that very queue, or refuses. */
  make(state: DsaState, device: string, index: number, edit: Give): Step;
}

function giveWords(state: DsaState, edit: Give): string {
  return capital(phraseOf(state, edit));
}

type Found = Recipe | { readonly refused: Step };

function asGiven({ values }: Give): Values {
  return values;
}

function always(): boolean {
  return true;
}

/** A driver picks for itself (O32); what it made is moved to the wished queue, and a way with placeholders is looked for. */
function moved(before: DsaState, after: DsaState, device: string, id: string, index: number): DsaState {
  const picked = after.mdevs.find((mdev) => mdev.id === id)!.wq!;
  const was = before.devices.find(({ name }) => name === device)!.wqs;
  const took = after.devices.find(({ name }) => name === device)!.wqs[picked]!;
  const wanted = was[index]!;
  const back = withWq(after, device, picked, was[picked]!);
  const given = withWq(back, device, index, {
    clients: wanted.clients + 1,
    ...(took.state === 'locked' ? { state: 'locked' } : {}),
  });
  return withMdev(given, id, { wq: index, candidates: [index] });
}

function createOn(state: DsaState, device: string, index: number, op: DsaOp, id: string): Step {
  const result = applyOp(state, op);
  if (result.failure !== null) return refuseAs(result.failure);
  const parent = state.devices.find(({ name }) => name === device)!;
  if (result.picks === wqName(parent, index)) return done(result.state);
  return done(moved(state, result.state, device, id, index));
}

function noMdevHere(state: DsaState, edit: Give, mode: WqMode): { readonly refused: Step } {
  const otherMode = state.host.types.length > 0 && state.host.drivers.includes('mdev');
  return {
    refused: otherMode
      ? refuse('DSA-O30', `This host offers no ${mode} type of device.`, {
          errno: 'ENOENT',
          fixes: [
            fixOf(`${giveWords(state, edit)}, ${mode === 'shared' ? 'dedicated' : 'shared'}`, [
              { ...edit, values: { ...edit.values, mode: mode === 'shared' ? 'dedicated' : 'shared' } },
            ]),
          ],
        })
      : refuse(
          'DSA-M14',
          'This kernel has no mdev for DSA, as mainline has none. Give a whole device to a guest, which vfio-pci takes with disable_denylist=1 only, or use queues for programs of the host.',
          {
            errno: 'ENOENT',
            because: [{ text: 'The dsa bus has no driver mdev.', refs: [] }],
            fixes: [
              fixOf(
                `Change the strategy to whole devices, and give the device of ${edit.wq} to ${guestName(state, edit.guest)}`,
                [
                  { family: 'dsa', op: 'setStrategy', strategy: 'pf' },
                  { ...edit, through: true },
                ],
              ),
            ],
          },
        ),
  };
}

function mdevRecipe(state: DsaState, device: DsaDevice, mode: WqMode, edit: Give): Found {
  const type = state.host.types
    .map((template) => typeName(template, device.kind))
    .find((name) => modeOfType(name) === mode);
  if (type === undefined || !state.host.drivers.includes('mdev')) return noMdevHere(state, edit, mode);
  const byUuid = state.strategy === 'mdev-uuid';
  if (byUuid && mode === 'shared')
    return {
      refused: refuse(
        'DSA-S2',
        'With a UUID for each queue only dedicated queues can be given: one queue, one UUID.',
        {
          fixes: [
            fixOf(`${giveWords(state, edit)}, dedicated`, [
              { ...edit, values: { ...edit.values, mode: 'dedicated' } },
            ]),
          ],
        },
      ),
    };
  return {
    type: 'mdev',
    driver: 'mdev',
    many: true,
    binds: true,
    given: asGiven,
    writes: always,
    make: (ready, name, index, { uuid }) =>
      createOn(ready, name, index, { op: 'mdev-create', parent: device.bdf, type, uuid }, uuid.toLowerCase()),
  };
}

/** S2: the queue waits for this UUID, which has to be written before it is bound. */
function uuidRecipe(state: DsaState, device: DsaDevice, mode: WqMode, edit: Give): Found {
  const recipe = mdevRecipe(state, device, mode, edit);
  if ('refused' in recipe) return recipe;
  return { ...recipe, many: false, given: ({ values, uuid }) => ({ ...values, uuid: uuid.toLowerCase() }) };
}

/** S3: the driver sets it up itself; only what cannot be set later is written. */
function pullRecipe(state: DsaState, _device: DsaDevice, mode: WqMode, edit: Give): Found {
  if (mode === 'shared')
    return {
      refused: refuse(
        'DSA-S3',
        'Under this strategy only dedicated queues can be given: nothing says whether a queue was taken to be shared.',
        {
          fixes: [
            fixOf(`${giveWords(state, edit)}, dedicated`, [
              { ...edit, values: { ...edit.values, mode: 'dedicated' } },
            ]),
          ],
        },
      ),
    };
  return {
    type: 'none',
    driver: 'mdev',
    many: false,
    binds: false,
    given: asGiven,
    writes: (file) => file === 'size' || file === 'group_id',
    make: (ready, name, index, { uuid }) =>
      createOn(ready, name, index, { op: 'pull-create', device: name, uuid }, uuid.toLowerCase()),
  };
}

function needsDriver(state: DsaState, driver: string, rule: string, edit: Give): Step | null {
  return state.host.drivers.includes(driver)
    ? null
    : refuse(
        rule,
        `This kernel has no driver ${driver} on the dsa bus; that strategy was never in a released kernel. Choose another strategy for this host.`,
        { errno: 'ENOENT', fixes: preparedFixes(state, edit) },
      );
}

/** The way that was posted and shipped, where this host has it. */
function preparedFixes(state: DsaState, edit: Give): Fix[] {
  return state.host.types.length > 0 && state.host.drivers.includes('mdev')
    ? [
        fixOf(`Use prepared queues and devices by UUID, and ${phraseOf(state, edit)}`, [
          { family: 'dsa', op: 'setStrategy', strategy: 'mdev-hybrid' },
          edit,
        ]),
      ]
    : [];
}

/** S4: binding makes the device; its id is the queue's name. */
function pushRecipe(state: DsaState, _device: DsaDevice, mode: WqMode, edit: Give): Found {
  const missing = needsDriver(state, 'vfio', 'DSA-S4', edit);
  if (missing !== null) return { refused: missing };
  if (mode === 'shared')
    return {
      refused: refuse('DSA-S4', 'Under this strategy a queue is the device, so it has to be dedicated.', {
        errno: 'EOPNOTSUPP',
        fixes: [
          fixOf(`${giveWords(state, edit)}, dedicated`, [
            { ...edit, values: { ...edit.values, mode: 'dedicated' } },
          ]),
          fixOf(`Use devices made on a chosen shared queue instead, and ${phraseOf(state, edit)}`, [
            { family: 'dsa', op: 'setStrategy', strategy: 'push-vfio-create' },
            edit,
          ]),
        ],
      }),
    };
  return {
    type: 'vfio',
    driver: 'vfio',
    many: false,
    binds: true,
    given: asGiven,
    writes: (file) => file !== 'type',
    make: (ready) => done(ready),
  };
}

/** S5: a name of at most 32 characters; the UUID without its dashes is one. */
function pushCreateRecipe(state: DsaState, _device: DsaDevice, mode: WqMode, edit: Give): Found {
  const missing = needsDriver(state, 'vfio', 'DSA-S5', edit);
  if (missing !== null) return { refused: missing };
  const dedicated = mode === 'dedicated';
  if (dedicated) return pushRecipe(state, _device, mode, edit);
  return {
    type: 'vfio',
    driver: 'vfio',
    many: true,
    binds: true,
    given: asGiven,
    writes: (file) => file !== 'type',
    make: (ready, name, index, { uuid }) => {
      const device = ready.devices.find((candidate) => candidate.name === name)!;
      return runOps(ready, [
        { op: 'vfio-create', wq: wqName(device, index), name: uuid.toLowerCase().replaceAll('-', '') },
      ]);
    },
  };
}

/** S6: the device is made first and takes the first free queue when it is bound. */
function vdevRecipe(state: DsaState, _device: DsaDevice, mode: WqMode, edit: Give): Found {
  const missing = needsDriver(state, 'vdev', 'DSA-S6', edit);
  if (missing !== null) return { refused: missing };
  if (mode === 'shared')
    return {
      refused: refuse('DSA-S6', 'The only type of vdev is one dedicated queue.', {
        errno: 'EOPNOTSUPP',
        fixes: [
          fixOf(`${giveWords(state, edit)}, dedicated`, [
            { ...edit, values: { ...edit.values, mode: 'dedicated' } },
          ]),
        ],
      }),
    };
  return {
    type: 'vdev',
    driver: 'vdev',
    many: false,
    binds: true,
    given: asGiven,
    writes: always,
    make: (ready, name, index) => {
      const known = new Set(ready.mdevs.map(({ id }) => id));
      const created = runOps(ready, [{ op: 'vdev-create', device: name, type: '0' }]);
      return andThen(created, (after) => {
        const id = after.mdevs.find((mdev) => !known.has(mdev.id))!.id;
        return createOn(after, name, index, { op: 'vdev-bind', name: id }, id);
      });
    },
  };
}

function hostOnly(state: DsaState, _device: DsaDevice, _mode: WqMode, edit: Give): Found {
  return {
    refused: refuse(
      'DSA-S0',
      'Under this strategy queues are for programs of the host, and no guest gets one. Choose a strategy for guests first.',
      {
        fixes: preparedFixes(state, edit),
      },
    ),
  };
}

function noPorts(state: DsaState, device: DsaDevice, mode: WqMode, edit: Give): Found {
  const found = hostOnly(state, device, mode, edit);
  if (!('refused' in found) || found.refused.ok) return found;
  const { fixes } = found.refused.refused;
  return {
    refused: refuse(
      'DSA-S7',
      'idxd has no ports: this strategy can be played in the player, and nothing can be given with it.',
      {
        errno: 'EOPNOTSUPP',
        fixes,
      },
    ),
  };
}

/** `pf` gives no single queue; see {@link giveWhole}. */
export const RECIPES: Readonly<
  Record<StrategyId, (state: DsaState, device: DsaDevice, mode: WqMode, edit: Give) => Found>
> = {
  user: hostOnly,
  'mdev-hybrid': mdevRecipe,
  'mdev-uuid': uuidRecipe,
  'mdev-pull': pullRecipe,
  'push-vfio': pushRecipe,
  'push-vfio-create': pushCreateRecipe,
  vdev: vdevRecipe,
  devlink: noPorts,
  pf: hostOnly,
};

/** S8: the whole function; all its queues and the device go down for it. */
export function giveWhole(state: DsaState, device: DsaDevice, edit: Give): Step {
  const held = mdevsOfDevice(state, device);
  if (held.length > 0)
    return refuse(
      'DSA-S8',
      `${device.name} has devices of guests, and a whole device goes to one guest alone. Remove them first.${state.host.denylistOff ? '' : ' vfio-pci takes it only when it is loaded with disable_denylist=1, which this host has not; then read the host again.'}`,
      {
        errno: 'EBUSY',
        because: held.slice(0, 16).map(({ id }) => ({ text: `${id} is on it.`, refs: [partRef(id)] })),
        fixes: [
          removalFix(state, held, `give ${device.name} as a whole to ${guestName(state, edit.guest)}`, {
            ...edit,
            through: true,
          }),
        ],
      },
    );
  const busy = busyWqs(device);
  if (device.driver === 'idxd' && !edit.through)
    return refuse(
      'DSA-S8',
      `${device.name} is enabled; as a whole it can be given when its driver lets go of it.`,
      {
        errno: 'EBUSY',
        because: [{ text: `${device.name} is enabled.`, refs: [partRef(device.name)] }],
        fixes: [
          fixOf(
            `Disable ${device.name} and give it as a whole to ${guestName(state, edit.guest)}`,
            [{ ...edit, through: true }],
            busy.length === 0
              ? 'Its settings are forgotten.'
              : `${busy.join(', ')} go down, and all settings are forgotten.`,
          ),
        ],
      },
    );
  const onPci = { name: device.bdf, bus: 'pci' } as const;
  const down: DsaOp[] = device.driver === 'idxd' ? [{ op: 'unbind', driver: 'idxd', ...onPci }] : [];
  const bound = runOps(state, [...down, { op: 'bind', driver: 'vfio-pci', ...onPci }]);
  return andThen(bound, (after) =>
    done(
      withMdev(after, device.bdf, { guest: edit.guest }),
      ...(busy.length > 0 ? [`${busy.join(', ')} went down, and all settings were forgotten.`] : []),
    ),
  );
}
