/** What a part is called on its node, and how it stands. */
import { type DsaDevice, type DsaMdev, groupName, wqName } from '../../../shared/dsa/types.ts';
import type { Part } from './placed.ts';
import { count, lacksOf, type Related, shortType } from './related.ts';

/** How a thing stands; each has a glyph of its own, so that no state is told by colour alone. */
export type Standing =
  | 'enabled'
  | 'disabled'
  | 'locked'
  | 'halted'
  | 'running'
  | 'stopped'
  | 'orphan'
  | 'given'
  | 'untold'
  | 'none';

export interface Words {
  readonly title: string;
  /** What `title` cuts short, or empty. */
  readonly full: string;
  readonly detail: string;
  readonly standing: Standing;
  /** Word for `standing`. */
  readonly state: string;
}

function deviceWords(device: DsaDevice): Words {
  const given = device.driver !== null && device.driver !== 'idxd';
  const standing: Standing = given ? 'given' : device.state;
  const state = given ? `given away to ${device.driver}` : device.state;
  return {
    title: device.name,
    full: '',
    detail: `${device.kind === 'dsa' ? 'DSA' : 'IAA'} ${device.bdf}`,
    standing,
    state,
  };
}

function wqWords(device: DsaDevice, index: number): Words {
  const wq = device.wqs[index]!;
  const use = wq.type === 'none' ? '' : wq.type;
  const left = device.caps.totalSize - device.wqs.reduce((sum, { size }) => sum + size, 0);
  const size = wq.mode === 'shared' ? `shared · ${wq.size} / thr ${wq.threshold}` : `dedicated · ${wq.size}`;
  const name = wqName(device, index);
  const unused = wq.size === 0 && wq.state === 'disabled' && use === '';
  return {
    title: wq.name === '' ? name : `${name} ${wq.name}`,
    full: wq.name === '' ? '' : `${name}, named “${wq.name}”`,
    detail: unused ? `free · ${Math.max(0, left)} left` : use === '' ? size : `${use} ${size}`,
    standing: unused ? 'none' : wq.state,
    state: unused ? 'free' : wq.state,
  };
}

function mdevWords(mdev: DsaMdev, related: Related): Words {
  const slots = mdev.running?.slots.length ?? 0;
  const detail = [
    mdev.type === '' ? mdev.strategy : shortType(mdev.type),
    slots > 0 ? `${slots} IMS` : '',
  ].filter((text) => text !== '');
  const [standing, state] = mdev.orphan
    ? (['orphan', 'orphan'] as const)
    : mdev.running !== null
      ? (['running', 'running'] as const)
      : mdev.runningTold
        ? (['stopped', 'not running'] as const)
        : (['untold', 'running not told'] as const);
  return {
    title: related.shortIds.get(mdev.id) ?? mdev.id,
    full: mdev.id,
    detail: detail.join(' · '),
    standing,
    state,
  };
}

function groupWords(device: DsaDevice, index: number): Words {
  const lacks = lacksOf(device, index);
  const reserved = device.groups[index]?.readBuffersReserved ?? 0;
  const engines = device.engines.filter((owner) => owner === index).length;
  const detail =
    lacks === 'engines'
      ? 'no engine'
      : lacks === 'wqs'
        ? 'no work queue'
        : lacks === 'both'
          ? 'empty'
          : reserved > 0
            ? `${reserved} read buffers`
            : count(engines, 'engine');
  return {
    title: groupName(device, index),
    full: '',
    detail,
    standing: 'none',
    state: '',
  };
}

function guestWords(id: string, name: string, related: Related): Words {
  const mdevs = related.byGuest.get(id) ?? [];
  const runs = mdevs.some(({ running }) => running !== null);
  const told = mdevs.every(({ runningTold }) => runningTold);
  const standing = runs ? 'running' : mdevs.length === 0 ? 'none' : told ? 'stopped' : 'untold';
  const state = {
    running: 'running',
    stopped: 'not running',
    untold: 'running not told',
    none: 'no queue yet',
  }[standing];
  return {
    title: name,
    full: name,
    detail: mdevs.length === 0 ? state : count(mdevs.length, 'device'),
    standing,
    state,
  };
}

const FOLDED = {
  wqs: ['unused wq', 'unused wqs'],
  engines: ['engine without group', 'idle engines'],
  groups: ['empty group', 'empty groups'],
} as const;

export function wordsOf(part: Part, related: Related): Words {
  switch (part.kind) {
    case 'device':
      return deviceWords(part.device);
    case 'engine': {
      const owner = part.device.engines[part.index] ?? -1;
      return {
        title: `engine${part.device.id}.${part.index}`,
        full: '',
        detail: '',
        standing: 'none',
        state: owner < 0 ? 'in no group' : `in ${groupName(part.device, owner)}`,
      };
    }
    case 'group':
      return groupWords(part.device, part.index);
    case 'wq':
      return wqWords(part.device, part.index);
    case 'mdev':
      return mdevWords(part.mdev, related);
    case 'guest':
      return guestWords(part.guest.id, part.guest.name, related);
    case 'fold': {
      const [one, more] = FOLDED[part.folded];
      const title = count(part.members.length, one, more);
      return { title, full: part.members.join(', '), detail: '', standing: 'none', state: '' };
    }
  }
}
