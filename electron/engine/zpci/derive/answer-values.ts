/** What the parts of an answer card start from: the context of one device, and a field's value on the host and in the guest. */
import type { WhatIf } from '../../../../shared/zpci/edits.ts';
import { type ClpField, GROUP_BYTES, LINUX_FUNCTION_BYTES } from '../../../../shared/zpci/fields.ts';
import { isOwnView } from '../../../../shared/zpci/own-view.ts';
import type { GuestDevice, HostFunction, ZpciGuest, ZpciState } from '../../../../shared/zpci/types.ts';
import { type BuiltGuest, reportFrom } from '../kernel/of-guest.ts';
import { type AnswerContext, caseOf } from './answer-context.ts';
import { readInside } from './answer-inside.ts';
import { functionOf, functionsByAddress, groupOf } from './built.ts';
import { hostRaw, wayOf } from './field-ways.ts';
import type { Raw } from './shown.ts';

/** The function as a kernel tells it that tells everything: what is known of the host, whatever vfio would pass on. */
function knownOf(state: ZpciState, one: HostFunction | null): AnswerContext['full'] {
  return one === null ? null : reportFrom(state.host, one, ['BASE2', 'GROUP2', 'UTIL', 'PFIP']);
}

/** Null where the tool made no function, or one that waits for its card. */
export function contextOf(
  state: ZpciState,
  guest: ZpciGuest,
  device: GuestDevice,
  whatIf: WhatIf,
  built: BuiltGuest,
): AnswerContext | null {
  const made = functionOf(built, device.id);
  if (made === undefined || made.card === null) return null;
  const { card } = made;
  const isHostRead = card.kind === 'vfio' && !isOwnView(state, guest);
  const one = isHostRead ? (functionsByAddress(state.functions).get(card.report.host) ?? null) : null;
  const { setup } = built.machine;
  return {
    state,
    guest,
    device,
    whatIf,
    setup,
    one,
    made,
    inside: readInside(state, guest, made),
    group: groupOf(built, made),
    report: card.kind === 'vfio' ? card.report : null,
    full: knownOf(state, one),
    answered: caseOf(made, setup),
  };
}

/** As the host has it; the window is the one its kernel handles. */
export function hostValue({ one, full }: AnswerContext, field: ClpField): Raw {
  if (one === null) return null;
  if (field.name === 'sdma') return full?.base?.start ?? hostRaw(field, one);
  if (field.name === 'edma') return full?.base?.end ?? hostRaw(field, one);
  return hostRaw(field, one);
}

export function guestValue({ made, group }: AnswerContext, field: ClpField): Raw {
  if (field.name === 'length') return field.block === 'group' ? GROUP_BYTES : LINUX_FUNCTION_BYTES;
  if (field.name === 'rsp') return 0x10;
  return wayOf(field.block, field.name).guest(made, group);
}
