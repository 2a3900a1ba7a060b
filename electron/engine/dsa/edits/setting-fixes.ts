/** What can be done when a setting is refused: the nearest value that is taken. Not yet tried. */
import type { DsaEditOf } from '../../../../shared/dsa/edits.ts';
import { hasFile, LIMITS } from '../../../../shared/dsa/attributes.ts';
import { type DsaDevice, wqName } from '../../../../shared/dsa/types.ts';
import type { Fix } from '../../../../shared/findings.ts';
import { listWords, plural } from '../../words.ts';
import { valuesWords } from './fix-words.ts';
import { freeReadBuffers } from '../model.ts';
import { freeEntries, enginesInGroup, type Part } from './parts.ts';
import { fixOf } from './step.ts';

type Configure = DsaEditOf<'configure'>;

/** DSA-O18: least and most that a group may be allowed. */
export function allowedRange(device: DsaDevice, group: number): readonly [least: number, most: number] {
  const least = LIMITS.readBuffersPerEngine * enginesInGroup(device, group).length;
  return [least, device.groups[group]!.readBuffersReserved + freeReadBuffers(device)];
}

/** A threshold that leaves the limited portal something to refuse (dsa.md 8.2). */
export function goodThreshold(size: number): number {
  return Math.max(1, size - Math.max(1, size >> 3));
}

function withoutFile({ values }: Configure, file: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => name !== file));
}

/** What the same edit writes beside `file`. */
function others(edit: Configure, file: string): string {
  const words = valuesWords(withoutFile(edit, file));
  return words === '' ? '' : `, and write ${words}`;
}

function withValue(edit: Configure, file: string, value: number): Configure {
  return { ...edit, values: { ...edit.values, [file]: String(value) } };
}

/** DSA-O3: what is left, or what idle wqs hold for nobody. */
function sizeFixes(part: Part, edit: Configure): Fix[] {
  const { device } = part;
  const own = device.wqs[part.index]!.size;
  const rest = freeEntries(device) + own;
  const wanted = Number(edit.values['size']);
  const idle = device.wqs.flatMap((wq, index) =>
    index !== part.index && wq.groupId < 0 && wq.state === 'disabled' && wq.size > 0 ? [index] : [],
  );
  const freed = rest + idle.reduce((sum, index) => sum + device.wqs[index]!.size, 0);
  const fixes: Fix[] = [];
  if (rest > 0)
    fixes.push(
      fixOf(
        `Give ${part.name} the ${plural(rest, 'entry that is', 'entries that are')} left${others(edit, 'size')}`,
        [withValue(edit, 'size', rest)],
      ),
    );
  if (idle.length > 0 && wanted <= freed) {
    const names = idle.map((index) => wqName(device, index));
    fixes.push(
      fixOf(
        `Set ${listWords(names)} to size 0, and give ${part.name} ${plural(wanted, 'entry', 'entries')}${others(edit, 'size')}`,
        [
          ...names.map(
            (name): Configure => ({
              family: 'dsa',
              op: 'configure',
              part: name,
              values: { size: '0' },
              through: edit.through,
            }),
          ),
          edit,
        ],
        `${listWords(names)} ${names.length === 1 ? 'is' : 'are'} in no group, so nobody uses them.`,
      ),
    );
  }
  return fixes;
}

function thresholdFixes(part: Part, edit: Configure): Fix[] {
  const wq = part.device.wqs[part.index]!;
  const size = Number(edit.values['size'] ?? wq.size);
  const mode = edit.values['mode'] ?? wq.mode;
  if (mode === 'dedicated')
    return [
      fixOf(`Make ${part.name} shared, with ${valuesWords(withoutFile(edit, 'mode'))}`, [
        { ...edit, values: { ...edit.values, mode: 'shared' } },
      ]),
    ];
  if (!(size > 0)) return [];
  const good = goodThreshold(size);
  return [
    fixOf(`Use a threshold of ${good} of ${plural(size, 'entry', 'entries')}${others(edit, 'threshold')}`, [
      withValue(edit, 'threshold', good),
    ]),
  ];
}

