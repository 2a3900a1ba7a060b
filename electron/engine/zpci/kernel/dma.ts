/** Store block, registered DMA ranges and refreshed mappings (B-1 to B-4, D-10 to D-13). */
import { DEFAULT_END, DEFAULT_START, ENABLED_BIT, PAGE, PAGE_OFFSET, PEC } from './constants.ts';
import type { GuestFunction, GuestMachine } from './machine.ts';
import type { OpResult, ZpciFailure, ZpciOp } from './operations.ts';
import { changed, done, failureOf, refused, withEvent, withoutBits } from './results.ts';
import { switchesOf } from './switches.ts';

type Found =
  | { readonly ok: true; readonly one: GuestFunction }
  | { readonly ok: false; readonly failure: ZpciFailure };

/** Every PCI instruction needs the enabled handle of a function without error (B-1). */
function usable({ functions }: GuestMachine, target: string): Found {
  const one = functions.find((other) => other.target === target);
  if (one === undefined || one.state === 'reserved' || withoutBits(one.fh, ~ENABLED_BIT) === 0)
    return { ok: false, failure: failureOf('ZPCI-B1', 'The function is not enabled.', 'cc3') };
  if (one.state === 'error' || one.state === 'permanent-error')
    return { ok: false, failure: failureOf('ZPCI-B1', 'The function is blocked by an error.', 'cc1') };
  return { ok: true, one };
}

/** Any of the conditions of B-4 broken is a specification exception. */
export function storeBlock(
  machine: GuestMachine,
  { target, offset, length }: Extract<ZpciOp, { readonly op: 'store-block' }>,
): OpResult {
  const found = usable(machine, target);
  if (!found.ok) return refused(machine, found.failure);
  const most = machine.groups.find(({ id }) => id === found.one.group)?.values.maxstbl ?? null;
  const fits =
    offset % 8n === 0n &&
    length > 8 &&
    length % 8 === 0 &&
    (most === null || length <= most) &&
    (offset & PAGE_OFFSET) + BigInt(length) <= PAGE;
  if (fits) return done(machine);
  return refused(
    machine,
    failureOf('ZPCI-B4', `The block of ${length} bytes is none that may be stored here.`, 'specification'),
  );
}

const OPERAND = failureOf('ZPCI-D12', 'The range or its translation is not one of this function.', 'operand');

/** Before 7.0 the constants were the borders, whatever the function's window was (D-11). */
function bordersOf(
  machine: GuestMachine,
  { values }: GuestFunction,
): { readonly first: bigint | null; readonly last: bigint | null } {
  return switchesOf(machine.setup).checksOwnWindow
    ? { first: values.sdma, last: values.edma }
    : { first: DEFAULT_START, last: DEFAULT_END };
}

const TABLES_OF_TYPE_1 = 1;

/** MPCIFC register IOAT (D-12). A later registration takes the place of an earlier one. */
export function registerIoat(
  machine: GuestMachine,
  asked: Extract<ZpciOp, { readonly op: 'register-ioat' }>,
): OpResult {
  const found = usable(machine, asked.target);
  if (!found.ok) return refused(machine, found.failure);
  const { one } = found;
  const pba = asked.pba & ~PAGE_OFFSET;
  const pal = asked.pal | PAGE_OFFSET;
  const { first, last } = bordersOf(machine, one);
  const inside = pba <= pal && (first === null || pba >= first) && (last === null || pal <= last);
  const tables = asked.translated ? asked.designation === TABLES_OF_TYPE_1 : one.relaxed;
  if (!inside || !tables) return refused(machine, OPERAND);
  return done(changed(machine, one, { ioat: { pba, pal, translated: asked.translated } }));
}

/** The function stops and the guest is told why (D-13). */
function failed(machine: GuestMachine, one: GuestFunction, pec: number, message: string): OpResult {
  const stopped = changed(machine, one, { state: 'error' });
  return refused(
    withEvent(stopped, { cc: 1, pec, fh: one.fh, fid: one.fid }),
    failureOf('ZPCI-D13', message, 'cc1'),
  );
}

/** RPCIT: every page of the part inside the registered range is a new mapping (D-10, D-13). */
export function refresh(
  machine: GuestMachine,
  { target, start, length }: Extract<ZpciOp, { readonly op: 'refresh' }>,
): OpResult {
  const found = usable(machine, target);
  if (!found.ok) return refused(machine, found.failure);
  const { one } = found;
  if (one.ioat === null)
    return failed(machine, one, PEC.noTranslation, 'No translation is registered for the function.');
  const first = start > one.ioat.pba ? start : one.ioat.pba;
  const end = start + length - 1n;
  const last = end < one.ioat.pal ? end : one.ioat.pal;
  if (first > last)
    return failed(machine, one, PEC.outOfRange, 'The addresses are outside the registered range.');
  if (one.mappings === null || !one.ioat.translated) return done(machine);
  const pages = Number(last / PAGE - first / PAGE + 1n);
  const left = changed(machine, one, { mappings: Math.max(0, one.mappings - pages) });
  if (pages <= one.mappings) return done(left);
  return refused(
    left,
    failureOf(
      'ZPCI-D10',
      `The container has ${one.mappings} mappings left of the ${pages} that are asked for.`,
      'cc1 status 16',
    ),
  );
}
