/** A PCI device gets its zpci device, or one that QEMU makes for it, and its values are fixed (zpci.md 3.2 to 3.5). */
import { addZpci, automaticZpci, duplicateId, featureWarnings, FIRST_VALUES } from './add-zpci.ts';
import {
  ASSUMED_EMULATED_MSIX,
  ASSUMED_MSIX,
  BRIDGE_DRIVERS,
  EMULATED_BYTE,
  ENABLED_BIT,
  INDEX_MASK,
  PEC,
  SRIOV_DRIVERS,
  VFIO_BYTE,
} from './constants.ts';
import { emulatedModel } from './emulated-models.ts';
import { composed } from './host-values.ts';
import type { GuestFunction, GuestMachine, VfioReport } from './machine.ts';
import type { OpResult, ZpciFailure, ZpciOp } from './operations.ts';
import { changed, done, failureOf, refused, withBits, withEvent, withoutBits } from './results.ts';
import { switchesOf } from './switches.ts';
import { limitOf } from './window.ts';

const NO_MSIX = failureOf('ZPCI-A16', 'MSI-X support is mandatory in the S390 architecture');
const NO_MULTIFUNCTION = failureOf('ZPCI-A14', 'multifunction not supported in s390');

/** Name of a card without an id: its place inside QEMU, else the next slot that no automatic name has. */
function nameOfCard({ functions, bridges }: GuestMachine, place: string | null): string {
  if (place !== null) return `auto_${place}`;
  const taken = new Set([...functions.map(({ target }) => target), ...bridges]);
  const cards = functions.filter(({ card }) => card !== null).length + bridges.length;
  for (let slot = cards; ; slot += 1) {
    const bus = Math.floor(slot / 32);
    const name = `auto_${bus.toString(16).padStart(2, '0')}:${(slot % 32).toString(16).padStart(2, '0')}.0`;
    if (!taken.has(name)) return name;
  }
}

type Prepared =
  | {
      readonly ok: true;
      readonly machine: GuestMachine;
      readonly one: GuestFunction;
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly failure: ZpciFailure; readonly warnings: readonly string[] };

/** The zpci device that waits for the card, or a new one with numbers QEMU chooses. */
function zpciOfCard(machine: GuestMachine, id: string | null, place: string | null): Prepared {
  const warnings = featureWarnings(machine);
  const twice = duplicateId(machine, id);
  if (twice !== null) return { ok: false, failure: twice, warnings };
  const target = id ?? nameOfCard(machine, place);
  const waiting = machine.functions.find((one) => one.target === target);
  if (waiting !== undefined) return { ok: true, machine, one: waiting, warnings };
  const added = addZpci(machine, automaticZpci(target));
  const all = [...warnings, ...added.warnings];
  if (added.failure !== null) {
    const message = `zPCI device could not be created: ${added.failure.message}`;
    return { ok: false, failure: { ...added.failure, message }, warnings: all };
  }
  return { ok: true, machine: added.machine, one: added.machine.functions.at(-1)!, warnings: all };
}

/** A guest that runs learns of the new function, with the handle as it is before it is enabled (E-1). */
function announced(machine: GuestMachine, target: string): GuestMachine {
  const one = machine.functions.find((other) => other.target === target);
  if (!machine.running || one === undefined) return machine;
  return withEvent(machine, { cc: 2, pec: PEC.configured, fh: one.fh, fid: one.fid });
}

/** Two cards have no room at one place of the bus; QEMU looks before it asks for a zpci device. */
function occupiedPlace(
  { functions }: GuestMachine,
  { place, driver }: Extract<ZpciOp, { readonly op: 'emulated' }>,
): ZpciFailure | null {
  if (place === null) return null;
  for (const { target, card } of functions) {
    if (card?.kind !== 'emulated' || card.place !== place) continue;
    const [, slot, part] = /:([0-9a-f]{2})\.([0-7])$/.exec(place) ?? ['', '0', '0'];
    const id = target === `auto_${place}` ? '(null)' : target;
    const where = `slot ${Number.parseInt(slot, 16)} function ${part}`;
    return failureOf(
      'ZPCI-A13',
      `PCI: ${where} not available for ${driver}, in use by ${card.driver},id=${id}`,
    );
  }
  return null;
}

