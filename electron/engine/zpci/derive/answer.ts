/** What a guest's CLP instructions answer for one of its functions: every field with its class, its way and its bytes. */
import type { AnswerCard, AnswerField } from '../../../../shared/zpci/cards.ts';
import type { WhatIf } from '../../../../shared/zpci/edits.ts';
import {
  type ClpField,
  FUNCTION_BYTES,
  FUNCTION_FIELDS,
  GROUP_BYTES,
  GROUP_FIELDS,
  LINUX_FUNCTION_BYTES,
} from '../../../../shared/zpci/fields.ts';
import { deviceById, guestById, type ZpciState } from '../../../../shared/zpci/types.ts';
import { functionBytes, groupBytes } from '../kernel/clp.ts';
import { type BuiltGuest, builtGuest } from '../kernel/of-guest.ts';
import { type AnswerContext, classOf } from './answer-context.ts';
import { dmaBar } from './answer-dma.ts';
import { type Fate, fateOf } from './answer-fates.ts';
import { lieOf } from './answer-lies.ts';
import { comparedWords, readBytes, readValue, readWindow } from './answer-inside.ts';
import { machineOf, modeNote } from './answer-mode.ts';
import { pathOf } from './answer-path.ts';
import { contextOf, guestValue, hostValue } from './answer-values.ts';
import { builtOf, functionOf } from './built.ts';
import { refusalOf } from './refusal-of.ts';
import { hex, type Raw, shown } from './shown.ts';

const EMPTY_BAR: AnswerCard['dma'] = {
  platform: null,
  host: null,
  guest: null,
  msi: null,
  mappings: null,
  notes: [],
};

function isWhatIf(whatIf: WhatIf): boolean {
  return Object.values(whatIf).some((value) => value !== undefined);
}

/** QEMU's own, whatever the card is: nobody has to compare them. */
const QEMU_CONSTANTS: ReadonlySet<string> = new Set(['pfgid', 'frame', 'rtr', 'dtsm', 'refresh']);

function becauseOf(context: AnswerContext, field: ClpField, fate: Fate, host: Raw, guest: Raw): string {
  if (guest === null) return 'follows from a value of the host that was not read';
  if (fate.fate !== 'default' || context.answered === 'emulated') return fate.because;
  if (field.name === 'maxstbl' && context.made.mode === 'intercept')
    return `${fate.because}; interception takes no longer blocks in any case`;
  // A constant stands in for a value that nobody has read: it may be the right one by chance.
  if (host === null && !QEMU_CONSTANTS.has(field.name))
    return `${fate.because}; whether it is the card’s cannot be told`;
  return fate.because;
}

function fieldOf(context: AnswerContext, field: ClpField, before: AnswerContext | null): AnswerField {
  const { block, name, label, offset, width } = field;
  const isFrame = field.usualClass === 'frame';
  const ofHost = context.answered === 'emulated' || isFrame ? null : hostValue(context, field);
  const model = guestValue(context, field);
  const { inside } = context;
  // What is read stands for the guest as it is, not for one under a what-if.
  const read = inside === null || before !== null ? null : readValue(inside, field);
  const guest = read ?? model;
  const fate = fateOf(context, field);
  const lie = isFrame ? null : lieOf(context, field, ofHost, guest, fate);
  const then = before === null ? null : shown(field, guestValue(before, field));
  const now = shown(field, guest);
  return {
    block,
    name,
    label,
    offset,
    width,
    cls: classOf(context, field),
    fate: guest === null ? 'unknown' : fate.fate,
    host: context.answered === 'emulated' || isFrame ? null : shown(field, ofHost),
    guest: now,
    because:
      read === null || isFrame
        ? becauseOf(context, field, fate, ofHost, guest)
        : comparedWords(field, read, model, fate.because),
    rule: fate.rule,
    path: pathOf(context, field, ofHost, guest, fate),
    lie,
    changedFrom: then === null || then.text === now.text ? null : then,
  };
}

