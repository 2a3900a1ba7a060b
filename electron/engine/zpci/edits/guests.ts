/** Guests: their names and facts, and starting and stopping them. */
import type { ZpciEditOf } from '../../../../shared/zpci/edits.ts';
import { functionName, deviceRef } from '../../../../shared/zpci/refs.ts';
import { PROFILES } from '../../../../shared/zpci/profiles.ts';
import { functionAt, ownersOf, type ZpciGuest, type ZpciState } from '../../../../shared/zpci/types.ts';
import { whyNoDomainName } from '../../tools/domain-name.ts';
import { builtGuest } from '../kernel/of-guest.ts';
import { createGuest, withGuest } from '../model.ts';
import { withoutUnknown } from './properties.ts';
import { because, done, fixOf, guestRef, ofGuest, refuse, type Step } from './step.ts';

export function addGuest(state: ZpciState, edit: ZpciEditOf<'addGuest'>): Step {
  if (state.guests.some(({ id }) => id === edit.guest))
    return refuse('ZPCI-A18', 'There is a guest of that id already.', { errno: 'EEXIST' });
  const isFree = !state.guests.some(({ domain }) => domain === edit.name);
  const domain = isFree && whyNoDomainName(edit.name) === null ? edit.name : null;
  const guest = createGuest({ id: edit.guest, name: edit.name, hue: edit.hue, domain });
  return done(
    { ...state, guests: [...state.guests, guest] },
    ...(domain === null
      ? []
      : [`It is taken to be the libvirt domain ${domain}; its card takes another name.`]),
  );
}

export function changeGuest(
  state: ZpciState,
  edit: ZpciEditOf<'renameGuest'> | ZpciEditOf<'recolourGuest'>,
): Step {
  return ofGuest(state, edit.guest, () =>
    done(withGuest(state, edit.guest, edit.op === 'renameGuest' ? { name: edit.name } : { hue: edit.hue })),
  );
}

export function setDomain(state: ZpciState, edit: ZpciEditOf<'setDomain'>): Step {
  return ofGuest(state, edit.guest, (guest) => {
    const { domain } = edit;
    const holder = state.guests.find((one) => one.domain === domain && one.id !== guest.id);
    if (domain !== null && holder !== undefined)
      return refuse('ZPCI-V10', `${holder.name} is the domain ${domain} already; a domain is one guest.`, {
        because: [because(`${holder.name} is the domain ${domain}.`, guestRef(holder.id))],
        fixes: [
          fixOf(`Say that the domain of ${holder.name} is not known`, [
            { family: 'zpci', op: 'setDomain', guest: holder.id, domain: null },
            edit,
          ]),
        ],
      });
    const why = domain === null ? null : whyNoDomainName(domain);
    if (why !== null) return refuse('ZPCI-V10', `${why.charAt(0).toUpperCase()}${why.slice(1)}.`);
    return done(withGuest(state, guest.id, { domain }));
  });
}

export function removeGuest(state: ZpciState, edit: ZpciEditOf<'removeGuest'>): Step {
  return ofGuest(state, edit.guest, (guest) => {
    if (guest.running === true)
      return refuse('ZPCI-E2', `${guest.name} runs, and would have to release its functions first.`, {
        errno: 'EBUSY',
        because: [because(`${guest.name} runs.`, guestRef(guest.id))],
        fixes: [
          fixOf(`Stop ${guest.name} first`, [{ family: 'zpci', op: 'stopGuest', guest: guest.id }, edit]),
        ],
      });
    const kept = guest.devices.filter(({ card }) => card?.kind === 'vfio').length;
    return done(
      { ...state, guests: state.guests.filter(({ id }) => id !== guest.id) },
      ...(kept === 0
        ? []
        : guest.running === null
          ? [
              `Nothing tells whether ${guest.name} runs: a running guest keeps its ${kept === 1 ? 'function' : 'functions'} until it is stopped.`,
            ]
          : [`Its ${kept === 1 ? 'function is' : `${kept} functions are`} free again.`]),
    );
  });
}

