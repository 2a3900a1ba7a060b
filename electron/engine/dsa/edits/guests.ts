/** Guests: their names, and starting and stopping them with all their devices. */
import type { DsaEditOf } from '../../../../shared/dsa/edits.ts';
import { type DsaMdev, type DsaState, deviceNamed } from '../../../../shared/dsa/types.ts';
import type { Fix } from '../../../../shared/findings.ts';
import { whyNoDomainName } from '../../tools/domain-name.ts';
import { applyOp } from '../kernel/apply-op.ts';
import { phraseOf } from './fix-words.ts';
import { guestName } from './parts.ts';
import { removalOps } from './mdevs.ts';
import { done, fixOf, guestRef, partRef, refuse, refuseAs, runOps, type Step } from './step.ts';

function noSuchGuest(): Step {
  return refuse('DSA-O36', 'That guest is not there any more.');
}

export function mdevsOfGuest(state: DsaState, guest: string): readonly DsaMdev[] {
  return state.mdevs.filter((mdev) => mdev.guest === guest);
}

export function addGuest(state: DsaState, edit: DsaEditOf<'addGuest'>): Step {
  if (state.guests.some(({ id }) => id === edit.guest))
    return refuse('DSA-O36', 'There is a guest of that id already.', { errno: 'EEXIST' });
  const isFree = !state.guests.some(({ domain }) => domain === edit.name);
  const domain = isFree && whyNoDomainName(edit.name) === null ? edit.name : null;
  const guest = { id: edit.guest, name: edit.name, hue: edit.hue, domain };
  return done(
    { ...state, guests: [...state.guests, guest] },
    ...(domain === null
      ? []
      : [`It is taken to be the libvirt domain ${domain}; its card takes another name.`]),
  );
}

/** One domain is one guest, and a name that virsh reads as something else stops and starts another one. */
export function setDomain(state: DsaState, edit: DsaEditOf<'setDomain'>): Step {
  if (!state.guests.some(({ id }) => id === edit.guest)) return noSuchGuest();
  const { domain } = edit;
  const holder = state.guests.find((guest) => guest.domain === domain && guest.id !== edit.guest);
  if (domain !== null && holder !== undefined)
    return refuse('DSA-O36', `${holder.name} is the domain ${domain} already; a domain is one guest.`, {
      because: [{ text: `${holder.name} is the domain ${domain}.`, refs: [guestRef(holder.id)] }],
      fixes: [
        fixOf(
          `Say that ${guestName(state, edit.guest)} is ${domain}, and that the domain of ${holder.name} is not known`,
          [{ family: 'dsa', op: 'setDomain', guest: holder.id, domain: null }, edit],
        ),
      ],
    });
  const why = domain === null ? null : whyNoDomainName(domain);
  if (why !== null) return refuse('DSA-O36', `${why.charAt(0).toUpperCase()}${why.slice(1)}.`);
  const guests = state.guests.map((guest) => (guest.id === edit.guest ? { ...guest, domain } : guest));
  return done({ ...state, guests });
}

export function changeGuest(
  state: DsaState,
  edit: DsaEditOf<'renameGuest'> | DsaEditOf<'recolourGuest'>,
): Step {
  if (!state.guests.some(({ id }) => id === edit.guest)) return noSuchGuest();
  const parts = edit.op === 'renameGuest' ? { name: edit.name } : { hue: edit.hue };
  const guests = state.guests.map((guest) => (guest.id === edit.guest ? { ...guest, ...parts } : guest));
  return done({ ...state, guests });
}

