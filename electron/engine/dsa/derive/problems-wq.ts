/** What is wrong with work queues (dsa.md 8). A queue nobody has begun to set up has no problem. */
import { withArticle } from '../../../../shared/article.ts';
import { hasFile } from '../../../../shared/dsa/attributes.ts';
import {
  type DsaDevice,
  type DsaState,
  type DsaWq,
  engineName,
  groupName,
  wqName,
} from '../../../../shared/dsa/types.ts';
import type { Fix, Problem } from '../../../../shared/findings.ts';
import { plural } from '../../words.ts';
import {
  DEFAULT_PRIORITY,
  DEFAULT_SIZE,
  driverFor,
  fillWords,
  groupEdits,
  groupFor,
  readyEdits,
  typeFor,
} from '../edits/enable-order.ts';
import { freeEntries } from '../edits/parts.ts';
import { goodThreshold } from '../edits/setting-fixes.ts';
import { fixOf } from '../edits/step.ts';
import { configure } from './checks-device.ts';
import type { DeviceIndex, ProblemIndex } from './problem-index.ts';
import { problemOf } from './problem-of.ts';

interface Case {
  readonly state: DsaState;
  readonly device: DsaDevice;
  readonly index: number;
  readonly wq: DsaWq;
  readonly name: string;
}

function warning(
  of: Case,
  rule: string,
  about: string,
  message: string,
  fixes: readonly Fix[] = [],
): Problem {
  return problemOf('warning', rule, `${of.name} ${about}`, message, [of.name], fixes);
}

function thresholds(of: Case): Problem[] {
  const { wq, name } = of;
  if (wq.mode !== 'shared' || wq.size === 0 || wq.threshold <= wq.size) return [];
  const good = goodThreshold(wq.size);
  return [
    warning(
      of,
      'DSA-M25',
      'threshold',
      `The threshold of ${name} is ${wq.threshold}, more than its ${plural(wq.size, 'entry', 'entries')}: the limited portal never refuses, and guests can fill the queue. Lower it to ${good} or so.`,
      [fixOf(`Use a threshold of ${good}`, [configure(name, { threshold: String(good) }, true)])],
    ),
  ];
}

/** The type and the driver that will be asked disagree (8.3, 8.23). */
function drivers(of: Case): Problem[] {
  const { state, device, wq, name } = of;
  if (!hasFile(device, 'wq', 'driver_name')) return [];
  const expected = driverFor(wq.type, device, state.host.drivers);
  const text = wq.name === '' ? name.replace('.', '-') : wq.name;
  if (wq.type === 'none' && wq.driverName === 'mdev' && (wq.name !== '' || wq.priority > 0))
    return [
      warning(
        of,
        'DSA-M23',
        'type',
        `${name} is meant for guests by its driver name mdev, but its type is none: accel-config 3.5 and later saves it so. Write type mdev again.`,
        [fixOf(`Write type mdev and name ${text}`, [configure(name, { type: 'mdev', name: text })])],
      ),
    ];
  if (expected === null) return [];
  if (wq.driverName === '')
    return [
      warning(
        of,
        'DSA-M3',
        'driver',
        `${name} has type ${wq.type} and no driver name, which Linux 6.7 and later want. Write ${expected}.`,
        [fixOf(`Write driver name ${expected}`, [configure(name, { driver_name: expected })])],
      ),
    ];
  if (typeFor(wq.driverName) === wq.type) return [];
  return [
    warning(
      of,
      'DSA-M3',
      'driver',
      `${name} has type ${wq.type}, but its driver name is ${wq.driverName}: ${wq.driverName === 'mdev' ? 'mdev takes no such queue' : `enabling makes it ${withArticle(typeFor(wq.driverName))} queue`}. Write driver name ${expected}, or another type.`,
      [fixOf(`Write driver name ${expected}`, [configure(name, { driver_name: expected })])],
    ),
  ];
}

/** What enabling would miss, of a queue that somebody has set up for something. */
function unfinished(of: Case): Problem[] {
  const { device, index, wq, name } = of;
  const found: Problem[] = [];
  const choice = groupFor(device);
  if (wq.groupId < 0)
    found.push(
      warning(
        of,
        'DSA-O22',
        'group',
        `${name} is set up as ${withArticle(wq.type)} queue but is in no group, so no engine serves it. Put it in a group.`,
        choice === null ? [] : [groupFix(device, index, choice)],
      ),
    );
  if (wq.size === 0 && wq.groupId < 0)
    found.push(
      warning(of, 'DSA-M11', 'size', `${name} has size 0. ${entriesAdvice(device)}`, entriesFix(of, true)),
    );
  if (wq.priority === 0)
    found.push(
      warning(
        of,
        'DSA-M11',
        'priority',
        `${name} has priority 0, which the hardware refuses (0x23). Write 1 to 15.`,
        [
          fixOf(`Use priority ${DEFAULT_PRIORITY}`, [
            configure(name, { priority: String(DEFAULT_PRIORITY) }),
          ]),
        ],
      ),
    );
  if (wq.name === '')
    found.push(
      warning(
        of,
        'DSA-O22',
        'name',
        `${name} has no name, and cannot be enabled without one. Write any name.`,
        [fixOf(`Name it ${name.replace('.', '-')}`, [configure(name, { name: name.replace('.', '-') })])],
      ),
    );
  if (wq.mode === 'shared' && wq.threshold === 0 && wq.size > 0)
    found.push(
      warning(
        of,
        'DSA-M2',
        'no threshold',
        `${name} is shared and has no threshold. Write its size (${wq.size}) or a little less.`,
        [
          fixOf(`Use a threshold of ${goodThreshold(wq.size)}`, [
            configure(name, { threshold: String(goodThreshold(wq.size)) }),
          ]),
        ],
      ),
    );
  return found;
}

