/** The XIVE family as the shell sees it. */
import type { HostView } from '../../shared/view.ts';
import { lisnName } from '../../shared/xive/pages.ts';
import type { FamilyEntry, KeyHelp, Place } from '../app/family.ts';
import { parseLisns } from './lisn-window.ts';
import { newScenario } from './new-setup.ts';
import { refLabel } from './ref-label.ts';
import { XiveOverview } from './XiveOverview.tsx';
import { XiveView } from './XiveView.tsx';

/** Typed answers of one kind; the palette shows fewer still. */
const MOST_PLACES = 20;

function counted(count: number, one: string, more = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : more}`;
}

function partRef(id: string): Place['refs'] {
  return [{ kind: 'part', family: 'xive', id }];
}

/** `0x1304`, the name of a branch, reading or device; all branches and readings for an empty question. */
export function places(host: HostView, question: string): readonly Place[] {
  const { xive } = host;
  if (xive === undefined) return [];
  const wanted = question.trim().toLowerCase();
  const named = (name: string) => name.toLowerCase().includes(wanted);
  const studies: readonly Place[] = [
    ...xive.branches
      .filter(({ name }) => named(name))
      .map(
        ({ id, name, events, config }): Place => ({
          id: `xive-branch-${id}`,
          label: name,
          detail: `study, ${counted(events, 'event')}, ${config.strategy}`,
          icon: 'layers',
          refs: partRef(`branch:${id}`),
        }),
      ),
    ...xive.readings
      .filter(({ name }) => named(name))
      .map(
        ({ id, name, sources }): Place => ({
          id: `xive-reading-${id}`,
          label: name,
          detail: `reading, ${counted(sources, 'source')}`,
          icon: 'capture',
          refs: partRef(`reading:${id}`),
        }),
      ),
  ].slice(0, MOST_PLACES);
  if (wanted === '') return studies;
  const lisns = parseLisns(wanted);
  const devices = [...new Set(xive.branches.flatMap((branch) => branch.devices))]
    .filter(named)
    .slice(0, MOST_PLACES);
  return [
    ...(lisns === null
      ? []
      : [
          {
            id: `xive-lisn-${lisns[0]}`,
            label: `LISN ${lisnName(lisns[0])}`,
            detail: 'interrupt source',
            icon: 'layers' as const,
            refs: partRef(`lisn:${lisns[0]}`),
          },
        ]),
    ...studies,
    ...devices.map(
      (name): Place => ({
        id: `xive-device-${name}`,
        label: name,
        detail: 'passed-through device',
        icon: 'machine',
        refs: partRef(`device:${name}`),
      }),
    ),
  ];
}

const KEYS: readonly KeyHelp[] = [
  { keys: '1, 9', what: 'Show the first to the ninth guest' },
  { keys: 'Arrow keys', what: 'Move to the next page or mapping of the picture, or along the timeline' },
  { keys: 'Home, End', what: 'Move to the first or last page that is seen' },
  { keys: 'Enter', what: 'Select what the cursor of the picture is on' },
  { keys: 'Shift+F10', what: 'All that can be done with the part' },
  { keys: 'Escape', what: 'Close what was refused, or stop playing' },
];

export const XIVE_FAMILY: FamilyEntry = {
  id: 'xive',
  title: 'XIVE ESB pages',
  icon: 'layers',
  View: XiveView,
  Overview: XiveOverview,
  problems: (host) =>
    host.xive === undefined ? null : { problems: host.xive.problems, count: host.xive.problemCount },
  summary: ({ xive }) => {
    if (xive === undefined) return '';
    return [
      ...(xive.branches.length > 0 ? [counted(xive.branches.length, 'study', 'studies')] : []),
      ...(xive.readings.length > 0 ? [counted(xive.readings.length, 'reading')] : []),
    ].join(', ');
  },
  places,
  guests: () => [],
  picked: () => null,
  refLabel,
  profileName: (id) => id,
  architectures: ['ppc64', 'ppc64le'],
  bus: 'a XIVE interrupt controller (info pic, debugfs)',
  queueExample: '0x1304',
  queueWriting: 'A source is written as its LISN, 0x1304.',
  device: 'a XIVE source',
  plans: false,
  create: {
    label: 'New XIVE study',
    icon: 'layers',
    about:
      'Follow the interrupt pages of a POWER guest while devices are plugged and unplugged. No machine is needed.',
    text: newScenario,
  },
  keys: KEYS,
};
