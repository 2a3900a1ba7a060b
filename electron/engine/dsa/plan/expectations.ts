/** What a host shows when a step did what it was for. */
import {
  type DsaDevice,
  type DsaState,
  deviceNamed,
  deviceOfChild,
  wqNamed,
} from '../../../../shared/dsa/types.ts';
import type { Expectation } from '../../../../shared/plan.ts';
import type { DsaOp } from '../kernel/kernel.ts';
import { readAttribute } from '../kernel/read.ts';
import { mdevPath, partPath } from './actions.ts';

function shows(state: DsaState, of: string, file: string): Expectation[] {
  const read = readAttribute(state, `${of}/${file}`);
  return read.ok ? [{ kind: 'text', path: partPath(of, file), text: read.text.trimEnd() }] : [];
}

function ownerOf(state: DsaState, name: string): DsaDevice | undefined {
  return deviceNamed(state, name) ?? deviceOfChild(state, name);
}

/** The wq that has another number of clients now: a creation cannot be told which one to take (O32). */
function changedWqs(before: DsaState, after: DsaState): string[] {
  return after.devices.flatMap((device, place) => {
    const was = before.devices[place];
    if (was === undefined || was === device) return [];
    return device.wqs.flatMap((wq, index) =>
      wq.clients === was.wqs[index]?.clients ? [] : [`wq${device.id}.${index}`],
    );
  });
}

/**
 * A dedicated wq of guests turns from enabled to locked and back as devices are made of it and guests use it, and nothing writes
 * it back (O32, O33). Its link to the driver says that it is up; which of both it shows is nobody's wish.
 */
function isGuests(state: DsaState, name: string): boolean {
  const wq = wqNamed(state, name)?.wq;
  return wq?.mode === 'dedicated' && wq.driver === 'mdev';
}

/** What `state` of a part shows behind a step. */
export function stateShown(before: DsaState, after: DsaState, name: string): Expectation[] {
  if (!isGuests(before, name) && !isGuests(after, name)) return shows(after, name, 'state');
  return [{ kind: 'present', path: partPath(name, 'state') }];
}

function afterBind(
  before: DsaState,
  after: DsaState,
  op: Extract<DsaOp, { readonly op: 'bind' | 'unbind' }>,
): Expectation[] {
  const owner = ownerOf(after, op.name);
  if (op.bus === 'pci') {
    const path = `/sys/bus/pci/devices/${op.name}/driver`;
    // Between the two drivers the model gives the function to idxd, so nothing can be read back of an unbinding.
    return op.op === 'bind' ? [{ kind: 'link', path, name: op.driver }] : [];
  }
  const link: Expectation = {
    kind: 'link',
    path: partPath(op.name, 'driver'),
    name: op.op === 'bind' ? op.driver : null,
  };
  const status = op.op === 'bind' && owner !== undefined ? shows(after, owner.name, 'cmd_status') : [];
  return [...status, ...stateShown(before, after, op.name), link];
}

export function expectationsOf(before: DsaState, after: DsaState, op: DsaOp): Expectation[] {
  switch (op.op) {
    case 'write': {
      const [of, file] = op.at.split('/');
      return of === undefined || file === undefined || op.at.startsWith('/') ? [] : shows(after, of, file);
    }
    case 'bind':
    case 'unbind':
      return afterBind(before, after, op);
    case 'mdev-create':
    case 'mdev-remove': {
      const path = mdevPath(op.uuid);
      const there: Expectation =
        op.op === 'mdev-create' ? { kind: 'present', path } : { kind: 'absent', path };
      const wqs = changedWqs(before, after).filter((name) => wqNamed(after, name) !== undefined);
      return [there, ...wqs.flatMap((name) => shows(after, name, 'clients'))];
    }
    default:
      return [];
  }
}
