/** A queue for a guest, from nothing or from what is ready, as the host's strategy has it (dsa.md 5.1). */
import { withArticle } from '../../../../shared/article.ts';
import type { DsaEditOf } from '../../../../shared/dsa/edits.ts';
import { type DsaDevice, type DsaState, type DsaWq, wqName, wqNamed } from '../../../../shared/dsa/types.ts';
import type { Fix } from '../../../../shared/findings.ts';
import { noSuchPart } from './configure.ts';
import { giveWhole, RECIPES, type Recipe } from './give-recipes.ts';
import { kernelFix } from '../derive/checks-wq.ts';
import { listWords } from '../../words.ts';
import { missingOf } from './enable-order.ts';
import { guestName, lackForGuests, mdevsOfWq } from './parts.ts';
import { enableFailure } from './ready.ts';
import { andThen, done, fixOf, guestRef, partRef, refuse, runOps, type Step } from './step.ts';
import { withMdev } from '../model.ts';
import { endThrough, reach } from './through.ts';
import { type Values, writesOf } from './values.ts';
import { engineName } from '../../../../shared/dsa/types.ts';

export type Give = DsaEditOf<'give'>;

interface Place {
  readonly device: DsaDevice;
  readonly index: number;
  readonly wq: DsaWq;
}

/** The mode a wq is given in: as asked, as it is where it has one, else dedicated. */
export function modeFor(wq: DsaWq, values: Values): 'dedicated' | 'shared' {
  const asked = values['mode'];
  if (asked === 'dedicated' || asked === 'shared') return asked;
  const told = wq.state !== 'disabled' || wq.type !== 'none' || wq.threshold > 0;
  return told ? wq.mode : 'dedicated';
}

/** Guests and programs that have the wq now; a wq for guests is shared or free, or it is somebody's. */
function takenBy(state: DsaState, { device, index, wq }: Place, recipe: Recipe, edit: Give): Step | null {
  const mdevs = mdevsOfWq(state, device, index);
  const takesMore = wq.mode === 'shared' && modeFor(wq, edit.values) === 'shared' && recipe.many;
  const sure = mdevs.filter((mdev) => mdev.wq === index);
  const full = wq.mode === 'dedicated' ? sure.length > 0 || (mdevs.length > 0 && wq.clients > 0) : false;
  if (mdevs.length === 0 || takesMore || (wq.mode === 'dedicated' && !full)) return null;
  const holders = [...new Set(mdevs.flatMap(({ guest }) => (guest === null ? [] : [guest])))];
  const name = wqName(device, index);
  const who = holders.length === 0 ? 'a device' : listWords(holders.map((id) => guestName(state, id)));
  const own = holders.length === 1 && holders[0] === edit.guest;
  return refuse(
    'DSA-M15',
    wq.mode === 'dedicated'
      ? own
        ? `${who} has ${name} already: a dedicated queue has one device. It can get another queue as well.`
        : `${name} is dedicated and ${who} has it: a dedicated queue has one device.`
      : `${name} is shared and ${who} has a part of it; it cannot become dedicated under them.`,
    {
      errno: 'ENODEV',
      because: mdevs.slice(0, 16).map((mdev) => ({
        text:
          mdev.guest === null ? `${mdev.id} is on it.` : `${guestName(state, mdev.guest)} has ${mdev.id}.`,
        refs: [partRef(name), partRef(mdev.id), ...(mdev.guest === null ? [] : [guestRef(mdev.guest)])],
      })),
      fixes: otherWqs(state, device, index, recipe, edit),
    },
  );
}

/** The same gift with another queue of the device that nothing has to stop for. */
function otherWqs(state: DsaState, device: DsaDevice, not: number, recipe: Recipe, edit: Give): Fix[] {
  return device.wqs
    .flatMap((wq, index) => {
      if (index === not) return [];
      const free = wq.clients === 0 && mdevsOfWq(state, device, index).length === 0;
      const ready = wq.driver === recipe.driver && (free || (wq.mode === 'shared' && recipe.many));
      if (ready) return [{ index, rank: 0 }];
      // One the hardware does not know would take the device down, which is no simpler way.
      const blank = wq.state === 'disabled' && free && (device.state === 'disabled' || wq.hardwareSize > 0);
      return blank ? [{ index, rank: 1 }] : [];
    })
    .sort((left, right) => left.rank - right.rank || left.index - right.index)
    .slice(0, 2)
    .map(({ index }) => {
      const name = wqName(device, index);
      return fixOf(`Give ${name} to ${guestName(state, edit.guest)} instead`, [
        { ...edit, wq: name, values: {} },
      ]);
    });
}