export function plugEmulated(
  machine: GuestMachine,
  card: Extract<ZpciOp, { readonly op: 'emulated' }>,
): OpResult {
  const { allowsSriov } = switchesOf(machine.setup);
  const occupied = occupiedPlace(machine, card);
  if (occupied !== null) return refused(machine, occupied, featureWarnings(machine));
  if (card.multifunction && !(allowsSriov && SRIOV_DRIVERS.includes(card.driver)))
    return refused(machine, NO_MULTIFUNCTION, featureWarnings(machine));
  if (BRIDGE_DRIVERS.includes(card.driver)) {
    const id = card.id ?? nameOfCard(machine, card.place);
    const twice = duplicateId(machine, card.id);
    return twice === null
      ? done({ ...machine, bridges: [...machine.bridges, id] }, featureWarnings(machine))
      : refused(machine, twice, featureWarnings(machine));
  }
  const prepared = zpciOfCard(machine, card.id, card.place);
  if (!prepared.ok) return refused(machine, prepared.failure, prepared.warnings);
  const msix = card.msix ?? ASSUMED_EMULATED_MSIX;
  // QEMU leaves the zpci device that it made for the card waiting when it turns the card away here (seen with 7.2).
  if (msix === 0) return refused(prepared.machine, NO_MSIX, prepared.warnings);
  const model = emulatedModel(card.driver);
  const plugged = changed(prepared.machine, prepared.one, {
    fh: withBits(prepared.one.index, EMULATED_BYTE),
    state: 'disabled',
    mode: 'emulated',
    card: {
      kind: 'emulated',
      driver: card.driver,
      msix,
      ...(card.place === null ? {} : { place: card.place }),
    },
    values: { ...FIRST_VALUES, barSizes: model?.barSizes ?? null, bars: model?.bars ?? null },
    group: switchesOf(machine.setup).defaultGroup,
  });
  return done(announced(plugged, prepared.one.target), prepared.warnings);
}

/** Interpretation that is asked for takes place only where KVM offers it and the guest is not protected (I-1, I-2). */
function isInterpreted({ setup }: GuestMachine, { asked }: GuestFunction): boolean {
  const { knowsInterpret, interpretByDefault } = switchesOf(setup);
  const wanted = knowsInterpret && (asked.interpret ?? interpretByDefault);
  return wanted && setup.kvmZpciOp && !setup.isProtected;
}

type Handle =
  | { readonly ok: true; readonly index: number; readonly fh: number; readonly nextIndex: number }
  | { readonly ok: false; readonly failure: ZpciFailure };

function plugFailed(rule: string, errno: number): Handle {
  return {
    ok: false,
    failure: failureOf(rule, `Plug failed for zPCI device in interpretation mode: ${errno}`),
  };
}

/** Handle and index of the host, whose next index may go back to it (I-4, I-5). */
function hostHandle(machine: GuestMachine, one: GuestFunction, { base }: VfioReport): Handle {
  if (base === null || base.version < 2) return plugFailed('ZPCI-I4', -1);
  // A handle that is not known keeps the index QEMU gave.
  const fh = withoutBits(base.fh ?? one.index, ENABLED_BIT);
  const index = fh & INDEX_MASK;
  const { nextIndex } = machine;
  if (index === one.index) return { ok: true, index, fh, nextIndex };
  if (machine.functions.some((other) => other.target !== one.target && other.index === index))
    return plugFailed('ZPCI-I5', -22);
  return { ok: true, index, fh, nextIndex: Math.min(nextIndex, index) };
}

export function plugVfio(
  machine: GuestMachine,
  { id, report }: Extract<ZpciOp, { readonly op: 'vfio' }>,
): OpResult {
  const isOpen = machine.functions.some(
    ({ card }) => card?.kind === 'vfio' && report.host !== '' && card.report.host === report.host,
  );
  if (isOpen)
    return refused(
      machine,
      failureOf('ZPCI-A23', `vfio ${report.host}: the function is in use by this guest already`),
      featureWarnings(machine),
    );
  const prepared = zpciOfCard(machine, id, null);
  if (!prepared.ok) return refused(machine, prepared.failure, prepared.warnings);
  const { one, warnings } = prepared;
  const interpreted = isInterpreted(machine, one);
  const handle: Handle = interpreted
    ? hostHandle(prepared.machine, one, report)
    : {
        ok: true,
        index: one.index,
        fh: withBits(one.index, VFIO_BYTE),
        nextIndex: prepared.machine.nextIndex,
      };
  if (!handle.ok) return refused(prepared.machine, handle.failure, warnings);
  const hasMsix = report.msix === null ? ASSUMED_MSIX : report.msix > 0;
  if (!hasMsix && !interpreted) return refused(prepared.machine, NO_MSIX, warnings);

  const { knowsRelaxed, relaxedByDefault, interpretByDefault } = switchesOf(machine.setup);
  const { values, relaxed, joined } = composed(prepared.machine, report, {
    target: one.target,
    interpreted,
    relaxed: knowsRelaxed && (one.asked.relaxedTranslation ?? relaxedByDefault),
  });
  const limit = limitOf(machine.setup);
  const plugged = changed(
    {
      ...prepared.machine,
      groups: joined.groups,
      nextSimulated: joined.nextSimulated,
      nextIndex: handle.nextIndex,
    },
    one,
    {
      index: handle.index,
      fh: handle.fh,
      state: 'disabled',
      mode: interpreted ? 'interpret' : 'intercept',
      relaxed,
      forwardingAssist: interpreted && (one.asked.forwardingAssist ?? interpretByDefault),
      card: { kind: 'vfio', report },
      values,
      group: joined.group,
      mappings: limit.told ? limit.mappings : null,
    },
  );
  return done(announced(plugged, one.target), warnings);
}
