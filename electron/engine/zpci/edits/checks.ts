/** Checks that several edits make before they change anything. */
import type { ZpciEdit, ZpciEditOf } from '../../../../shared/zpci/edits.ts';
import { functionName, deviceRef, functionRef } from '../../../../shared/zpci/refs.ts';
import {
  activeVirtuals,
  deviceById,
  fidText,
  functionByFid,
  functionAt,
  type HostFunction,
  ownersOf,
  uidText,
  type ZpciGuest,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import { numberFixes } from './number-fixes.ts';
import { holders, isHalf } from './numbers.ts';
import { because, fixOf, guestRef, refuse, type Step } from './step.ts';

type Numbered = ZpciEditOf<'give'> | ZpciEditOf<'addEmulated'> | ZpciEditOf<'setIds'>;

function functionOf(state: ZpciState, guest: ZpciGuest, edit: Numbered): HostFunction | undefined {
  if (edit.op === 'give') return functionByFid(state, edit.fid);
  const card = deviceById(guest, edit.device)?.card;
  return card?.kind === 'vfio' ? functionAt(state, card.host) : undefined;
}

/** A domain is refused by libvirt before QEMU sees it, with the number in octal (V-4). */
function toolsWords(guest: ZpciGuest, kind: 'uid' | 'fid', number: number): string {
  if (guest.domain === null) return `QEMU would say: ${kind} ${number} already in use.`;
  const text = kind === 'uid' ? uidText(number) : fidText(number);
  return `libvirt would say: zPCI ${kind} ${number.toString(8)} is already reserved. That is octal for ${text}.`;
}

/** numbers as they are written, before the tool chooses any. */
export function refusedNumbers(state: ZpciState, guest: ZpciGuest, edit: Numbered): Step | null {
  const asked = { uid: edit.guestUid, fid: edit.guestFid };
  const fixes = () => numberFixes(state, edit, functionOf(state, guest, edit));
  if (asked.uid === 0)
    return refuse(
      'ZPCI-R4',
      'UID 0 means “none”: QEMU would choose another one, libvirt refuses it, and a guest that got it would stop counting by UID. Leave it out, or take another one.',
      { fixes: [...fixes(), fixOf('Let the tool choose it', [{ ...edit, guestUid: null }])] },
    );
  const [clash] = holders(state, guest, asked, edit.device);
  if (clash !== undefined) {
    const rule = clash.kind === 'uid' ? 'ZPCI-A4' : 'ZPCI-A7';
    const number = clash.kind === 'uid' ? asked.uid : asked.fid;
    return refuse(
      rule,
      `${clash.id} of ${guest.name} has ${clash.text} already; inside one guest each number names one function. ${toolsWords(guest, clash.kind, number ?? 0)}`,
      {
        because: [
          because(`${clash.id} has ${clash.text}.`, deviceRef(guest.id, clash.id), guestRef(guest.id)),
        ],
        fixes: fixes(),
      },
    );
  }
  if (guest.domain !== null && isHalf(asked))
    return refuse(
      'ZPCI-R3',
      `${guest.name} is a libvirt domain: half an address is filled up with the lowest free number before libvirt looks at what is written behind it. Write both numbers.`,
      {
        fixes: [...fixes(), fixOf('Let libvirt choose both', [{ ...edit, guestUid: null, guestFid: null }])],
      },
    );
  return null;
}

/** `h0`, `h1`, ...: the first that no device of the guest has. */
function freeDeviceId(guest: ZpciGuest, like: string): string {
  const stem = like.replace(/\d+$/, '') || 'h';
  for (let at = 0; ; at++) {
    const id = `${stem}${at}`;
    if (deviceById(guest, id) === undefined) return id;
  }
}

/** the id names a device already; `again` says the edit with another one. */
export function refusedId(guest: ZpciGuest, id: string, again: (id: string) => ZpciEdit): Step | null {
  if (deviceById(guest, id) === undefined) return null;
  const free = freeDeviceId(guest, id);
  return refuse(
    'ZPCI-A2',
    `${guest.name} has a device ${id} already. QEMU would say: target ${id} already has an associated zpci device.`,
    {
      because: [because(`${id} is taken.`, deviceRef(guest.id, id))],
      fixes: [fixOf(`Call it ${free}`, [again(free)])],
    },
  );
}

/** a physical function whose virtual ones are there takes them with it. */
export function refusedPhysical(
  one: HostFunction,
  what: string,
  fixes: Parameters<typeof refuse>[2] = {},
): Step | null {
  const vfs = activeVirtuals(one);
  if (vfs === 0) return null;
  return refuse(
    'ZPCI-A24',
    `${functionName(one)} is a physical function with ${vfs} virtual ones; ${what} takes them away from whoever has them. Set sriov_numvfs to 0 first, when nobody needs them.`,
    {
      errno: 'EBUSY',
      because: [because(`${vfs} virtual functions depend on ${functionName(one)}.`, functionRef(one.fid))],
      ...fixes,
    },
  );
}

/** A function that a running guest has is left alone; null = nobody runs with it. */
export function refusedInUse(state: ZpciState, one: HostFunction, edit: ZpciEdit): Step | null {
  if (one.address === null) return null;
  const user = ownersOf(state, one.address).find(({ guest }) => guest.running !== false);
  if (user === undefined) return null;
  const { guest, device } = user;
  const runs = guest.running === null ? 'may run' : 'runs';
  return refuse(
    'ZPCI-A23',
    `${guest.name} ${runs} and has ${functionName(one)} as ${device.id}. Take it out of the guest first, or stop the guest.`,
    {
      errno: 'EBUSY',
      because: [
        because(
          `${guest.name} has ${functionName(one)}.`,
          deviceRef(guest.id, device.id),
          functionRef(one.fid),
        ),
      ],
      fixes: [
        fixOf(`Stop ${guest.name} first`, [{ family: 'zpci', op: 'stopGuest', guest: guest.id }, edit]),
        fixOf(`Take it out of ${guest.name} first`, [
          { family: 'zpci', op: 'take', guest: guest.id, device: device.id, giveBack: false },
          edit,
        ]),
      ],
    },
  );
}