/** Just the group, and an engine where the group has none. */
function groupFix(
  device: DsaDevice,
  index: number,
  choice: { readonly group: number; readonly engine: number | null },
): Fix {
  const engine = choice.engine === null ? '' : ` with ${engineName(device, choice.engine)}`;
  const through = device.state === 'enabled' ? `, ${device.name} taken down and up again for it` : '';
  return fixOf(
    `Put ${wqName(device, index)} in ${groupName(device, choice.group)}${engine}${through}`,
    groupEdits(device, index),
  );
}

function entriesAdvice(device: DsaDevice): string {
  const free = freeEntries(device);
  return free > 0
    ? `Give it ${free === 1 ? 'the 1 entry that is' : `some of the ${free} entries that are`} left.`
    : `All entries of ${device.name} are given to other queues: make one of them smaller first.`;
}

function entriesFix({ device, name }: Case, through: boolean): Fix[] {
  const size = Math.min(DEFAULT_SIZE, freeEntries(device));
  return size > 0
    ? [
        fixOf(`Give ${name} ${plural(size, 'entry', 'entries')}`, [
          configure(name, { size: String(size) }, through),
        ]),
      ]
    : [];
}

/** Everything it lacks, all of it in the label, with its device taken down and up again. */
function downAndUpFix(state: DsaState, device: DsaDevice, index: number): Fix[] {
  const edits = readyEdits(state, device, index, true);
  const words = fillWords(device, index, edits);
  return edits.length === 0
    ? []
    : [
        fixOf(
          `Take ${device.name} down and up again${words === '' ? '' : `, and set ${wqName(device, index)} up: ${words}`}`,
          edits,
        ),
      ];
}

/** DSA-M13: the hardware learnt sizes and groups before this queue had them. */
function late(of: Case): Problem[] {
  const { state, device, index, wq, name } = of;
  if (device.state !== 'enabled' || wq.groupId < 0 || wq.hardwareSize > 0) return [];
  return [
    warning(
      of,
      'DSA-M13',
      'late',
      `${name} ${wq.size === 0 ? 'had no entries when' : 'got its group after'} ${device.name} was enabled, so the hardware knows it with size 0 and refuses it (0x22). Take ${device.name} down and up again${wq.size === 0 ? ' with entries for it' : ''}.`,
      downAndUpFix(state, device, index),
    ),
  ];
}

/** A queue of size 0 in a group that nobody typed gets no entries when its device is enabled (O20). */
function sizeless(of: Case): Problem[] {
  const { device, wq, name } = of;
  if (wq.groupId < 0 || wq.size > 0 || device.state === 'enabled') return [];
  const gets = wq.type === 'none' ? 'the hardware then refuses it (0x22)' : 'it then gets 16';
  return [
    warning(
      of,
      'DSA-M11',
      'size',
      `${name} is in a group with size 0; ${gets}. Before ${device.name} is enabled: ${entriesAdvice(device)}`,
      entriesFix(of, false),
    ),
  ];
}

function single({ wq, name }: Case): Problem[] {
  if (wq.state !== 'enabled' || wq.type !== 'user' || wq.mode !== 'dedicated' || wq.clients === 0) return [];
  return [
    problemOf(
      'info',
      'DSA-M20',
      `${name} client`,
      `${name} is dedicated and a program has it open; a second one gets EBUSY. Use a shared queue for several programs, or one queue each.`,
      [name],
    ),
  ];
}

export function wqProblems({ state }: ProblemIndex, { device }: DeviceIndex): Problem[] {
  const found: Problem[] = [];
  for (const [index, wq] of device.wqs.entries()) {
    const of: Case = { state, device, index, wq, name: wqName(device, index) };
    found.push(...thresholds(of), ...single(of));
    if (wq.state !== 'disabled' || device.state === 'halted' || !device.caps.configurable) continue;
    found.push(...drivers(of), ...late(of), ...sizeless(of));
    if (wq.type !== 'none') found.push(...unfinished(of));
  }
  return found;
}
