/** One CLP List instruction as a guest sends it (zpci.md 3.9). */
import type { ListPage } from '../../../../shared/zpci/cards.ts';
import type { ZpciGuest, ZpciState } from '../../../../shared/zpci/types.ts';
import { guestById } from '../../../../shared/zpci/types.ts';
import { plural } from '../../words.ts';
import { listFunctions, pciIds, SUCCESS } from '../kernel/clp.ts';
import { DEBIAN_FUNCTION_LIMIT } from '../kernel/linux.ts';
import type { GuestMachine } from '../kernel/machine.ts';
import { builtOf } from './built.ts';
import { hex } from './shown.ts';

const CONFIGURED = 0x8000_0000;

/** zpci.md 2.8, as far as List can answer them. */
const MEANINGS: Readonly<Record<number, string>> = {
  0x0010: 'The list was made.',
  0x0040: 'The format is not 0.',
  0x0050: 'The length is wrong: what is left behind the first 32 bytes is no multiple of 16.',
  0x0060: 'The block is too small: 32 bytes of header and one entry of 16 need 48.',
  0x0070: 'A reserved field is not 0.',
  0x010a: 'The token is unknown: no function of the guest has this index, or it has gone meanwhile.',
};

function leftOut(guest: ZpciGuest, { functions }: GuestMachine): readonly string[] {
  const waiting = functions.filter(({ state }) => state === 'reserved');
  const listed = functions.length - waiting.length;
  const limit = guest.functionLimit;
  const sentences = waiting.map(({ target, card }) =>
    card === null
      ? `${target} is left out: its zpci device waits for a card, so it is reserved (A-10).`
      : `${target} is left out: a bridge gets no function of its own (A-19).`,
  );
  if (limit !== null && listed > limit)
    sentences.push(
      `List shows ${plural(listed, 'function')}, but the guest’s kernel takes ${limit}: it does not add the last ${listed - limit} (K-11).`,
    );
  else if (limit === null && listed > DEBIAN_FUNCTION_LIMIT)
    sentences.push(
      `List shows ${plural(listed, 'function')}; a kernel of Debian would take 64 of them (K-11).`,
    );
  return sentences;
}

/** Null when the guest is gone. */
export function listPage(state: ZpciState, guestId: string, rspLen: number, token: string): ListPage | null {
  const guest = guestById(state, guestId);
  if (guest === undefined) return null;
  const { machine } = builtOf(state, guest);
  const answer = listFunctions(machine, rspLen, BigInt(token));
  const good = answer.rsp === SUCCESS;
  const exception = answer.rsp === 0;
  return {
    request: { rspLen, token },
    rsp: exception ? 'none' : hex(answer.rsp, 4),
    meaning: exception
      ? 'Operand exception: the instruction ends with a program exception and sets neither response nor condition code. A response block is 8 to 8,176 bytes long, a multiple of 8, and with the request at most 8,192.'
      : (MEANINGS[answer.rsp] ?? ''),
    conditionCode: exception ? null : answer.conditionCode,
    rule: answer.rule,
    len: good ? answer.len : null,
    token: good ? hex(answer.token) : null,
    entries: answer.entries.map((one) => {
      const { vendor, device } = pciIds(one);
      return {
        device: one.card === null ? null : one.target,
        vendor,
        deviceId: device,
        config: one.state === 'standby' ? 0 : CONFIGURED,
        fid: one.fid,
        fh: one.fh,
      };
    }),
    bytes: answer.bytes,
    total: machine.functions.filter((one) => one.state !== 'reserved').length,
    leftOut: leftOut(guest, machine),
  };
}
