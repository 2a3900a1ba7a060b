/** One write(2) to a file of the family, answered by the model kernel. */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import { definitionsOf, withDefinitions } from '../plan/definitions.ts';
import type { DsaOp } from '../kernel/kernel.ts';
import { adviceOnWrite } from './mistakes.ts';
import { parseRawDefinition } from '../../hosts/mdev-definitions.ts';
import { type Outcome, runOp } from './outcome.ts';
import { done, failed, withAdvice } from '../../perform/outcome.ts';
import { type Place, placeOf } from './place.ts';
import { shownAt } from './shown.ts';

/** A device that goes keeps its definition, and one that comes back as defined has it again (dsa.md 6.4). */
export function keepingDefinitions(before: DsaState, outcome: Outcome): Outcome {
  if (outcome.message !== null) return outcome;
  return { ...outcome, state: withDefinitions(outcome.state, definitionsOf(before)) };
}

export function runMdevOp(state: DsaState, op: DsaOp): Outcome {
  return keepingDefinitions(state, runOp(state, op));
}

function missing(state: DsaState, path: string, rule: string | null, why: string): Outcome {
  return failed(state, 'ENOENT', rule, `There is no ${path}: ${why}.`);
}

function noType(state: DsaState, path: string, { bdf }: Extract<Place, { readonly kind: 'type' }>): Outcome {
  const device = state.devices.find((one) => one.bdf === bdf);
  if (device === undefined)
    return missing(state, path, 'DSA-O32', `no device of idxd has the address ${bdf}`);
  const isNone = shownAt(state, { kind: 'type', bdf, type: '', file: '' }).kind === 'missing';
  return isNone
    ? missing(
        state,
        path,
        'DSA-M14',
        `${device.name} offers no types, since no queue of it is bound to the driver mdev; a mainline kernel has no such driver`,
      )
    : missing(state, path, 'DSA-O32', `${device.name} offers other types; read mdev_supported_types`);
}

function writeMdev(state: DsaState, path: string, id: string, file: string, text: string): Outcome {
  if (shownAt(state, { kind: 'mdev', id, file: '' }).kind === 'missing')
    return missing(state, path, 'DSA-O33', `no mediated device has the UUID ${id}`);
  if (file !== 'remove') return failed(state, 'EACCES', null, `${path} cannot be written.`);
  const number = Number(text.trim());
  if (text.trim() === '' || !Number.isInteger(number))
    return failed(
      state,
      'EINVAL',
      'DSA-O33',
      `remove does not understand “${text.trim().slice(0, 40)}”; expected 1.`,
    );
  if (number === 0) return done(state, { notes: ['Writing 0 removes nothing.'] });
  return runMdevOp(state, { op: 'mdev-remove', uuid: id });
}

function writeDriver(
  state: DsaState,
  path: string,
  { bus, driver, file }: Extract<Place, { readonly kind: 'driver' }>,
  text: string,
): Outcome | null {
  const name = text.trim();
  // Another function of the PCI bus, and files such as new_id, are not this family's.
  if (bus === 'pci' && !state.devices.some(({ bdf }) => bdf === name)) return null;
  if (file !== 'bind' && file !== 'unbind')
    return bus === 'pci' ? null : failed(state, 'EACCES', null, `${path} cannot be written.`);
  if (bus === 'dsa' && !state.host.drivers.includes(driver))
    return missing(state, path, 'DSA-O22', `this kernel has no driver ${driver} on the dsa bus`);
  return runMdevOp(state, { op: file, driver, name, ...(bus === 'pci' && { bus }) });
}

function writeFile(state: DsaState, place: Place, text: string | null): Outcome | null {
  if (place.kind === 'saved') return done({ ...state, saved: text, savedTold: true });
  if (place.kind !== 'definition') return null;
  const all = definitionsOf(state);
  const known = all.get(place.uuid);
  if (text === null) all.delete(place.uuid);
  else {
    const read = parseRawDefinition(text);
    if (!read.ok)
      return done(state, {
        notes: [`mdevctl leaves /etc/mdevctl.d/${place.bdf}/${place.uuid} out: ${read.why}.`],
      });
    const { type, start, attrs } = read.definition;
    all.set(place.uuid, {
      uuid: place.uuid,
      parent: place.bdf,
      type,
      start,
      attrs,
      guest: known?.guest ?? null,
    });
  }
  return done(withDefinitions(state, all));
}

/** A file of /etc as a program leaves it; null when it is none of the family's. */
export function leaveFile(state: DsaState, path: string, text: string | null): Outcome | null {
  const place = placeOf(path);
  return place === null ? null : writeFile(state, place, text);
}

function answer(state: DsaState, place: Place, path: string, text: string): Outcome | null {
  switch (place.kind) {
    case 'part': {
      if (place.file === '') return failed(state, 'EISDIR', null, `${path} is a folder.`);
      const at = `${place.of}/${place.file}`;
      return runOp(state, { op: 'write', at, value: text.replace(/\n$/, '') });
    }
    case 'driver':
      return writeDriver(state, path, place, text);
    case 'type':
      if (shownAt(state, place).kind === 'missing') return noType(state, path, place);
      return place.file === 'create'
        ? runMdevOp(state, { op: 'mdev-create', parent: place.bdf, type: place.type, uuid: text.trim() })
        : failed(state, 'EACCES', null, `${path} cannot be written.`);
    case 'mdev':
      return writeMdev(state, path, place.id, place.file, text);
    case 'function': {
      if (!state.devices.some(({ bdf }) => bdf === place.bdf)) return null;
      if (place.file === 'driver_override')
        return done(state, { notes: [`The next driver of ${place.bdf} is to be ${text.trim() || 'any'}.`] });
      return failed(state, 'EACCES', null, `${path} is not written in this model.`);
    }
    default:
      return writeFile(state, place, text);
  }
}

/** Null when the path is none of DSA's. */
export function performWrite(state: DsaState, path: string, text: string): Outcome | null {
  const place = placeOf(path);
  if (place === null) return null;
  // An AP mediated device has a UUID as well; one that is unknown here may be another family's.
  const outcome = answer(state, place, path, text);
  return outcome === null ? null : withAdvice(outcome, adviceOnWrite(state, place, text, outcome));
}
