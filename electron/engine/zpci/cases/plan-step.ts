/** The way from a function as a guest has it to other numbers: out, and in again. */
import { readProperty } from '../kernel/identifiers.ts';
import type { GuestFunction } from '../kernel/machine.ts';
import { applyZpciOp, type ZpciFailure, type ZpciOp } from '../kernel/operations.ts';
import { deviceArguments } from '../kernel/qemu-arguments.ts';
import { failureOf, isConfigured } from '../kernel/results.ts';
import { functionAsWritten } from './export-steps.ts';
import { shownEvent } from './shown.ts';
import type { StepArgs } from './step-args.ts';
import { type Outcome, outcome, problemsOf, refusedOutcome, type Run } from './outcome.ts';

interface Planned {
  readonly op: ZpciOp;
  readonly text: string;
}

function cardOp(one: GuestFunction): ZpciOp | null {
  const { card, target: id } = one;
  if (card === null) return null;
  if (card.kind === 'vfio') return { op: 'vfio', id, report: card.report };
  return { op: 'emulated', id, driver: card.driver, msix: card.msix, multifunction: false, place: null };
}

/** One that the guest has configured is asked for and waited for; one in standby goes at once. */
function removal(one: GuestFunction): readonly Planned[] {
  const remove: Planned = { op: { op: 'device-del', id: one.target }, text: `device_del ${one.target}` };
  if (!isConfigured(one)) return [remove];
  const release: Planned = {
    op: { op: 'guest-release', fid: one.fid },
    text: `wait until the guest releases ${one.target}`,
  };
  return [remove, release];
}

type Addition =
  | { readonly ok: true; readonly value: readonly Planned[] }
  | { readonly ok: false; readonly failure: ZpciFailure };

/** The numbers of a wish as QEMU reads what is typed: 010 is 8. */
interface Wish {
  readonly uid: number | null;
  readonly fid: number | null;
}

function addition(one: GuestFunction, { uid, fid }: Wish): Addition {
  const { asked, id, target } = one;
  const written = deviceArguments(
    {
      ...functionAsWritten(one),
      uid,
      fid,
      zpciId: uid === null ? id : null,
    },
    'cli',
  );
  if (!written.ok) return written;
  const zpci: ZpciOp = { op: 'zpci', id, target, uid, fid, ...asked };
  const operations = [zpci, cardOp(one)].filter((op) => op !== null);
  return {
    ok: true,
    value: operations.map((op, place) => ({ op, text: `device_add ${written.value[place]}` })),
  };
}

function isAsWished(one: GuestFunction, { uid, fid }: Wish): boolean {
  return (uid === null || uid === one.uid) && (fid === null || fid === one.fid);
}

/**
 * Steps are played as they are written, so that their events and their refusals are the model's; a plan that is
 * refused is not begun, and leaves the guest as it is.
 */
export function playPlan(run: Run, wish: StepArgs<'plan'>): Outcome {
  const one = run.machine.functions.find(({ target }) => target === wish.target);
  if (one === undefined)
    return refusedOutcome(failureOf('ZPCI-A10', `The guest has no device ${wish.target}.`));
  if (one.card === null)
    return refusedOutcome(failureOf('ZPCI-R1', 'A zpci device that waits for its card is never removed.'));
  const uid = readProperty(run.machine, 'uid', wish.uid);
  if (!uid.ok) return refusedOutcome(uid.failure);
  const fid = readProperty(run.machine, 'fid', wish.fid);
  if (!fid.ok) return refusedOutcome(fid.failure);
  const numbers: Wish = { uid: uid.value, fid: fid.value };
  const added = addition(one, numbers);
  if (!added.ok) return refusedOutcome(added.failure);
  const planned = isAsWished(one, numbers) ? [] : [...removal(one), ...added.value];
  const before = run.machine.events.length;
  let played = run.machine;
  for (const { op } of planned) {
    const { machine, failure } = applyZpciOp(played, op);
    if (failure !== null) return refusedOutcome(failure);
    played = machine;
  }
  run.machine = played;
  return outcome('ok', {
    steps: planned.map(({ text }) => text),
    events: run.machine.events.slice(before).map(shownEvent),
    problems: problemsOf(run, wish.uid === null || wish.fid === null ? ['ZPCI-K9'] : []),
  });
}