interface Work {
  readonly values: Values;
  readonly engine: { readonly index: number; readonly group: number } | null;
  /** What has to go down for it. */
  readonly level: 'device' | 'wq' | null;
}

function workFor(state: DsaState, place: Place, recipe: Recipe, edit: Give): Work {
  const { device, index, wq } = place;
  const name = guestName(state, edit.guest);
  const mode = modeFor(wq, edit.values);
  const preset = { mode, type: recipe.type, driver: recipe.driver, name };
  const { values: all, engine } = missingOf(device, index, preset, recipe.given(edit));
  const values = Object.fromEntries(Object.entries(all).filter(([file]) => recipe.writes(file)));
  const up = device.state === 'enabled';
  const late =
    values['size'] !== undefined ||
    values['group_id'] !== undefined ||
    engine !== null ||
    wq.hardwareSize === 0;
  if (up && wq.state === 'disabled') return { values, engine, level: late ? 'device' : null };
  const changes = Object.keys(values).length > 0 || wq.driver !== recipe.driver;
  if (wq.state === 'disabled' || !changes) return { values, engine, level: null };
  return {
    values,
    engine,
    level:
      values['size'] !== undefined || values['group_id'] !== undefined || engine !== null ? 'device' : 'wq',
  };
}

/** Settings and engine, on a copy that is down. */
function settle(name: string, device: DsaDevice, { values, engine }: Work): (state: DsaState) => Step {
  return (state) =>
    runOps(state, [
      ...(engine === null
        ? []
        : writesOf(engineName(device, engine.index), { group_id: String(engine.group) })),
      ...writesOf(name, values),
    ]);
}

function throughRefusal(state: DsaState, place: Place, work: Work, recipe: Recipe, edit: Give): Step {
  const { device, index, wq } = place;
  const name = wqName(device, index);
  const again = { ...edit, through: true };
  const tried = give(state, again);
  const what = work.level === 'device' ? device.name : name;
  const others = otherWqs(state, device, index, recipe, edit);
  const used =
    wq.state === 'disabled'
      ? ''
      : `${name} is in use as ${withArticle(wq.type)} queue${wq.name === '' ? '' : ` (${wq.name})`}. `;
  const late =
    work.level === 'device'
      ? `Sizes, groups and engines reach the hardware only when ${device.name} is enabled.`
      : 'Its settings are frozen while it is enabled.';
  return refuse(
    work.level === 'device' ? 'DSA-M12' : 'DSA-O7',
    `${used}${name} is not ready for guests. ${late}`,
    {
      errno: 'EPERM',
      because: [{ text: `${what} is enabled.`, refs: [partRef(what)] }],
      fixes: [
        ...others,
        ...(tried.ok
          ? [
              fixOf(
                `Give ${name} to ${guestName(state, edit.guest)} with ${what} taken down and up again`,
                [again],
                tried.notes.join(' '),
              ),
            ]
          : []),
      ],
    },
  );
}

/** Binds what is down and makes the device; the guest it is for is noted. */
function finish(place: Place, recipe: Recipe, edit: Give): (state: DsaState) => Step {
  const { device, index } = place;
  return (state) => {
    const name = wqName(device, index);
    const now = state.devices.find(({ name: of }) => of === device.name)!;
    const device_ = now.state === 'enabled' ? done(state) : enableFailure(state, now, null, 'idxd', edit);
    const bound = andThen(device_, (up) => {
      const current = up.devices.find(({ name: of }) => of === device.name)!;
      return recipe.binds && current.wqs[index]!.state === 'disabled'
        ? enableFailure(up, current, index, recipe.driver, edit)
        : done(up);
    });
    const made = andThen(bound, (ready) => recipe.make(ready, device.name, index, edit));
    return andThen(made, (after) => {
      const before = new Set(state.mdevs.map(({ id }) => id));
      const mine = after.mdevs.find(
        ({ id, device: of, wq }) => !before.has(id) && of === device.name && wq === index,
      );
      return mine === undefined
        ? refuse('DSA-O32', `No device came about on ${name}.`)
        : done(withMdev(after, mine.id, { guest: edit.guest }));
    });
  };
}