function bufferFixes(part: Part, edit: Configure): Fix[] {
  const { device, index } = part;
  const fixes: Fix[] = [];
  if (edit.values['read_buffers_allowed'] !== undefined) {
    const [least, most] = allowedRange(device, index);
    const wanted = Number(edit.values['read_buffers_allowed']);
    const nearest = wanted < least ? least : most;
    if (least <= most)
      fixes.push(
        fixOf(`Allow ${part.name} ${plural(nearest, 'read buffer')}${others(edit, 'read_buffers_allowed')}`, [
          withValue(edit, 'read_buffers_allowed', nearest),
        ]),
      );
  }
  if (edit.values['read_buffers_reserved'] !== undefined) {
    const most = device.groups[index]!.readBuffersReserved + freeReadBuffers(device);
    fixes.push(
      fixOf(
        `Reserve ${plural(most, 'read buffer')} for ${part.name}${others(edit, 'read_buffers_reserved')}`,
        [withValue(edit, 'read_buffers_reserved', most)],
      ),
    );
  }
  if (edit.values['use_read_buffer_limit'] !== undefined && device.readBufferLimit === 0)
    fixes.push(
      fixOf(
        `Set the read buffer limit of ${device.name} to ${device.caps.maxReadBuffers}, then let ${part.name} follow it`,
        [
          {
            family: 'dsa',
            op: 'configure',
            part: device.name,
            values: { read_buffer_limit: String(device.caps.maxReadBuffers) },
            through: edit.through,
          },
          edit,
        ],
      ),
    );
  return fixes;
}

function mostFixes(part: Part, edit: Configure): Fix[] {
  const { caps } = part.device;
  const most: Readonly<Record<string, number>> = {
    priority: LIMITS.priority,
    max_transfer_size: caps.maxTransferSize,
    max_batch_size: caps.maxBatchSize,
    read_buffer_limit: caps.maxReadBuffers,
  };
  return Object.entries(most).flatMap(([file, value]) =>
    edit.values[file] !== undefined && Number(edit.values[file]) > value
      ? [
          fixOf(`Use ${file} ${value}, the most that works${others(edit, file)}`, [
            withValue(edit, file, value),
          ]),
        ]
      : [],
  );
}

/** O8: the driver gives its queues their type when it is bound, so a name is taken before that. */
function kernelNameFixes(part: Part, edit: Configure): Fix[] {
  const { device, index } = part;
  const wq = device.wqs[index]!;
  if ((edit.values['type'] ?? wq.type) !== 'kernel' || !hasFile(device, 'wq', 'driver_name')) return [];
  const values = { ...edit.values, type: 'none', driver_name: 'dmaengine' };
  return [
    fixOf(`Write ${valuesWords(values)}: the driver makes it a kernel queue when it is enabled`, [
      { ...edit, values },
    ]),
  ];
}

/** Fixes of a refused configuration that is not frozen, nearest values first. */
export function settingFixes(part: Part, edit: Configure): readonly Fix[] {
  const has = (file: string) => edit.values[file] !== undefined;
  const faults =
    has('block_on_fault') && part.kind === 'wq' && part.device.wqs[part.index]!.prsDisable
      ? [
          fixOf(`Switch page requests of ${part.name} on, and then its blocking on faults`, [
            { ...edit, values: { ...edit.values, prs_disable: '0' } },
          ]),
        ]
      : [];
  return [
    ...(has('size') && part.kind === 'wq' ? sizeFixes(part, edit) : []),
    ...(has('threshold') && part.kind === 'wq' ? thresholdFixes(part, edit) : []),
    ...(part.kind === 'group' ? bufferFixes(part, edit) : []),
    ...(has('name') && part.kind === 'wq' ? kernelNameFixes(part, edit) : []),
    ...mostFixes(part, edit),
    ...faults,
  ];
}
