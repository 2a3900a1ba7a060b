/** Single differences of two readings; neighbouring LISNs that differ alike are one. */
import type { Difference } from '../../../../shared/xive/cards.ts';
import { hwPageName, hwSourceName } from '../../../../shared/xive/pages.ts';
import type { ReadDevice, Reading, ReadSource } from '../../../../shared/xive/types.ts';
import { deviceName, isOrphan, ownerPage, rangesOf, rangeWords } from './facts.ts';
import { readingPages } from './reading-pages.ts';
import { baseOf, sourcesOfSpace } from './shown-mappings.ts';

export function deviceKey({ id, type, address, host }: ReadDevice): string {
  return [id ?? type, address, host ?? ''].join(' ');
}

export function deviceWords({ id, type, host }: ReadDevice): string {
  return `${id ?? type}${host === null ? '' : ` (${host} of the host)`}`;
}

export function deviceDifferences(left: Reading, right: Reading): Difference[] {
  const missing = (of: Reading, other: Reading) => {
    const keys = new Set(other.devices.map(deviceKey));
    return of.devices.filter((device) => !keys.has(deviceKey(device)));
  };
  const entry = (
    device: ReadDevice,
    text: string,
    sides: readonly [string | null, string | null],
  ): Difference => ({
    kind: 'device',
    text: `${deviceWords(device)} ${text} slot 00:${device.address}.`,
    lisns: null,
    left: sides[0],
    right: sides[1],
  });
  return [
    ...missing(left, right).map((device) => entry(device, 'is no longer in', [device.type, null])),
    ...missing(right, left).map((device) => entry(device, 'is new in', [null, device.type])),
  ];
}

export function vcpuDifferences(left: Reading, right: Reading): Difference[] {
  if (left.vcpus.length === right.vcpus.length) return [];
  return [
    {
      kind: 'source',
      text: `The VM has ${right.vcpus.length} vCPUs instead of ${left.vcpus.length}.`,
      lisns: null,
      left: `${left.vcpus.length}`,
      right: `${right.vcpus.length}`,
    },
  ];
}

/** One property of a source in words; null = the reading does not tell it, so that it is not compared. */
interface Property {
  readonly kind: Difference['kind'];
  readonly what: string;
  readonly of: (reading: Reading, source: ReadSource | undefined) => string | null;
}

function tells(reading: Reading, which: (source: ReadSource) => boolean): boolean {
  return reading.sources.some(which);
}

const PROPERTIES: readonly Property[] = [
  {
    kind: 'source',
    what: 'In QEMU',
    of: (reading, source) =>
      tells(reading, ({ pic }) => pic !== null)
        ? !source?.pic
          ? 'free'
          : isOrphan(reading, source)
            ? 'claimed, an orphan'
            : 'claimed'
        : null,
  },
  {
    kind: 'owner',
    what: 'Owner in KVM',
    of: (reading, source) => {
      if (!tells(reading, ({ kvm }) => kvm !== null)) return null;
      if (!source?.kvm) return 'not created';
      const page = ownerPage(reading, source, 0);
      return page === null ? `${source.kvm.type} 0x${source.kvm.hw.toString(16)}` : hwSourceName(page);
    },
  },
  {
    kind: 'source',
    what: 'Device',
    of: (reading, source) =>
      tells(reading, ({ device }) => device !== null) && source !== undefined
        ? (deviceName(reading, source) ?? 'none')
        : null,
  },
  {
    kind: 'irq',
    what: 'Mask',
    of: (_reading, source) => (source?.pic ? (source.pic.masked ? 'masked' : 'unmasked') : null),
  },
];

/** `phb1[0]` and `phb1[1]` of neighbours are one difference; so only the bridge is compared for that. */
function bridge(value: string): string {
  return value.replace(/[[(](?:0x)?[0-9a-f]+[\])]/, '');
}