/** DSA-M1, E29: no queue of the device can be a guest's; what is possible is offered. */
function lackingRefusal(
  state: DsaState,
  { device, index, wq }: Place,
  recipe: Recipe,
  edit: Give,
): Step | null {
  const lack = recipe.driver === 'mdev' || recipe.driver === 'vdev' ? lackForGuests(device) : null;
  if (lack === null) return null;
  const guest = guestName(state, edit.guest);
  const elsewhere = state.devices.find(
    (other) => other.driver !== 'vfio-pci' && other.state !== 'halted' && lackForGuests(other) === null,
  );
  return refuse(
    device.caps.pasid ? 'DSA-O22' : 'DSA-M1',
    `${lack} Meanwhile a dedicated kernel queue works for the host, and a guest can get the whole device where vfio-pci takes it (disable_denylist=1).`,
    {
      errno: 'ENXIO',
      because: [{ text: lack, refs: [partRef(device.name)] }],
      fixes: [
        ...(elsewhere === undefined ? [] : otherWqs(state, elsewhere, -1, recipe, edit).slice(0, 1)),
        ...(state.strategy === 'pf' ? [] : [wholeFix(device, edit, guest)]),
        ...(wq.state === 'disabled' ? [kernelInstead(state, device, index, guest)] : []),
      ],
    },
  );
}

function wholeFix(device: DsaDevice, edit: Give, guest: string): Fix {
  return fixOf(
    `Give ${device.name} as a whole to ${guest}, and change the strategy to that`,
    [
      { family: 'dsa', op: 'setStrategy', strategy: 'pf' },
      { ...edit, through: true },
    ],
    device.state === 'enabled' ? `${device.name} is disabled for it, and its settings are forgotten.` : '',
  );
}

function kernelInstead(state: DsaState, device: DsaDevice, index: number, guest: string): Fix {
  const fix = kernelFix(state, device, index);
  return { ...fix, detail: `${guest} gets nothing of it.` };
}

function runsNote(state: DsaState, guest: string): string[] {
  const runs = state.mdevs.some((mdev) => mdev.guest === guest && mdev.running !== null);
  return runs ? [`${guestName(state, guest)} runs; it gets the device when it is started next.`] : [];
}

export function give(state: DsaState, edit: Give): Step {
  const found = wqNamed(state, edit.wq);
  if (found === undefined) return noSuchPart(edit.wq);
  if (!state.guests.some(({ id }) => id === edit.guest))
    return refuse('DSA-O36', 'That guest is not there any more.');
  if (state.strategy === 'pf')
    return andThen(giveWhole(state, found.device, edit), (after) =>
      done(after, ...runsNote(state, edit.guest)),
    );
  const recipe = RECIPES[state.strategy](state, found.device, modeFor(found.wq, edit.values), edit);
  if ('refused' in recipe) return recipe.refused;
  const { device, index } = found;
  if (device.state === 'halted' || device.driver === 'vfio-pci')
    return refuse(
      device.state === 'halted' ? 'DSA-O42' : 'DSA-S8',
      device.state === 'halted'
        ? `${device.name} is halted after a fatal error. Reset its PCI function on the host and read the host again, or give a queue of another device.`
        : `${device.name} was given away as a whole, with all its queues. Take it back first, or give a queue of another device.`,
      {
        because: [{ text: `${device.name} has no queue to give.`, refs: [partRef(device.name)] }],
        fixes: state.devices
          .filter((other) => other.driver !== 'vfio-pci' && other.state !== 'halted')
          .flatMap((other) => otherWqs(state, other, -1, recipe, edit).slice(0, 1))
          .slice(0, 2),
      },
    );
  const lacking = lackingRefusal(state, found, recipe, edit);
  if (lacking !== null) return lacking;
  const taken = takenBy(state, found, recipe, edit);
  if (taken !== null) return taken;
  const work = workFor(state, found, recipe, edit);
  const end = finish(found, recipe, edit);
  if (work.level === null) {
    const direct = andThen(settle(edit.wq, device, work)(state), end);
    return andThen(direct, (after) => done(after, ...runsNote(state, edit.guest)));
  }
  if (!edit.through) return throughRefusal(state, found, work, recipe, edit);
  const only = work.level === 'wq' ? index : null;
  const wished = andThen(endThrough(state, device, only, settle(edit.wq, device, work), index), end);
  return andThen(wished, (after) =>
    andThen(reach(state, after), (reached) => done(reached, ...runsNote(state, edit.guest))),
  );
}