export function removeGuest(state: DsaState, edit: DsaEditOf<'removeGuest'>): Step {
  if (!state.guests.some(({ id }) => id === edit.guest)) return noSuchGuest();
  const mdevs = mdevsOfGuest(state, edit.guest);
  const running = mdevs.filter((mdev) => mdev.running !== null);
  const name = guestName(state, edit.guest);
  if (running.length > 0)
    return refuse(
      'DSA-O45',
      `${name} runs. A host asks it to release its devices and waits; stop it first.`,
      {
        errno: 'EBUSY',
        because: running.map(({ id }) => ({
          text: `${name} has ${id} open.`,
          refs: [guestRef(edit.guest), partRef(id)],
        })),
        fixes: [
          fixOf(
            `Stop ${name}, then ${phraseOf(state, edit).replace(` ${name}`, ' it')}`,
            [{ family: 'dsa', op: 'stopGuest', guest: edit.guest }, edit],
            'What it has in flight is lost.',
          ),
        ],
      },
    );
  const removed = runOps(
    state,
    mdevs.flatMap((mdev) => removalOps(state, mdev)),
  );
  if (!removed.ok) return removed;
  return done({
    ...removed.state,
    guests: removed.state.guests.filter(({ id }) => id !== edit.guest),
    definitions: removed.state.definitions.map((definition) =>
      definition.guest === edit.guest ? { ...definition, guest: null } : definition,
    ),
  });
}

/** DSA-O36 ENOSPC: others on that device that could make room; more than a few would be a list nobody reads. */
function roomFixes(state: DsaState, mdev: DsaMdev, edit: DsaEditOf<'startGuest'>): Fix[] {
  const others = state.mdevs.filter(
    ({ device, running, guest }) =>
      device === mdev.device && running !== null && guest !== null && guest !== edit.guest,
  );
  return [...new Set(others.map(({ guest }) => guest!))]
    .slice(0, 3)
    .map((guest) =>
      fixOf(
        `Stop ${guestName(state, guest)}, then ${phraseOf(state, edit)}`,
        [{ family: 'dsa', op: 'stopGuest', guest }, edit],
        'It stays stopped; what it has in flight is lost.',
      ),
    );
}

function startFixes(state: DsaState, mdev: DsaMdev, edit: DsaEditOf<'startGuest'>): readonly Fix[] {
  if (!mdev.orphan) return roomFixes(state, mdev, edit);
  const others = mdevsOfGuest(state, edit.guest).some(({ orphan }) => !orphan);
  const removal = { family: 'dsa', op: 'removeMdev', mdev: mdev.id } as const;
  const then = others ? `, then start ${guestName(state, edit.guest)} with the others` : '';
  return [fixOf(`Remove ${mdev.id}, which lost its queue${then}`, others ? [removal, edit] : [removal])];
}

/** All its devices or none (O36); those that run already stay as they are. */
export function startGuest(state: DsaState, edit: DsaEditOf<'startGuest'>): Step {
  if (!state.guests.some(({ id }) => id === edit.guest)) return noSuchGuest();
  const mdevs = mdevsOfGuest(state, edit.guest);
  const name = guestName(state, edit.guest);
  if (mdevs.length === 0)
    return refuse('DSA-O36', `${name} has no device on this host. Give it a queue first.`, {
      because: [{ text: `${name} has no device.`, refs: [guestRef(edit.guest)] }],
    });
  let current = state;
  for (const mdev of mdevs) {
    if (mdev.running !== null) continue;
    const result = applyOp(current, { op: 'guest-start', uuid: mdev.id, guest: edit.guest });
    if (result.failure !== null) {
      const device = deviceNamed(state, mdev.device);
      const step = refuseAs(result.failure, startFixes(state, mdev, edit));
      return step.ok || mdevs.length === 1 || device === undefined
        ? step
        : {
            ok: false,
            refused: {
              ...step.refused,
              message: `${step.refused.message} None of the ${mdevs.length} devices of ${name} is started.`,
            },
          };
    }
    current = result.state;
  }
  return done(current);
}

export function stopGuest(state: DsaState, edit: DsaEditOf<'stopGuest'>): Step {
  if (!state.guests.some(({ id }) => id === edit.guest)) return noSuchGuest();
  const running = mdevsOfGuest(state, edit.guest).filter((mdev) => mdev.running !== null);
  if (running.length === 0) return done(state, 'Nothing changes: it does not run.');
  return runOps(
    state,
    running.map(({ id }) => ({ op: 'guest-stop', uuid: id })),
  );
}
