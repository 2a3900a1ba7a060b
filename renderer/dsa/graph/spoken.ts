/** What is said of a part: to a screen reader, and in the card that pointing at it shows. */
import { type DsaDevice, type DsaMdev, groupName, modeOfType, wqName } from '../../../shared/dsa/types.ts';
import type { Part } from './placed.ts';
import { count, guestsOf, lacksOf, mdevsOf, type Related, shortType, spentOf } from './related.ts';
import { wordsOf } from './words.ts';

/** One line for a screen reader: `wq0.2, shared, 32 entries, threshold 24, enabled, 2 mdevs`. */
export function spokenOf(part: Part, related: Related): string {
  const words = wordsOf(part, related);
  const mdevs = mdevsOf(part, related);
  switch (part.kind) {
    case 'device': {
      const spent = spentOf(part.device, mdevs);
      const { totalSize, imsSize } = part.device.caps;
      return [
        words.title,
        part.device.kind === 'dsa' ? 'DSA' : 'IAA',
        part.device.bdf,
        words.state,
        `${spent.entries} of ${totalSize} entries`,
        imsSize > 0 ? `${spent.slots} of ${imsSize} interrupt slots` : 'no interrupt slots',
        count(mdevs.length, 'mdev'),
      ].join(', ');
    }
    case 'wq': {
      const wq = part.device.wqs[part.index]!;
      return [
        wqName(part.device, part.index),
        wq.type,
        wq.mode,
        count(wq.size, 'entry', 'entries'),
        wq.mode === 'shared' ? `threshold ${wq.threshold}` : '',
        wq.state,
        count(mdevs.length, 'mdev'),
        ...guestsOf(related, mdevs).map(({ name }) => `guest ${name}`),
      ]
        .filter((text) => text !== '')
        .join(', ');
    }
    case 'mdev': {
      const guest = part.mdev.guest === null ? undefined : related.guests.get(part.mdev.guest);
      return [
        `mediated device ${part.mdev.id}`,
        shortType(part.mdev.type),
        words.state,
        placeOf(part.device, part.mdev),
        guest === undefined ? 'no guest' : `guest ${guest.name}`,
      ]
        .filter((text) => text !== '')
        .join(', ');
    }
    case 'guest':
      return [...new Set([`guest ${words.title}`, words.detail, words.state])].join(', ');
    case 'fold':
      return `${words.title} of ${part.device.name}, folded`;
    default:
      return [words.title, words.detail, words.state].filter((text) => text !== '').join(', ');
  }
}

/** `on wq0.1`, `on one of wq0.1, wq0.3`, or that nothing tells. */
export function placeOf(device: DsaDevice | null, mdev: DsaMdev): string {
  if (device === null) return `its device ${mdev.device} is not there`;
  if (mdev.wq !== null) return `on ${wqName(device, mdev.wq)}`;
  if (mdev.candidates.length === 0) return 'on no queue';
  const names = mdev.candidates.map((index) => wqName(device, index));
  return names.length === 1 ? `on ${names[0]}` : `on one of ${names.join(', ')}`;
}

/** Lines of the card that a pointer over the part shows, below its name. */
export function cardLines(part: Part, related: Related): readonly string[] {
  const words = wordsOf(part, related);
  const mdevs = mdevsOf(part, related);
  const names = guestsOf(related, mdevs).map(({ name }) => name);
  const guests =
    names.length === 0
      ? []
      : [`Guests: ${names.slice(0, 6).join(', ')}${names.length > 6 ? ` and ${names.length - 6} more` : ''}`];
  switch (part.kind) {
    case 'device': {
      const { caps } = part.device;
      const spent = spentOf(part.device, mdevs);
      return [
        `${words.detail}, ${words.state}`,
        `${spent.entries} of ${caps.totalSize} entries given to queues`,
        ...(caps.maxReadBuffers > 0
          ? [`${spent.readBuffers} of ${caps.maxReadBuffers} read buffers reserved`]
          : []),
        caps.imsSize > 0
          ? `${spent.slots} of ${caps.imsSize} interrupt slots in use`
          : 'No interrupt slots: no mdev here',
        ...guests,
      ];
    }
    case 'wq': {
      const wq = part.device.wqs[part.index]!;
      return [
        ...(wq.name === '' ? [] : [`Name “${wq.name}”`]),
        `${wq.mode}, ${count(wq.size, 'entry', 'entries')}${wq.mode === 'shared' ? `, threshold ${wq.threshold}` : ''}, priority ${wq.priority}`,
        `${wq.state}${wq.driver === null ? '' : `, bound to ${wq.driver}`}, ${wq.groupId < 0 ? 'in no group' : `in ${groupName(part.device, wq.groupId)}`}`,
        mdevs.length === 0 ? 'No mdev uses it' : `${count(mdevs.length, 'mdev uses', 'mdevs use')} it`,
        ...guests,
      ];
    }
    case 'mdev': {
      const mdev = part.mdev;
      return [
        `${mdev.type === '' ? 'No type' : mdev.type}${mdev.type === '' ? '' : `, ${modeOfType(mdev.type)}`}`,
        mdev.orphan ? 'Its queue was taken away: it can only be removed' : placeOf(part.device, mdev),
        words.state,
        ...(names.length === 0 ? ['For no guest'] : [`For ${names[0]}`]),
      ];
    }
    case 'group':
      return lacksOf(part.device, part.index) === 'engines'
        ? ['It has queues but no engine: give it one, or the device cannot be enabled']
        : [words.detail];
    case 'fold':
      return [words.full.length > 160 ? `${words.full.slice(0, 160)}…` : words.full, 'Click to show each'];
    default:
      return [...new Set([words.detail, words.state])].filter((text) => text !== '');
  }
}