/** A-21 to A-25 once more: a start fails where a function is not what it was when it was given. */
function refusedStart(state: ZpciState, guest: ZpciGuest, edit: ZpciEditOf<'startGuest'>): Step | null {
  for (const { id, card, managed } of guest.devices) {
    // Where no function of the host was read at all, nothing is said about those that guests name.
    if (card?.kind !== 'vfio' || state.functions.length === 0) continue;
    const one = functionAt(state, card.host);
    const refs = [deviceRef(guest.id, id), guestRef(guest.id)];
    if (one === undefined)
      return refuse(
        'ZPCI-A22',
        `${guest.name} wants ${card.host}, which the host has not. QEMU would say: vfio ${card.host}: no iommu_group found: No such file or directory.`,
        {
          because: [because(`${id} is ${card.host}.`, ...refs)],
          fixes: [
            fixOf(`Take ${id} out of ${guest.name} first`, [
              { family: 'zpci', op: 'take', guest: guest.id, device: id, giveBack: false },
              edit,
            ]),
          ],
        },
      );
    const user = ownersOf(state, card.host).find(
      (owner) => owner.guest.id !== guest.id && owner.guest.running === true,
    );
    if (user !== undefined)
      return refuse(
        'ZPCI-A23',
        `${user.guest.name} runs and has ${functionName(one)}; ${guest.name} cannot open it too.`,
        {
          errno: 'EBUSY',
          because: [because(`${user.guest.name} has it.`, deviceRef(user.guest.id, user.device.id), ...refs)],
          fixes: [
            fixOf(`Stop ${user.guest.name} first`, [
              { family: 'zpci', op: 'stopGuest', guest: user.guest.id },
              edit,
            ]),
          ],
        },
      );
    if (one.state !== 'configured') {
      const standby = one.state === 'standby';
      return refuse(
        standby || one.state === 'reserved' ? 'ZPCI-A21' : 'ZPCI-A25',
        `${functionName(one)} of ${guest.name} is ${standby ? 'in standby' : one.state === 'reserved' ? 'reserved' : 'in error'}; QEMU cannot open it.`,
        {
          because: [because(`${id} is ${functionName(one)}.`, ...refs)],
          fixes: standby
            ? [
                fixOf('Power its slot on first', [
                  { family: 'zpci', op: 'setPower', fid: one.fid, on: true },
                  edit,
                ]),
              ]
            : [],
        },
      );
    }
    const binds = guest.domain !== null && managed;
    if (one.driverTold && one.driver !== 'vfio-pci' && !binds)
      return refuse(
        'ZPCI-A22',
        `${functionName(one)} of ${guest.name} is bound to ${one.driver ?? 'no driver'}; QEMU opens only what vfio-pci has.`,
        {
          because: [because(`${id} is ${functionName(one)}.`, ...refs)],
          fixes: [
            fixOf('Bind it to vfio-pci first', [
              { family: 'zpci', op: 'setDriver', fid: one.fid, driver: 'vfio-pci' },
              edit,
            ]),
          ],
        },
      );
  }
  return null;
}

export function startGuest(state: ZpciState, edit: ZpciEditOf<'startGuest'>): Step {
  return ofGuest(state, edit.guest, (guest) => {
    if (guest.running === true) return done(state, 'Nothing changes: it runs already.');
    const refused = refusedStart(state, guest, edit);
    if (refused !== null) return refused;
    const [failing] = builtGuest(state, guest, {}).failures;
    if (failing !== undefined) {
      const [id, { rule, message }] = failing;
      return refuse(rule, `${guest.name} does not start: ${id} is refused: ${message}`, {
        because: [because(message, deviceRef(guest.id, id), guestRef(guest.id))],
      });
    }
    const devices = guest.devices.map((device) => ({
      ...device,
      live: device.card === null ? ('reserved' as const) : ('enabled' as const),
    }));
    const waiting = guest.devices.filter(({ card }) => card === null).map(({ id }) => id);
    return done(
      withGuest(state, guest.id, { running: true, devices }),
      ...waiting.map((id) => `${id} waits for a card: the guest sees nothing of it.`),
    );
  });
}

export function stopGuest(state: ZpciState, edit: ZpciEditOf<'stopGuest'>): Step {
  return ofGuest(state, edit.guest, (guest) =>
    guest.running === false
      ? done(state, 'Nothing changes: it does not run.')
      : done(
          withGuest(state, guest.id, {
            running: false,
            devices: guest.devices.map((device) => ({ ...device, live: null, unplugRequested: false })),
          }),
        ),
  );
}

function isNewer(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split('.').map(Number);
  return major > thanMajor || (major === thanMajor && minor > thanMinor);
}

export function setGuest(state: ZpciState, edit: ZpciEditOf<'setGuest'>): Step {
  return ofGuest(state, edit.guest, (guest) => {
    const { family: _family, op: _op, guest: _guest, ...facts } = edit;
    const told = Object.fromEntries(
      Object.entries(facts).filter(([, value]) => value !== undefined),
    ) as Partial<ZpciGuest>;
    const next = { ...guest, ...told };
    const newest = PROFILES[next.profile].machine;
    const tooNew = next.machine !== null && isNewer(next.machine, newest);
    if (tooNew && edit.machine !== undefined && edit.machine !== null)
      return refuse(
        'ZPCI-P4',
        `${PROFILES[next.profile].name} has no machine type ${next.machine}; its newest is ${newest}.`,
        {
          because: [because(`${guest.name} runs on ${PROFILES[next.profile].name}.`, guestRef(guest.id))],
          fixes: [fixOf(`Take machine type ${newest}`, [{ ...edit, machine: newest }])],
        },
      );
    const { devices, gone } = withoutUnknown(next.devices, next.profile);
    const changes = Object.keys(told).some((key) => key !== 'functionLimit');
    return done(
      withGuest(state, guest.id, { ...told, devices, ...(tooNew ? { machine: null } : {}) }),
      ...(tooNew
        ? [`Machine type ${next.machine} is too new for it; it gets the newest it has, ${newest}.`]
        : []),
      ...(gone.length === 0 ? [] : [`This QEMU does not know ${gone.join(', ')}: left out.`]),
      ...(guest.running === true && changes
        ? [`${guest.name} runs: it reads nothing of this until it is started next.`]
        : []),
    );
  });
}
