/** One write(2) to a file of AP, answered by the model kernel. */
import type { ApState } from '../../../../shared/ap/types.ts';
import { QUEUE } from '../../../../shared/ap/types.ts';
import { type Apqn, bothBases, formatApqn, parseApqn } from '../../../../shared/apqn.ts';
import { hasId } from '../../../../shared/mask.ts';
import { parseId, parseUuid } from '../kernel/grammar.ts';
import { ASSIGN_OPS, type AssignOp } from '../kernel/kernel.ts';
import { driverOf } from '../../../../shared/ap/types.ts';
import { applyOp } from '../rules.ts';
import { probe } from '../model.ts';
import { keptAsDefined } from './definitions.ts';
import { writeFile } from './file-effects.ts';
import { shownAt } from './files.ts';
import { adviceOnWrite, hintFor } from './mistakes.ts';
import { missingFile } from './missing.ts';
import { fromOp, type Outcome, runOp } from './outcome.ts';
import { done, failed, withAdvice } from '../../perform/outcome.ts';
import { type Place, placeOf, TYPE_FOLDER } from './place.ts';

function isAssign(name: string): name is AssignOp {
  return (ASSIGN_OPS as readonly string[]).includes(name);
}

/** AP-U22, AP-V1; writing 0 is understood and does nothing. */
export function removeMdev(state: ApState, id: string): Outcome {
  const result = applyOp(state, { op: 'remove', mdev: id });
  return fromOp(state, { ...result, state: keptAsDefined(state, result.state, id) });
}

function writeRemove(state: ApState, id: string, text: string): Outcome {
  const number = parseId(text);
  if (!number.ok)
    return failed(state, 'EINVAL', 'AP-C7', `remove does not understand “${text.trim()}”; expected 1.`);
  return number.value === 0n ? done(state, { notes: ['Writing 0 removes nothing.'] }) : removeMdev(state, id);
}

function writeMdev(state: ApState, id: string, name: string, text: string): Outcome {
  if (name === 'remove') return writeRemove(state, id, text);
  if (isAssign(name) || name === 'ap_config') return runOp(state, { op: name, mdev: id, value: text });
  return failed(state, 'EACCES', null, `${name} of a mediated device cannot be written.`);
}

function writeCreate(state: ApState, text: string): Outcome {
  const uuid = parseUuid(text);
  if (uuid.ok) return runOp(state, { op: 'create', mdev: uuid.value });
  return failed(
    state,
    'EINVAL',
    'AP-C7',
    `create does not understand “${text.trim().slice(0, 60)}”; expected ${uuid.expected}.`,
  );
}

/** A queue's name as the driver core looks it up: exactly as the folder is called. */
function queueNamed(state: ApState, text: string): Apqn | null {
  const name = text.replace(/\n$/, '');
  const apqn = parseApqn(name);
  return apqn !== null && formatApqn(apqn) === name && state.queues.state[apqn] !== QUEUE.ABSENT
    ? apqn
    : null;
}

function noQueue(state: ApState, text: string): Outcome {
  const name = text.trim().slice(0, 40);
  return failed(
    state,
    'ENODEV',
    'AP-C5',
    `There is no queue device “${name}”; names are hex with two and four digits, such as 05.0047.`,
  );
}

function writeDriver(state: ApState, driver: string, name: string, text: string): Outcome {
  const apqn = queueNamed(state, text);
  return apqn === null || (name !== 'bind' && name !== 'unbind')
    ? noQueue(state, text)
    : runOp(state, { op: name, apqn, driver });
}

/** Asks the bus for a driver again (AP-O2). */
function writeProbe(state: ApState, text: string): Outcome {
  const apqn = queueNamed(state, text);
  if (apqn === null) return noQueue(state, text);
  const bound = driverOf(state.queues, apqn);
  if (bound !== null)
    return done(state, { notes: [`${formatApqn(apqn)} is bound to ${bound} already; nothing happens.`] });
  const to = probe(state, apqn);
  if (to === QUEUE.NO_DRIVER)
    return done(state, { notes: [`No driver may have ${formatApqn(apqn)} now; it stays without one.`] });
  return runOp(state, { op: 'bind', apqn, driver: to === QUEUE.VFIO_AP ? 'vfio_ap' : 'cex4queue' });
}

/** ap.md 2.1: a number within the machine's domains that the host keeps. */
function writeDefaultDomain(state: ApState, text: string): Outcome {
  const number = parseId(text);
  const domain = number.ok && number.value <= BigInt(state.max.domain) ? Number(number.value) : null;
  if (domain !== null && hasId(state.aqmask, domain)) return done({ ...state, defaultDomain: domain });
  const why =
    domain === null
      ? `expected one number from 0 to ${bothBases(state.max.domain)}`
      : `domain ${bothBases(domain)} is not in aqmask, so it is not the host's`;
  return failed(state, 'EINVAL', 'AP-M2', `ap_domain does not take “${text.trim().slice(0, 40)}”: ${why}.`);
}

function writeBus(state: ApState, name: string, text: string): Outcome {
  if (name === 'apmask' || name === 'aqmask') return runOp(state, { op: name, value: text });
  if (name === 'ap_domain') return writeDefaultDomain(state, text);
  if (name === 'drivers_probe') return writeProbe(state, text);
  return done(state, { notes: [`${name} changes nothing that is modelled here.`] });
}

function writeQueue(state: ApState, apqn: Apqn, name: string, text: string): Outcome {
  if (name === 'driver_override') return runOp(state, { op: 'driver_override', apqn, value: text });
  return done(state, { notes: [`${name} of a queue changes nothing that is modelled here.`] });
}

function dispatch(state: ApState, place: Place, text: string): Outcome {
  switch (place.kind) {
    case 'bus':
      return writeBus(state, place.name, text);
    case 'driver':
      return writeDriver(state, place.driver, place.name, text);
    case 'mdev':
      return writeMdev(state, place.id, place.name, text);
    case 'parent':
      return writeCreate(state, text);
    case 'queue':
      return writeQueue(state, place.apqn, place.name, text);
    default:
      return done(state, { notes: ['This changes nothing that is modelled here.'] });
  }
}

/** `text` without the newline that is written with it. Null when the path is none of AP. */
export function performWrite(state: ApState, path: string, text: string): Outcome | null {
  const place = placeOf(path);
  if (place === null) return null;
  if (place.kind === 'rule' || place.kind === 'definition') return writeFile(state, path, `${text}\n`);
  const shown = shownAt(state, place);
  if (shown.kind === 'missing') return missingFile(state, path, place);
  if (shown.kind === 'folder' || shown.kind === 'link')
    return failed(state, 'EISDIR', null, `${path} is a folder, not a file.`);
  if (shown.kind === 'file' && !shown.writable)
    return failed(state, 'EACCES', null, `${path} can only be read.`);
  const isCreate = place.kind === 'parent' && place.name === `${TYPE_FOLDER}/create`;
  if (place.kind === 'parent' && !isCreate) return missingFile(state, path, place);
  const outcome = dispatch(state, place, `${text}\n`);
  if (outcome.message === null) return withAdvice(outcome, adviceOnWrite(state, place, text));
  const hint = hintFor(place, text, outcome.errno);
  return hint === null ? outcome : { ...outcome, message: `${outcome.message} ${hint}` };
}
