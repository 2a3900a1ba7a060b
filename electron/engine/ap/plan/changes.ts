/** What differs between a host and a wish, in words: the host's pool, then guest by guest. */
import { type ApState, driverOf, type MatrixMasks, type Mdev, QUEUE } from '../../../../shared/ap/types.ts';
import type { Ref } from '../../../../shared/findings.ts';
import { countIds, idsOf, intersect, type Mask, minus, sameMask } from '../../../../shared/mask.ts';
import type { ChangeGroup } from '../../../../shared/plan.ts';
import { NO_MASKS } from '../../../../shared/ap/packed.ts';
import { hiddenAdapters } from '../derive/hidden.ts';
import { rulesOf } from '../kernel/profiles.ts';
import { findMdev, sameMatrix } from '../model.ts';
import { adapterWords, apqnNames, apqnWords, domainWords, idsWords } from '../wording.ts';
import { plural } from '../../words.ts';
import { minusMasks } from './matrix-sets.ts';
import {
  definitionOf,
  sameDefinition,
  sameOrUnset,
  wishedDefinition,
  wishedPersistent,
  type WishedDefinition,
} from './target.ts';
import { cellRefs, controlWords, masksWords } from './words.ts';

type Line = ChangeGroup['lines'][number];
type Kind = Line['kind'];

function line(kind: Kind, text: string, refs: readonly Ref[] = []): Line {
  return { kind, text, refs };
}

function group(title: string, refs: readonly Ref[], lines: readonly Line[]): ChangeGroup[] {
  return lines.length === 0 ? [] : [{ family: 'ap', title, refs, lines }];
}

function maskLines(observed: ApState, desired: ApState): Line[] {
  if (!rulesOf(desired).hostMasks) return [];
  return (['apmask', 'aqmask'] as const).flatMap((name) => {
    const words = name === 'apmask' ? adapterWords : domainWords;
    const refs: Ref[] = [{ kind: 'mask', id: name }];
    const [released, reserved] = [
      idsOf(minus(observed[name], desired[name])),
      idsOf(minus(desired[name], observed[name])),
    ];
    return [
      ...(released.length > 0
        ? [line('remove', `${name} releases ${words(released)} for guests`, refs)]
        : []),
      ...(reserved.length > 0 ? [line('add', `${name} reserves ${words(reserved)} for the host`, refs)] : []),
    ];
  });
}

/** Queues that go to each driver, or are left without one. */
function queueLines(observed: ApState, desired: ApState): Line[] {
  if (observed.queues.state === desired.queues.state) return [];
  const moved = new Map<string, number[]>();
  const [was, is] = [observed.queues.state, desired.queues.state];
  for (let apqn = 0; apqn < is.length; apqn++) {
    if ((was[apqn] === is[apqn] && is[apqn]! < QUEUE.OTHER) || is[apqn] === QUEUE.ABSENT) continue;
    const [before, after] = [driverOf(observed.queues, apqn), driverOf(desired.queues, apqn)];
    if (before === after && was[apqn] !== QUEUE.ABSENT) continue;
    const key = after ?? '';
    const list = moved.get(key);
    if (list) list.push(apqn);
    else moved.set(key, [apqn]);
  }
  return [...moved].map(([driver, apqns]) => {
    const many = plural(apqns.length, 'queue');
    const goes = apqns.length === 1 ? 'goes' : 'go';
    const left = apqns.length === 1 ? 'is' : 'are';
    const text =
      driver === ''
        ? `${many} ${left} left without a driver: ${apqnNames(apqns)}`
        : `${many} ${goes} to ${driver === 'cex4queue' ? 'the host driver' : driver}: ${apqnNames(apqns)}`;
    return line(driver === 'cex4queue' ? 'add' : 'remove', text, cellRefs(apqns));
  });
}

function overrideLines(observed: ApState, desired: ApState): Line[] {
  const [was, is] = [observed.queues.overrides, desired.queues.overrides];
  if (was === is || !rulesOf(desired).driverOverride) return [];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((apqn) => {
    const [before, after] = [was.get(apqn), is.get(apqn)];
    if (before === after) return [];
    const text =
      after === undefined
        ? `driver_override of ${apqnWords(apqn)} is cleared`
        : `driver_override of ${apqnWords(apqn)} names ${after}`;
    return [line('change', text, cellRefs([apqn]))];
  });
}

function lastingLines(observed: ApState, desired: ApState): Line[] {
  const wished = wishedPersistent(observed, desired);
  return (['apmask', 'aqmask'] as const).flatMap((name) => {
    const [before, after] = [observed.persistent[name], wished[name]];
    if (sameOrUnset(before, after)) return [];
    const refs: Ref[] = [{ kind: 'mask', id: name }];
    return after === null
      ? [line('remove', `${name} is forgotten for the next boot`, refs)]
      : [line(before === null ? 'add' : 'change', `${name} is kept for the next boot`, refs)];
  });
}

function hostLines(observed: ApState, desired: ApState): Line[] {
  const loaded =
    observed.vfioApLoaded === desired.vfioApLoaded
      ? []
      : [line('change', desired.vfioApLoaded ? 'Module vfio_ap is loaded' : 'Module vfio_ap is unloaded')];
  return [
    ...maskLines(observed, desired),
    ...queueLines(observed, desired),
    ...overrideLines(observed, desired),
    ...loaded,
    ...lastingLines(observed, desired),
  ];
}

