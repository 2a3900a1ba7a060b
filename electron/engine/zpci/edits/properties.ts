/** Which properties a zpci device has, by QEMU and by card (I-1, I-7, D-6). */
import type { RuleId } from '../../../../shared/findings.ts';
import { isAtLeast, PROFILES } from '../../../../shared/zpci/profiles.ts';
import {
  functionAt,
  type GuestDevice,
  type HostFunction,
  type ProfileId,
  type ZpciGuest,
  type ZpciLine,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import type { ZpciEdit } from '../../../../shared/zpci/edits.ts';
import { ISM_TYPE } from '../kernel/constants.ts';
import { INTERPRET_SINCE, RELAXED_SINCE } from '../kernel/first-profile.ts';
import { because, fixOf, guestRef, refuse, type Step } from './step.ts';

export type Property = 'interpret' | 'forwardingAssist' | 'relaxedTranslation';

interface About {
  /** As QEMU writes it. */
  readonly name: string;
  readonly since: ProfileId;
  readonly rule: RuleId;
}

export const PROPERTIES: Readonly<Record<Property, About>> = {
  interpret: { name: 'interpret', since: INTERPRET_SINCE, rule: 'ZPCI-I1' },
  forwardingAssist: { name: 'forwarding-assist', since: INTERPRET_SINCE, rule: 'ZPCI-I7' },
  relaxedTranslation: { name: 'relaxed-translation', since: RELAXED_SINCE, rule: 'ZPCI-D6' },
};

/** Why QEMU would not take the property, or not do what it says; null = it does. */
export function refusedProperty(
  guest: ZpciGuest,
  device: string,
  one: HostFunction | 'emulated' | null,
  property: Property,
  value: boolean | null | undefined,
  edit: ZpciEdit,
): Step | null {
  if (value === null || value === undefined) return null;
  const { name, since, rule } = PROPERTIES[property];
  if (!isAtLeast(guest.profile, since))
    return refuse(
      rule,
      `${PROFILES[guest.profile].name}, which ${guest.name} runs on, has no property ${name}; it came with ${PROFILES[since].name}.`,
      {
        because: [because(`${guest.name} runs on ${PROFILES[guest.profile].name}.`, guestRef(guest.id))],
        fixes: [
          fixOf(
            `Run ${guest.name} on ${PROFILES[since].name}`,
            [{ family: 'zpci', op: 'setGuest', guest: guest.id, profile: since, machine: null }, edit],
            'It takes effect when the guest is started next; its machine changes.',
          ),
        ],
      },
    );
  if (one === 'emulated' && value)
    return refuse(
      rule,
      `${device} is a card that QEMU makes: it switches ${name} off for it without a word. Leave it out.`,
    );
  if (
    property === 'relaxedTranslation' &&
    value &&
    one !== null &&
    one !== 'emulated' &&
    one.pft === ISM_TYPE
  )
    return refuse(rule, `${device} is an ISM function: QEMU switches ${name} off for those without a word.`);
  return null;
}

/** What stands behind a device: a function of the host, a card of QEMU, or nothing that is known. */
export function cardOf(state: ZpciState, { card }: GuestDevice): HostFunction | 'emulated' | null {
  if (card === null) return null;
  return card.kind === 'emulated' ? 'emulated' : (functionAt(state, card.host) ?? null);
}

/** The lines of a guest without what a QEMU does not know, and which properties went. */
export function withoutUnknown(
  devices: readonly GuestDevice[],
  profile: ProfileId,
): { readonly devices: readonly GuestDevice[]; readonly gone: readonly string[] } {
  const unknown = (Object.keys(PROPERTIES) as Property[]).filter(
    (property) => !isAtLeast(profile, PROPERTIES[property].since),
  );
  const gone: string[] = [];
  const kept = devices.map((device) => {
    const lost = unknown.filter((property) => device.zpci !== null && device.zpci[property] !== null);
    if (lost.length === 0) return device;
    gone.push(...lost.map((property) => `${PROPERTIES[property].name} of ${device.id}`));
    const nothing = Object.fromEntries(lost.map((property) => [property, null])) as Partial<ZpciLine>;
    return { ...device, zpci: { ...device.zpci!, ...nothing } };
  });
  return { devices: kept, gone };
}
