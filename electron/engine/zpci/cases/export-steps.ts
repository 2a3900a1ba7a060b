/** Exports of the functions of a case. */
import type { EmulatedOption } from '../../../../shared/zpci/types.ts';
import { hostdevXml } from '../kernel/hostdev-xml.ts';
import { qemuArguments, type QemuFunction, type QemuStyle } from '../kernel/qemu-arguments.ts';
import type { GuestFunction } from '../kernel/machine.ts';
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
  'managed',
]);

/** Whatever else a function of the case has is an option of its card. */
function optionsOf(one: ExportedFunction): readonly EmulatedOption[] {
  return Object.entries(one)
    .filter(([name]) => !OWN_KEYS.has(name))
    .map(([name, value]) => [name, String(value)]);
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
    relaxedTranslation: one.relaxed ?? null,
    card:
      host === undefined
        ? device === undefined
          ? null
          : { kind: 'emulated', driver: device, options }
        : { kind: 'vfio', host, options },
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
          ? { kind: 'vfio', host: card.report.host, options: [] }
          : { kind: 'emulated', driver: card.driver, options: [] },
  };
}

function functionsOf({ read, machine }: Run): readonly QemuFunction[] {
  const { functions } = read.initial;
  return functions.length > 0 ? functions.map(writtenFunction) : machine.functions.map(functionAsWritten);
}

export function writtenQemu(run: Run, style: QemuStyle): Outcome {
  const written = qemuArguments(functionsOf(run), style);
  return written.ok
    ? outcome('ok', { args: written.value })
    : refusedOutcome(written.failure, undefined, { args: null });
}

/** Elements of all passed-through functions, one behind the other. */
export function writtenXml(run: Run): Outcome {
  const elements: string[] = [];
  for (const { card, uid, fid } of functionsOf(run)) {
    if (card?.kind !== 'vfio') continue;
    const written = hostdevXml({ host: card.host, uid, fid, managed: true, namesDriver: false });
    if (!written.ok) return refusedOutcome(written.failure, undefined, { xml: null });
    elements.push(written.value);
  }
  return outcome('ok', { xml: elements.join('') });
}
