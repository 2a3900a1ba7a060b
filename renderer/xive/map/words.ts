/** What the map says, in one place: tips, the unseen tree and labels use the same words. */
import { hex, type HwPage, LISN_RANGES, lisnName, type Parity } from '../../../shared/xive/pages.ts';
import type { ShownVma, TouchedBy, VmMoment } from '../../../shared/xive/moment.ts';
import { ownerAt, shownAt, type ShownPage, sourceAt, sourceName, vectorAt, vmaAt } from './lookup.ts';
import type { SpaceView } from './map-props.ts';

/** `4 084`: narrow spaces that do not break. */
export function counted(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, '\u202f');
}

export function many(count: number, one: string, more = `${one}s`): string {
  return `${counted(count)} ${count === 1 ? one : more}`;
}

const SIDES = ['trigger', 'management'] as const;
export function sideName(parity: Parity): string {
  return `${SIDES[parity]} page`;
}

const TOUCHERS: Readonly<Record<TouchedBy, string>> = {
  setup: 'set-up',
  guest: 'guest',
  qemu: 'QEMU',
  process: 'process',
};

/** `guest, step 6` */
export function touchedWords({ by, step }: { readonly by: TouchedBy; readonly step: number }): string {
  return step === 0 ? TOUCHERS[by] : `${TOUCHERS[by]}, step ${step}`;
}

/** `stale since step 6`, `fresh` */
export function stateWords({ run }: ShownPage): string {
  if (run.state === 'fresh') return 'fresh';
  if (run.state === 'unknown') return 'likely, not known';
  return `${run.state}${run.since > 0 ? ` since step ${run.since}` : ''}`;
}

/** `a` for the first piece of a mapping that was split. */
export function pieceName({ mapping, piece, pieces }: ShownVma): string {
  return pieces > 1 ? `${mapping}.${letters(piece)}` : mapping;
}

function letters(piece: number): string {
  const last = String.fromCharCode(97 + (piece % 26));
  return piece < 26 ? last : `${letters(Math.floor(piece / 26) - 1)}${last}`;
}

export function purposeOf(moment: VmMoment, lisn: number): string {
  const vector = vectorAt(moment, lisn);
  if (vector !== null) return `vector ${vector.vector} of ${vector.device}`;
  const range = LISN_RANGES.find(({ first, last }) => lisn >= first && lisn <= last);
  if (range?.name === 'CPU IPIs') return `IPI of vCPU ${lisn}`;
  return range?.name ?? 'source';
}

/** `LISN 0x1304, vector 4 of nvme1, PHB source phb1[4]` */
export function sourceWords(moment: VmMoment, lisn: number): string {
  const source = sourceAt(moment, lisn);
  if (source === null) return `LISN ${lisnName(lisn)}, no source`;
  return [
    `LISN ${lisnName(lisn)}`,
    purposeOf(moment, lisn),
    ownerWords(ownerAt(moment, lisn, 0)),
    ...standing(moment, lisn),
  ].join(', ');
}

function standing(moment: VmMoment, lisn: number): string[] {
  const source = sourceAt(moment, lisn);
  if (source === null) return [];
  if (source.orphan) return ['orphan: claimed, but no device has it'];
  return [...(source.lsi ? ['LSI'] : []), ...(source.claimed ? [] : ['freed by QEMU, still valid in KVM'])];
}

function ownerWords(hw: HwPage | null): string {
  if (hw === null) return 'no owner';
  const name = sourceName(hw);
  return name.startsWith('ipi') ? `IPI source ${name}` : `PHB source ${name}`;
}

/** State of one page: `management page stale since step 6, shows phb1[4]`. Address null = nothing shows it to the guest. */
export function pageWords(moment: VmMoment, parity: Parity, address: number | null): string {
  const name = sideName(parity);
  if (address === null) return `${name} not mapped`;
  const shown = shownAt(moment, address);
  if (shown === null) return `${name} ${vmaAt(moment, address) === null ? 'in no mapping' : 'not populated'}`;
  return `${name} ${stateWords(shown)}, shows ${sourceName(shown.hw)}`;
}

/** LISN with the state of both pages, for the unseen list. */
export function lisnWords(
  moment: VmMoment,
  lisn: number,
  addressOf: (guest: number) => number | null,
): string {
  const wrong = ([0, 1] as const).flatMap((parity) => {
    const address = addressOf(2 * lisn + parity);
    const shown = address === null ? null : shownAt(moment, address);
    return shown === null ? [] : [`${sideName(parity)} ${stateWords(shown)}`];
  });
  return [sourceWords(moment, lisn), ...(wrong.length > 0 ? wrong : ['no page populated'])].join(', ');
}

/** How many LISNs or pages a fold leaves out. */
export function foldWords(view: SpaceView, from: number, to: number, mapped: boolean): string {
  if (view === 'guest') return `${counted(Math.round((to - from) / 2))} unused`;
  if (view === 'qemu' && !mapped) return `${sizeWords((to - from) * 0x10000)} apart`;
  return `${counted(to - from)} pages`;
}

function sizeWords(bytes: number): string {
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let [size, at] = [bytes / 1024, 0];
  while (size >= 1024 && at < units.length - 1) {
    size /= 1024;
    at += 1;
  }
  return `${size >= 10 ? Math.round(size) : Math.round(size * 10) / 10} ${units[at]}`;
}

/** What a unit of the axis is called: LISN, page offset, or address. */
export function unitName(moment: VmMoment, view: SpaceView, unit: number): string {
  if (view === 'guest') return hex(Math.floor(unit / 2));
  if (view === 'file') return hex(Math.floor(unit));
  return hex(moment.base + Math.floor(unit) * moment.pageSize);
}

/** Lines of the tip over a page: what it stands for, what it shows and should show, and who put it there. */
export function pageTip(moment: VmMoment, page: number, guest: number | null): string[] {
  const vma = vmaAt(moment, page);
  const shown = shownAt(moment, page);
  const lines: string[] = [];
  if (guest !== null) {
    const [lisn, parity] = [Math.floor(guest / 2), (guest % 2) as Parity];
    lines.push(`LISN ${lisnName(lisn)}, ${sideName(parity)}`);
    const expected = ownerAt(moment, lisn, parity);
    lines.push(
      shown === null
        ? 'Not populated: the next access faults'
        : `Shows ${sourceName(shown.hw)}: ${stateWords(shown)} (${touchedWords(shown.run)})`,
    );
    if (expected !== null && shown?.hw !== expected) lines.push(`Owner now: ${sourceName(expected)}`);
  } else
    lines.push(
      `Address page ${hex(page)}`,
      shown === null ? 'Not populated' : `Shows ${sourceName(shown.hw)}`,
    );
  lines.push(
    vma === null
      ? 'In no mapping: an access ends in a signal'
      : `${pieceName(vma)}, file page ${hex(vma.pgoff + page - vma.start)}, at ${hex(moment.base + page * moment.pageSize)}`,
  );
  return lines;
}

export function sourceTip(
  moment: VmMoment,
  lisn: number,
  address: readonly [number | null, number | null],
): string[] {
  const [first, ...rest] = sourceWords(moment, lisn).split(', ');
  return [
    first!,
    rest.join(', '),
    ...([0, 1] as const).map((parity) => {
      const words = pageWords(moment, parity, address[parity]);
      return `${words[0]!.toUpperCase()}${words.slice(1)}`;
    }),
  ];
}
