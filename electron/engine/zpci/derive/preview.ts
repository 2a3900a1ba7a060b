/** What a gesture would do before it is done: choices with their steps, their price and what the guest would get. */
import type { PreviewChoice, ZpciPreview } from '../../../../shared/zpci/cards.ts';
import type { ZpciEdit, ZpciGesture } from '../../../../shared/zpci/edits.ts';
import {
  deviceById,
  fidText,
  functionAt,
  functionByFid,
  guestById,
  uidText,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import { deviceRef, functionName } from '../../../../shared/zpci/refs.ts';
import { deviceClassOfModel } from '../model.ts';
import { builtOf } from './built.ts';
import { choiceOf, freshId, withFixes } from './preview-choice.ts';
import { giveChoices } from './preview-give.ts';
import { usedNumbers } from './refusal-of.ts';

function guestName(state: ZpciState, id: string): string {
  return guestById(state, id)?.name ?? id;
}

function takeChoices(state: ZpciState, guest: string, device: string): readonly PreviewChoice[] {
  const found = guestById(state, guest);
  const card = found && deviceById(found, device)?.card;
  const one = card?.kind === 'vfio' ? functionAt(state, card.host) : undefined;
  const edit = (giveBack: boolean): ZpciEdit => ({ family: 'zpci', op: 'take', guest, device, giveBack });
  const out = `Take ${device} out of ${guestName(state, guest)}`;
  if (one === undefined) return [choiceOf(state, out, [edit(false)])];
  const back = one.ownDriver === null ? '' : ` and give ${functionName(one)} back to ${one.ownDriver}`;
  return [
    choiceOf(state, `${out}${back}`, [edit(true)]),
    ...(back === ''
      ? []
      : [choiceOf(state, `${out} and keep ${functionName(one)} for guests`, [edit(false)])]),
  ];
}

/** What has no way to another guest is refused: taking it out alone would lose it. */
function noMove(state: ZpciState, from: string, device: string, to: string): PreviewChoice {
  const found = guestById(state, from);
  const card = found && deviceById(found, device)?.card;
  const [rule, message] =
    card?.kind === 'vfio'
      ? ([
          'ZPCI-A21',
          `${device} is the function ${card.host}, which this host does not have, so no other guest can get it. Take it out of ${guestName(state, from)} instead.`,
        ] as const)
      : ([
          'ZPCI-A10',
          `${device} is a zpci device that waits for its card, so there is nothing to move. Take it out of ${guestName(state, from)}, or give it its card.`,
        ] as const);
  return {
    label: `Move ${device} to ${guestName(state, to)}`,
    edits: [],
    steps: [],
    price: [],
    gets: [],
    refusal: {
      rule,
      message,
      because: [{ text: `It is ${device} of ${guestName(state, from)}.`, refs: [deviceRef(from, device)] }],
      fixes: [],
    },
  };
}

function moveChoices(state: ZpciState, from: string, device: string, to: string): readonly PreviewChoice[] {
  const source = guestById(state, from);
  const moved = source && deviceById(source, device);
  const target = guestById(state, to);
  const take: ZpciEdit = { family: 'zpci', op: 'take', guest: from, device, giveBack: false };
  const label = `Move ${device} to ${guestName(state, to)}`;
  // The edit itself says what is gone.
  if (moved === undefined || target === undefined) return [choiceOf(state, label, [take])];
  const { card, zpci, deviceClass } = moved;
  const one = card?.kind === 'vfio' ? functionAt(state, card.host) : undefined;
  if (one !== undefined) return giveChoices(state, { kind: 'give', guest: to, fids: [one.fid] });
  if (card?.kind !== 'emulated') return [noMove(state, from, device, to)];
  const id = deviceById(target, device) === undefined ? device : freshId(target, 'e');
  const used = usedNumbers(target, null, builtOf(state, target));
  const kept = (number: number | null | undefined, taken: ReadonlySet<number>): number | null =>
    number == null || taken.has(number) ? null : number;
  const edits: readonly ZpciEdit[] = [
    take,
    {
      family: 'zpci',
      op: 'addEmulated',
      guest: to,
      device: id,
      driver: card.driver,
      deviceClass,
      guestUid: kept(zpci?.uid, used.uids),
      guestFid: kept(zpci?.fid, used.fids),
      msix: card.msix,
      options: [...card.options],
    },
  ];
  return [choiceOf(state, label, edits, [{ guest: to, device: id }])];
}

function emulatedChoices(state: ZpciState, guest: string, driver: string): readonly PreviewChoice[] {
  const id = freshId(guestById(state, guest), 'e');
  return [
    choiceOf(
      state,
      `Add ${driver} to ${guestName(state, guest)} as ${id}`,
      [
        {
          family: 'zpci',
          op: 'addEmulated',
          guest,
          device: id,
          driver,
          deviceClass: deviceClassOfModel(driver),
          guestUid: null,
          guestFid: null,
          msix: null,
          options: [],
        },
      ],
      [{ guest, device: id }],
    ),
  ];
}

function idChoices(
  state: ZpciState,
  { guest, device, guestUid, guestFid }: Extract<ZpciGesture, { readonly kind: 'ids' }>,
): readonly PreviewChoice[] {
  const about = [{ guest, device }];
  const words = [
    guestUid === null ? 'a UID of the tool’s choice' : `UID ${uidText(guestUid)}`,
    guestFid === null ? 'an FID of the tool’s choice' : `FID ${fidText(guestFid)}`,
  ].join(' and ');
  const first = choiceOf(
    state,
    `Give ${device} ${words}`,
    [{ family: 'zpci', op: 'setIds', guest, device, guestUid, guestFid }],
    about,
  );
  return withFixes(state, first, about);
}

function hostChoices(
  state: ZpciState,
  gesture: Extract<ZpciGesture, { readonly kind: 'driver' | 'power' }>,
): readonly PreviewChoice[] {
  const one = functionByFid(state, gesture.fid);
  const name = one === undefined ? fidText(gesture.fid) : functionName(one);
  const first =
    gesture.kind === 'power'
      ? choiceOf(state, `Power ${name} ${gesture.on ? 'on' : 'off'}`, [
          { family: 'zpci', op: 'setPower', fid: gesture.fid, on: gesture.on },
        ])
      : choiceOf(state, `Bind ${name} to ${gesture.driver ?? 'no driver'}`, [
          { family: 'zpci', op: 'setDriver', fid: gesture.fid, driver: gesture.driver },
        ]);
  return withFixes(state, first, []);
}

/** Pure. */
export function previewGesture(state: ZpciState, gesture: ZpciGesture): ZpciPreview {
  switch (gesture.kind) {
    case 'give':
      return { choices: giveChoices(state, gesture) };
    case 'take':
      return { choices: takeChoices(state, gesture.guest, gesture.device) };
    case 'move':
      return { choices: moveChoices(state, gesture.from, gesture.device, gesture.to) };
    case 'emulated':
      return { choices: emulatedChoices(state, gesture.guest, gesture.driver) };
    case 'ids':
      return { choices: idChoices(state, gesture) };
    case 'driver':
    case 'power':
      return { choices: hostChoices(state, gesture) };
  }
}
