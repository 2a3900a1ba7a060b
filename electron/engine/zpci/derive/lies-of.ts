/** The lies of every passed-through function of a guest, found once for each state. */
import { type ClpField, FUNCTION_FIELDS, GROUP_FIELDS } from '../../../../shared/zpci/fields.ts';
import type { Lie } from '../../../../shared/zpci/cards.ts';
import type { GuestDevice, ZpciGuest, ZpciState } from '../../../../shared/zpci/types.ts';
import type { BuiltGuest } from '../kernel/of-guest.ts';
import { contextOf, guestValue, hostValue } from './answer-values.ts';
import type { AnswerContext } from './answer-context.ts';
import { fateOf } from './answer-fates.ts';
import { lieOf } from './answer-lies.ts';
import { builtOf } from './built.ts';

export interface TracedDevice {
  readonly device: GuestDevice;
  readonly context: AnswerContext;
  readonly lies: readonly { readonly field: ClpField; readonly lie: Lie }[];
}

const FIELDS = [...FUNCTION_FIELDS, ...GROUP_FIELDS].filter(({ usualClass }) => usualClass !== 'frame');
const kept = new WeakMap<BuiltGuest, readonly TracedDevice[]>();

/** Passed-through functions that were made, in order. */
export function tracedDevices(state: ZpciState, guest: ZpciGuest): readonly TracedDevice[] {
  const built = builtOf(state, guest);
  const before = kept.get(built);
  if (before !== undefined) return before;
  const traced = guest.devices.flatMap((device): readonly TracedDevice[] => {
    if (device.card?.kind !== 'vfio') return [];
    const context = contextOf(state, guest, device, {}, built);
    if (context === null) return [];
    const lies = FIELDS.flatMap((field) => {
      const lie = lieOf(
        context,
        field,
        hostValue(context, field),
        guestValue(context, field),
        fateOf(context, field),
      );
      return lie === null ? [] : [{ field, lie }];
    });
    return [{ device, context, lies }];
  });
  kept.set(built, traced);
  return traced;
}