function lparLines(observed: ApState, desired: ApState): Line[] {
  const axes: readonly [string, Mask, Mask][] = [
    ['adapters', observed.lpar.apm, desired.lpar.apm],
    ['domains', observed.lpar.aqm, desired.lpar.aqm],
    ['control domains', observed.lpar.adm, desired.lpar.adm],
  ];
  return axes.flatMap(([what, was, is]) => {
    if (sameMask(was, is)) return [];
    const [come, gone] = [idsOf(minus(is, was)), idsOf(minus(was, is))];
    return [
      ...(come.length > 0 ? [line('add', `The LPAR has ${what} ${idsWords(come)}, in the wish only`)] : []),
      ...(gone.length > 0
        ? [line('remove', `The LPAR lacks ${what} ${idsWords(gone)}, in the wish only`)]
        : []),
    ];
  });
}

function queueCount(masks: MatrixMasks): number {
  return countIds(masks.apm) * countIds(masks.aqm);
}

function matrixLines(was: MatrixMasks, is: MatrixMasks): Line[] {
  const shared = countIds(intersect(was.apm, is.apm)) * countIds(intersect(was.aqm, is.aqm));
  const side = (kind: Kind, verb: string, masks: MatrixMasks, queues: number): Line[] => {
    const usage = masksWords({ ...masks, adm: NO_MASKS.adm });
    const control = idsOf(masks.adm);
    const refs: Ref[] = [
      ...idsOf(masks.apm).map((id): Ref => ({ kind: 'adapter', id })),
      ...idsOf(masks.aqm).map((id): Ref => ({ kind: 'domain', id })),
    ];
    return [
      ...(usage === '' ? [] : [line(kind, `${verb} ${usage}: ${plural(queues, 'queue')}`, refs)]),
      ...(control.length === 0 ? [] : [line(kind, `${verb} ${controlWords(control)}`)]),
    ];
  };
  return [
    ...side('add', 'gains', minusMasks(is, was), queueCount(is) - shared),
    ...side('remove', 'loses', minusMasks(was, is), queueCount(was) - shared),
  ];
}

function guestLines(was: Mdev | undefined, is: Mdev | undefined): Line[] {
  const [before, after] = [was?.guest ?? null, is?.guest ?? null];
  if (before === after) return [];
  return [
    ...(before === null
      ? []
      : [line('remove', `guest ${before} ${is ? 'is shut down' : 'loses its AP queues'}`)]),
    ...(after === null ? [] : [line('add', `guest ${after} is started`)]),
  ];
}

function startWords(definition: WishedDefinition): string {
  return definition.start === 'auto' ? 'started at boot' : 'started by hand';
}

function definitionLines(was: Mdev | undefined, is: Mdev | undefined): Line[] {
  const [before, after] = [definitionOf(was), wishedDefinition(was, is)];
  if (sameDefinition(before, after)) return [];
  if (after === null) return [line('remove', 'definition is removed')];
  if (before === null) return [line('add', `is defined, ${startWords(after)}`)];
  return [
    ...(before.start === after.start ? [] : [line('change', `is ${startWords(after)}`)]),
    ...(sameMatrix(before.masks, after.masks)
      ? []
      : [line('change', 'its definition for the next boot changes too')]),
  ];
}

/** Adapters FILTER hides from a guest in the wish, or shows again, without any change of the matrix. */
function seenLines(desired: ApState, was: Mdev, is: Mdev): Line[] {
  if (!rulesOf(desired).hotPlug || !was.active || !is.active) return [];
  const common = intersect(was.matrix.apm, is.matrix.apm);
  const back = idsOf(intersect(common, minus(is.shadow.apm, was.shadow.apm)));
  const lost = idsOf(intersect(common, minus(was.shadow.apm, is.shadow.apm)));
  const reasons = lost.length > 0 ? hiddenAdapters(desired, is) : [];
  return [
    ...(back.length > 0 ? [line('add', `sees ${adapterWords(back)} again`)] : []),
    ...lost.map((adapter) => {
      const why = reasons.find((hidden) => hidden.adapter === adapter)?.why;
      return line(
        'remove',
        `no longer sees ${adapterWords([adapter])}${why === undefined ? '' : `: ${why}`}`,
      );
    }),
  ];
}

function changedGuest(desired: ApState, was: Mdev | undefined, is: Mdev | undefined): ChangeGroup[] {
  const mdev = is ?? was!;
  const created = was === undefined || (!was.active && is?.active === true);
  const lines = [
    ...(was === undefined ? [line('add', is!.type === 'virtual' ? 'new virtual guest' : 'new guest')] : []),
    ...(was !== undefined && is === undefined ? [line('remove', 'is removed')] : []),
    ...(was !== undefined && created ? [line('add', 'its mediated device is started')] : []),
    ...(was?.active && is?.active === false ? [line('remove', 'its mediated device is removed')] : []),
    ...matrixLines(was?.matrix ?? NO_MASKS, is?.matrix ?? NO_MASKS),
    ...(was && is ? seenLines(desired, was, is) : []),
    ...guestLines(was, is),
    ...definitionLines(was, is),
  ];
  return group(mdev.name, [{ kind: 'guest', id: mdev.id }], lines);
}

/** Nothing for equal states, nor for what is no state of a host: names, hues, a kernel chosen by hand. Guests in the order of the wish, those that go last. */
export function changeGroups(observed: ApState, desired: ApState): readonly ChangeGroup[] {
  if (observed === desired) return [];
  const masks: Ref[] = [
    { kind: 'mask', id: 'apmask' },
    { kind: 'mask', id: 'aqmask' },
  ];
  const gone = observed.mdevs.filter(({ id }) => !findMdev(desired, id));
  return [
    ...group('LPAR', [], lparLines(observed, desired)),
    ...group('Host masks', masks, hostLines(observed, desired)),
    ...desired.mdevs.flatMap((is) => {
      const was = findMdev(observed, is.id);
      return was === is ? [] : changedGuest(desired, was, is);
    }),
    ...gone.flatMap((was) => changedGuest(desired, was, undefined)),
  ];
}
