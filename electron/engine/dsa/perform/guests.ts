/** virsh as far as it starts and stops guests that have devices of this family. */
import type { DsaGuest, DsaMdev, DsaState } from '../../../../shared/dsa/types.ts';
import type { Ref } from '../../../../shared/findings.ts';
import type { Command } from '../../../../shared/plan.ts';
import { type Outcome, runOp } from './outcome.ts';
import { done, failed, followedBy } from '../../perform/outcome.ts';

const LOOKS =
  /^(?:list|dumpxml|domstate|dominfo|nodedev-list|nodedev-dumpxml|nodedev-info|version|capabilities)$/;

interface Named {
  readonly guest: DsaGuest;
  readonly mdevs: readonly DsaMdev[];
}

/** The guest with that domain; the parts of `refs` are its devices where a step tells them. */
function guestNamed(state: DsaState, domain: string, refs: readonly Ref[]): Named | null {
  const told = refs.flatMap((ref) => (ref.kind === 'guest' ? [ref.id] : []))[0];
  const parts = new Set(refs.flatMap((ref) => (ref.kind === 'part' ? [ref.id] : [])));
  const known =
    state.guests.find((guest) => guest.domain === domain) ?? state.guests.find(({ id }) => id === told);
  const guest = known ?? (told === undefined ? undefined : { id: told, name: domain, hue: 0, domain });
  if (guest === undefined) return null;
  const mdevs = state.mdevs.filter((mdev) =>
    told === undefined ? mdev.guest === guest.id : parts.has(mdev.id) || mdev.guest === guest.id,
  );
  return { guest: { ...guest, domain }, mdevs };
}

function withGuest(state: DsaState, guest: DsaGuest): DsaState {
  const known = state.guests.some(({ id }) => id === guest.id);
  return known ? state : { ...state, guests: [...state.guests, guest] };
}

function refuse(state: DsaState, rule: string, says: string, why: string): Outcome {
  return failed(state, null, rule, `virsh ends with exit status 1: ${why}.`, [`error: ${says}`]);
}

function startAll(state: DsaState, { guest, mdevs }: Named): Outcome {
  if (mdevs.some(({ guest: of, running }) => running !== null && of === guest.id))
    return refuse(state, 'DSA-O36', 'Domain is already active', `guest ${guest.name} runs already`);
  let outcome = done(withGuest(state, guest));
  for (const { id } of mdevs) {
    const next = runOp(outcome.state, { op: 'guest-start', uuid: id, guest: guest.id });
    // A guest whose device is refused does not start at all.
    if (next.message !== null) return { ...next, state };
    outcome = followedBy(outcome, next);
  }
  return outcome;
}

function stopAll(state: DsaState, { guest, mdevs }: Named): Outcome {
  const running = mdevs.filter((mdev) => mdev.running !== null);
  if (running.length === 0)
    return refuse(
      state,
      'DSA-O37',
      'Requested operation is not valid: domain is not running',
      `guest ${guest.name} does not run`,
    );
  let outcome = done(state);
  for (const { id } of running)
    outcome = followedBy(outcome, runOp(outcome.state, { op: 'guest-stop', uuid: id }));
  return outcome;
}

const COMMANDS: Readonly<Record<string, (state: DsaState, named: Named) => Outcome>> = {
  start: startAll,
  shutdown: stopAll,
  destroy: stopAll,
};

export function runningDomains(state: DsaState): string[] {
  const ids = new Set(
    state.mdevs.flatMap(({ guest, running }) => (running === null || guest === null ? [] : [guest])),
  );
  return state.guests.flatMap(({ id, domain }) => (ids.has(id) && domain !== null ? [domain] : []));
}

/** Null when no guest of this family is concerned. */
export function runVirsh(state: DsaState, { argv }: Command, refs: readonly Ref[]): Outcome | null {
  const words = argv.slice(1).filter((word) => !word.startsWith('-'));
  const [name = '', domain = ''] = words;
  if (name === 'list' && argv.includes('--name'))
    return done(state, { output: [...runningDomains(state), ''] });
  if (LOOKS.test(name)) return done(state);
  const run = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (run === undefined || domain === '') return null;
  const named = guestNamed(state, domain, refs);
  if (named === null || named.mdevs.length === 0)
    return {
      ...done(state),
      passedOver: `no guest whose domain is “${domain.slice(0, 60)}” is known here to have a device of DSA or IAA`,
    };
  return run(state, named);
}
