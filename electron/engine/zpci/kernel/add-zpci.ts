/** `-device zpci` and `device_add zpci` (zpci.md 3.2). The order of the checks is QEMU's. */
import { DEFAULT_END, DEFAULT_START, INDEXES } from './constants.ts';
import { chooseFid, chooseUid, freeIndex, readProperty } from './identifiers.ts';
import type { FunctionValues, GuestFunction, GuestMachine } from './machine.ts';
import type { OpResult, ZpciFailure, ZpciOp } from './operations.ts';
import { done, failureOf, refused } from './results.ts';
import { switchesOf } from './switches.ts';

export type ZpciAddition = Extract<ZpciOp, { readonly op: 'zpci' }>;

/** A guest CPU without the feature only warns. */
export const NO_ZPCI_FEATURE =
  "Plugging a PCI/zPCI device without the 'zpci' CPU feature enabled; the guest will not be able to see/use this device";

export function featureWarnings({ setup }: GuestMachine): readonly string[] {
  return setup.cpuZpci ? [] : [NO_ZPCI_FEATURE];
}

/** What a function has before a card tells anything. */
export const FIRST_VALUES: FunctionValues = {
  vfn: 0,
  flags: 0,
  pchid: 0,
  path: '00.00.00.00',
  port: 0,
  fmbl: 0,
  pft: 0,
  sdma: DEFAULT_START,
  edma: DEFAULT_END,
  util: '',
  barSizes: [0, 0, 0, 0, 0, 0],
  bars: [0, 0, 0, 0, 0, 0],
};

/** A zpci device of a card that has none, with numbers QEMU chooses. */
export function automaticZpci(target: string): ZpciAddition {
  return {
    op: 'zpci',
    id: null,
    target,
    uid: null,
    fid: null,
    interpret: null,
    forwardingAssist: null,
    relaxedTranslation: null,
  };
}

/** A property the binary does not have (I-1, D-6). */
function unknownProperty(machine: GuestMachine, asked: ZpciAddition): ZpciFailure | null {
  const { knowsInterpret, knowsRelaxed } = switchesOf(machine.setup);
  const missing = (rule: string, name: string) => failureOf(rule, `Property 'zpci.${name}' not found`);
  if (!knowsInterpret && asked.interpret !== null) return missing('ZPCI-I1', 'interpret');
  if (!knowsInterpret && asked.forwardingAssist !== null) return missing('ZPCI-I1', 'forwarding-assist');
  if (!knowsRelaxed && asked.relaxedTranslation !== null) return missing('ZPCI-D6', 'relaxed-translation');
  return null;
}

/** Ids of everything that QEMU knows by one; `auto_` names of cards are none of its ids. */
function knowsId({ functions, bridges }: GuestMachine, id: string): boolean {
  return (
    bridges.includes(id) || functions.some((one) => one.id === id || (one.card !== null && one.target === id))
  );
}

/** Assumption: QEMU's refusal of a second device of the same id counts as A-2, which says the same of targets. */
export function duplicateId(machine: GuestMachine, id: string | null): ZpciFailure | null {
  return id !== null && knowsId(machine, id) ? failureOf('ZPCI-A2', `Duplicate device ID '${id}'`) : null;
}

export function addZpci(machine: GuestMachine, asked: ZpciAddition): OpResult {
  const uidTyped = readProperty(machine, 'uid', asked.uid);
  if (!uidTyped.ok) return refused(machine, uidTyped.failure);
  const fidTyped = readProperty(machine, 'fid', asked.fid);
  if (!fidTyped.ok) return refused(machine, fidTyped.failure);
  const unknown = unknownProperty(machine, asked) ?? duplicateId(machine, asked.id);
  if (unknown !== null) return refused(machine, unknown);

  const warnings = featureWarnings(machine);
  const index = freeIndex(machine);
  if (index === null)
    return refused(machine, failureOf('ZPCI-A9', 'no slot for plugging zpci device'), warnings);
  const { target } = asked;
  if (target === null || target === '')
    return refused(machine, failureOf('ZPCI-A1', 'target must be defined'), warnings);
  if (machine.functions.some((one) => one.target === target))
    return refused(
      machine,
      failureOf('ZPCI-A2', `target ${target} already has an associated zpci device`),
      warnings,
    );
  const uid = chooseUid(machine, uidTyped.value);
  if (!uid.ok) return refused(machine, uid.failure, warnings);
  const fid = chooseFid(machine, fidTyped.value);
  if (!fid.ok) return refused(machine, fid.failure, warnings);

  const { defaultGroup } = switchesOf(machine.setup);
  const added: GuestFunction = {
    id: asked.id,
    target,
    uid: uid.value!,
    fid: fid.value!,
    index,
    fh: index,
    state: 'reserved',
    asked: {
      interpret: asked.interpret,
      forwardingAssist: asked.forwardingAssist,
      relaxedTranslation: asked.relaxedTranslation,
    },
    automatic: uidTyped.value === null || uidTyped.value === 0 || fidTyped.value === null,
    mode: 'waiting',
    relaxed: false,
    forwardingAssist: false,
    card: null,
    values: FIRST_VALUES,
    group: defaultGroup,
    unplugRequested: false,
    ioat: null,
    mappings: null,
  };
  return done(
    { ...machine, functions: [...machine.functions, added], nextIndex: (index + 1) % INDEXES },
    warnings,
  );
}