export function sourceDifferences(left: Reading, right: Reading): Difference[] {
  const [one, two] = [left, right].map(
    ({ sources }) => new Map(sources.map((source) => [source.lisn, source])),
  );
  const lisns = [...new Set([...one!.keys(), ...two!.keys()])];
  return PROPERTIES.flatMap(({ kind, what, of }) => {
    const changed = new Map<number, readonly [string, string]>();
    for (const lisn of lisns) {
      const [before, after] = [of(left, one!.get(lisn)), of(right, two!.get(lisn))];
      if (before !== null && after !== null && before !== after) changed.set(lisn, [before, after]);
    }
    const alike = (lisn: number) => changed.get(lisn)!.map(bridge).join(' ');
    return rangesOf([...changed.keys()], alike).map((lisnRange): Difference => {
      const ends = ([0, 1] as const).map((side) => {
        const [first, last] = lisnRange.map((lisn) => changed.get(lisn)![side]);
        return first === last ? first! : `${first} to ${last}`;
      });
      return {
        kind,
        text: `${what}, ${rangeWords(lisnRange)}: ${ends[0]}, then ${ends[1]}.`,
        lisns: lisnRange,
        left: ends[0]!,
        right: ends[1]!,
      };
    });
  });
}

function lineWords({ vmas }: Reading): string[] {
  return vmas.map(
    ({ start, end, offset, flags }) =>
      `${start.toString(16)}-${end.toString(16)} ${flags} ${offset.toString(16)}`,
  );
}

/** XIVE lines that one of them has alone. */
export function xiveLineChanges(left: Reading, right: Reading): { gone: string[]; added: string[] } {
  const [one, two] = [lineWords(left), lineWords(right)];
  return {
    gone: one.filter((line) => !two.includes(line)),
    added: two.filter((line) => !one.includes(line)),
  };
}

export function lineDifferences(left: Reading, right: Reading): Difference[] {
  if (left.vmas.length === 0 || right.vmas.length === 0) return [];
  const { gone, added } = xiveLineChanges(left, right);
  const names = [...new Set([...left.otherLines, ...right.otherLines].map(({ name }) => name))];
  const count = ({ otherLines }: Reading, name: string) =>
    otherLines.find((line) => line.name === name)?.count ?? 0;
  return [
    ...gone.map(
      (line): Difference => ({
        kind: 'vma',
        text: `The maps line ${line} is gone.`,
        lisns: null,
        left: line,
        right: null,
      }),
    ),
    ...added.map(
      (line): Difference => ({
        kind: 'vma',
        text: `The maps line ${line} is new.`,
        lisns: null,
        left: null,
        right: line,
      }),
    ),
    ...names.flatMap((name): Difference[] => {
      const [before, after] = [count(left, name), count(right, name)];
      if (before === after) return [];
      return [
        {
          kind: 'vma',
          text: `maps has ${after} ${name} ${after === 1 ? 'line' : 'lines'} instead of ${before}.`,
          lisns: null,
          left: `${before}`,
          right: `${after}`,
        },
      ];
    }),
  ];
}

/** Hardware page by ESB page, of readings whose traces tell all. */
function shownPages(reading: Reading): ReadonlyMap<number, string> | null {
  if (reading.populated?.complete !== true) return null;
  const runs = readingPages(reading, baseOf(reading, sourcesOfSpace(reading)));
  return new Map(
    runs.filter(({ page }) => page >= 0).map(({ page, hw }) => [page, hwPageName(hw) ?? 'unknown']),
  );
}

export function pageDifferences(left: Reading, right: Reading): Difference[] {
  const [one, two] = [shownPages(left), shownPages(right)];
  if (one === null || two === null) return [];
  const pages = [...new Set([...one.keys(), ...two.keys()])].sort((first, second) => first - second);
  return pages.flatMap((page): Difference[] => {
    const [before, after] = [one.get(page) ?? 'empty', two.get(page) ?? 'empty'];
    if (before === after) return [];
    const lisn = Math.floor(page / 2);
    return [
      {
        kind: 'page',
        text: `Page 0x${page.toString(16)}, the ${page % 2 === 0 ? 'trigger' : 'management'} page of 0x${lisn.toString(16)}: ${before}, then ${after}.`,
        lisns: [lisn, lisn],
        left: before,
        right: after,
      },
    ];
  });
}
