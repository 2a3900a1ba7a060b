/** Exports of the functions of a case. */
import type { DeviceClass, EmulatedOption } from '../../../../shared/zpci/types.ts';
import { addZpci, automaticZpci } from '../kernel/add-zpci.ts';
import { hostdevXml } from '../kernel/hostdev-xml.ts';
import { allocateAddresses, TWICE_IN_DOMAIN } from '../kernel/libvirt-addresses.ts';
import type { GuestFunction, MachineSetup } from '../kernel/machine.ts';
import { newMachine } from '../kernel/new-machine.ts';
import type { ZpciFailure } from '../kernel/operations.ts';
import {
  NO_UID_ZERO,
  qemuArguments,
  type QemuFunction,
  type QemuStyle,
  type Written,
} from '../kernel/qemu-arguments.ts';
import { failureOf } from '../kernel/results.ts';
import { switchesOf } from '../kernel/switches.ts';
import { deviceClassOfModel } from '../model.ts';
import type { ExportedFunction } from './format.ts';
import { type Outcome, outcome, refusedOutcome, type Run } from './outcome.ts';

const OWN_KEYS = new Set([
  'target',
  'uid',
  'fid',
  'id',
  'host',
  'device',
  'interpret',
  'forwardingAssist',
  'relaxed',
  'relaxedTranslation',
  'managed',
]);

/** Whatever else a function of the case has is an option of its card. */
function optionsOf(one: ExportedFunction): readonly EmulatedOption[] {
  return Object.entries(one)
    .filter(([name]) => !OWN_KEYS.has(name))
    .map(([name, value]) => [name, typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)]);
}

function writtenFunction(one: ExportedFunction, place: number): QemuFunction {
  const options = optionsOf(one);
  const { host, device } = one;
  return {
    target: one.target ?? `h${place}`,
    uid: one.uid,
    fid: one.fid,
    zpciId: one.id ?? null,
    interpret: one.interpret ?? null,
    forwardingAssist: one.forwardingAssist ?? null,
    relaxedTranslation: one.relaxed ?? one.relaxedTranslation ?? null,
    card:
      host === undefined
        ? device === undefined
          ? null
          : { kind: 'emulated', driver: device, vectors: null, options }
        : { kind: 'vfio', host, iommufd: null, options },
  };
}

/** A function the case has made by its steps. */
export function functionAsWritten({ card, ...one }: GuestFunction): QemuFunction {
  return {
    target: one.target,
    uid: one.uid,
    fid: one.fid,
    zpciId: one.id,
    interpret: one.asked.interpret,
    forwardingAssist: one.asked.forwardingAssist,
    relaxedTranslation: one.asked.relaxedTranslation,
    card:
      card === null
        ? null
        : card.kind === 'vfio'
          ? { kind: 'vfio', host: card.report.host, iommufd: null, options: [] }
          : { kind: 'emulated', driver: card.driver, vectors: null, options: [] },
  };
}

function functionsOf({ read, machine }: Run): readonly QemuFunction[] {
  const { functions } = read.initial;
  return functions.length > 0 ? functions.map(writtenFunction) : machine.functions.map(functionAsWritten);
}

/** Only what differs from the machine type, and what the binary knows. */
export function withoutDefaults(setup: MachineSetup, one: QemuFunction): QemuFunction {
  const { knowsInterpret, interpretByDefault, knowsRelaxed, relaxedByDefault } = switchesOf(setup);
  const unless = (known: boolean, usual: boolean, value: boolean | null) =>
    known && value !== usual ? value : null;
  return {
    ...one,
    interpret: unless(knowsInterpret, interpretByDefault, one.interpret),
    forwardingAssist: unless(knowsInterpret, interpretByDefault, one.forwardingAssist),
    relaxedTranslation: unless(knowsRelaxed, relaxedByDefault, one.relaxedTranslation),
  };
}

/** Both numbers of each, as QEMU would choose and refuse them in this order. */
function numbered(setup: MachineSetup, functions: readonly QemuFunction[]): Written<readonly QemuFunction[]> {
  let machine = newMachine(setup);
  for (const { target, uid, fid } of functions) {
    if (uid === 0) return { ok: false, failure: NO_UID_ZERO, target };
    const added = addZpci(machine, { ...automaticZpci(target), uid, fid });
    if (added.failure !== null) return { ok: false, failure: added.failure, target };
    machine = added.machine;
  }
  const value = functions.map((one, place) => {
    const { uid, fid } = machine.functions[place]!;
    return { ...one, uid, fid };
  });
  return { ok: true, value };
}

export function writtenQemu(run: Run, style: QemuStyle): Outcome {
  const { setup } = run.machine;
  const refuse = (failure: ZpciFailure) => refusedOutcome(failure, undefined, { args: null });
  const both = numbered(setup, functionsOf(run));
  if (!both.ok) return refuse(both.failure);
  const written = qemuArguments(
    both.value.map((one) => withoutDefaults(setup, one)),
    style,
  );
  return written.ok ? outcome('ok', { args: written.value }) : refuse(written.failure);
}

/** Class of the element that a card of QEMU has in a domain: it decides who is numbered first (V-5). */
function classOf({ card }: QemuFunction): DeviceClass {
  if (card === null) return 'other';
  if (card.kind === 'vfio') return 'hostdev';
  return deviceClassOfModel(card.driver);
}

/** Elements of all passed-through functions, one behind the other, each with both numbers. */
export function writtenXml(run: Run): Outcome {
  const refuse = (failure: ZpciFailure) => refusedOutcome(failure, undefined, { xml: null });
  const functions = functionsOf(run);
  const hosts = functions.flatMap(({ card }) => (card?.kind === 'vfio' ? [card.host] : []));
  const [first] = functions;
  if (hosts.length === 0 && first !== undefined)
    return refuse(
      failureOf(
        'ZPCI-X7',
        `${first.target} is no function of the host: only those have a <hostdev>; an emulated card is written with the element of its own kind.`,
      ),
    );
  if (functions.some(({ uid }) => uid === 0)) return refuse(NO_UID_ZERO);
  if (new Set(hosts).size < hosts.length) return refuse(TWICE_IN_DOMAIN);
  const chosen = allocateAddresses(
    functions.map((one, place) => ({
      id: String(place),
      deviceClass: classOf(one),
      uid: one.uid,
      fid: one.fid,
    })),
  );
  if (!chosen.ok) return refuse(chosen.failure);
  const { functions: given } = run.read.initial;
  const elements: string[] = [];
  for (const [place, { card }] of functions.entries()) {
    if (card?.kind !== 'vfio') continue;
    const { uid, fid } = chosen.zpci[place]!;
    const managed = given[place]?.managed ?? true;
    const written = hostdevXml({ host: card.host, uid, fid, managed, namesDriver: false });
    if (!written.ok) return refuse(written.failure);
    elements.push(written.value);
  }
  return outcome('ok', { xml: elements.join('') });
}