/** A kernel before version 2 of the capabilities has no KVM_CAP_S390_ZPCI_OP either (zpci.md 0.2), so nothing is interpreted. */
function consistent(whatIf: WhatIf): WhatIf {
  const old = whatIf.capabilities === 'none' || whatIf.capabilities === 'v1';
  return old && whatIf.mode === undefined ? { ...whatIf, mode: 'intercept' } : whatIf;
}

function withoutFunction(
  state: ZpciState,
  guestId: string,
  deviceId: string,
  whatIf: WhatIf,
  built: BuiltGuest,
): AnswerCard {
  const failure = built.failures.get(deviceId);
  const made = functionOf(built, deviceId);
  const guest = guestById(state, guestId)!;
  const waits = failure === undefined && made !== undefined;
  return {
    guest: guestId,
    device: deviceId,
    whatIf,
    profile: built.machine.setup.profile,
    machine: machineOf(built.machine.setup),
    mode: 'waiting',
    modeNote: waits
      ? `It waits for a card whose id is ${deviceId}; until one comes, ${guest.name} sees nothing of it.`
      : '',
    refusal: failure === undefined ? null : refusalOf(guest, deviceId, failure, built),
    state: made?.state ?? 'reserved',
    handle: hex(made?.fh ?? 0, 8),
    group: null,
    fields: [],
    functionBytes: [],
    groupBytes: [],
    dma: EMPTY_BAR,
    lies: 0,
    changed: 0,
  };
}

/** Why it is not the mode that was asked for, and where its values come from. */
function notesOf({ state, guest, device, setup, made, whatIf, inside }: AnswerContext): string {
  const mode = modeNote(state.host, guest, device, setup, made.mode, whatIf);
  if (inside === null) return mode;
  const source = isWhatIf(whatIf)
    ? 'The host of this guest was not read, so that the model knows little of what would be.'
    : 'The bytes are those that the guest has read itself; of its host nothing was read.';
  return [mode, source].filter((part) => part !== '').join(' ');
}

/** Null when the guest or the device is gone. */
export function answerCard(
  state: ZpciState,
  guestId: string,
  deviceId: string,
  whatIf: WhatIf,
): AnswerCard | null {
  const guest = guestById(state, guestId);
  const device = guest && deviceById(guest, deviceId);
  if (guest === undefined || device === undefined) return null;
  const asIs = builtOf(state, guest);
  const built = isWhatIf(whatIf) ? builtGuest(state, guest, consistent(whatIf)) : asIs;
  const context = contextOf(state, guest, device, whatIf, built);
  if (context === null) return withoutFunction(state, guestId, deviceId, whatIf, built);
  const before = built === asIs ? null : contextOf(state, guest, device, {}, asIs);
  const fields = [...FUNCTION_FIELDS, ...GROUP_FIELDS].map((field) => fieldOf(context, field, before));
  const failure = built.failures.get(deviceId);
  const { made, group, setup } = context;
  const inside = before === null ? context.inside : null;
  return {
    guest: guestId,
    device: deviceId,
    whatIf,
    profile: setup.profile,
    machine: machineOf(setup),
    mode: made.mode,
    modeNote: notesOf(context),
    refusal: failure === undefined ? null : refusalOf(guest, deviceId, failure, built),
    state: made.state,
    handle: hex(inside?.fh ?? made.fh, 8),
    group: inside?.group ?? (made.group < 0 ? null : made.group),
    fields,
    functionBytes:
      readBytes(inside?.answer ?? null, FUNCTION_BYTES) ??
      functionBytes(made, LINUX_FUNCTION_BYTES, setup.profile).slice(0, FUNCTION_BYTES),
    groupBytes:
      readBytes(inside?.groupAnswer ?? null, GROUP_BYTES) ??
      (group === null ? [] : groupBytes(group, GROUP_BYTES)),
    dma: readWindow(dmaBar(context), inside?.platformWindow ?? null),
    lies: fields.filter(({ lie }) => lie !== null).length,
    changed: fields.filter(({ changedFrom }) => changedFrom !== null).length,
  };
}
