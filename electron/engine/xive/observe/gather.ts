/** Texts of a tree, sorted: those of one moment together, each known by kind and by whose machine it is of. */
import type { HostTree } from '../../hosts/tree.ts';
import { filesBelow } from './files.ts';
import { KVM_DEBUG, POWERPC_DEBUG, XIVE_DEBUG, XIVE_TEXTS } from './captures.ts';
import { kindsOf, type TextKindName } from './kinds.ts';

export interface GatheredText {
  /** As it is named to a person. */
  readonly name: string;
  readonly kinds: readonly TextKindName[];
  /** Whose machine the name speaks of; null = it does not say. */
  readonly side: 'guest' | 'host' | null;
  readonly text: string;
}

/** Texts of one moment of one guest. */
export interface Moment {
  /** Folder below the capture's top; '' = the top itself. */
  readonly folder: string;
  readonly texts: readonly GatheredText[];
}

/** More of one capture would be no story any more. */
const MOST_MOMENTS = 500;

function sideOf(name: string): 'guest' | 'host' | null {
  const found = /(?:^|\/)(guest|host|vm|outer)[-_.][^/]*$/i.exec(name)?.[1]?.toLowerCase();
  if (found === 'guest') return 'guest';
  return found === 'host' || found === 'outer' ? 'host' : null;
}

const PROMPT =
  /^(?:\(qemu\) *(info \S.*)|(?:\[?[\w.-]{0,40}@?[\w.:~/ -]{0,60}\]?[#$] +)((?:sudo +)?(?:cat|grep|head|tail|dmesg|virsh)\b.*))$/;

/** A pasted session in pieces: behind each prompt the output of one command. */
export function piecesOf(name: string, text: string): { readonly name: string; readonly text: string }[] {
  const pieces: { name: string; lines: string[] }[] = [{ name, lines: [] }];
  for (const line of text.split('\n')) {
    const prompt = line.length < 400 ? PROMPT.exec(line.trimEnd()) : null;
    if (prompt) pieces.push({ name: `${name}: ${(prompt[1] ?? prompt[2])!.trim()}`, lines: [] });
    else pieces.at(-1)!.lines.push(line);
  }
  return pieces.map((piece) => ({ name: piece.name, text: piece.lines.join('\n') }));
}

export function gatheredText(name: string, whole: string): GatheredText[] {
  return piecesOf(name, whole).flatMap((piece) => {
    const kinds = kindsOf(piece.text);
    return kinds.length > 0 ? [{ name: piece.name, kinds, side: sideOf(name), text: piece.text }] : [];
  });
}

function savedMoments(tree: HostTree): Map<string, GatheredText[]> {
  const moments = new Map<string, GatheredText[]>();
  for (const path of filesBelow(tree, XIVE_TEXTS)) {
    const name = path.slice(XIVE_TEXTS.length + 1);
    const texts = gatheredText(name, tree.text(path) ?? '');
    if (texts.length === 0) continue;
    const cut = name.lastIndexOf('/');
    const folder = cut < 0 ? '' : name.slice(0, cut);
    moments.set(folder, [...(moments.get(folder) ?? []), ...texts]);
  }
  return moments;
}

/** Texts of the machine itself: its own debugfs and /proc, which all guests on it share. */
function machineTexts(tree: HostTree): GatheredText[] {
  const paths = [
    '/proc/interrupts',
    `${XIVE_DEBUG}/interrupts`,
    `${XIVE_DEBUG}/ipis`,
    ...tree.list(`${XIVE_DEBUG}/eqs`).map((name) => `${XIVE_DEBUG}/eqs/${name}`),
  ];
  return paths.flatMap((path) => gatheredText(path, tree.text(path) ?? ''));
}

/** Process ids of guests with a controller of their own, and the texts of each. */
function processes(tree: HostTree): Map<string, GatheredText[]> {
  const found = new Map<string, GatheredText[]>();
  const add = (pid: string, path: string) => {
    const texts = gatheredText(path, tree.text(path) ?? '');
    if (texts.length > 0) found.set(pid, [...(found.get(pid) ?? []), ...texts]);
  };
  for (const name of tree.list(KVM_DEBUG)) {
    const pid = /^(\d+)-\d+$/.exec(name)?.[1];
    if (pid !== undefined) add(pid, `${KVM_DEBUG}/${name}/xive`);
  }
  for (const name of tree.list('/proc')) if (/^\d+$/.test(name)) add(name, `/proc/${name}/maps`);
  for (const name of tree.list(POWERPC_DEBUG))
    if (name.startsWith('kvm-xive-')) add(name, `${POWERPC_DEBUG}/${name}`);
  return found;
}

/** Other machines' QEMU and Linux print these alike; they count where they speak of a POWER guest. */
const ANYWHERE: ReadonlySet<TextKindName> = new Set([
  'info mtree',
  'info mtree -f',
  'info irq',
  'info qtree',
  '/proc/<pid>/maps',
  '/proc/<pid>/fd',
]);
/** They name no machine at all, so they count only where nothing else tells of another one. */
const NAMELESS: ReadonlySet<TextKindName> = new Set(['info pci', 'PCI devices']);
const POWER = /xive|spapr|pseries|powernv/i;

function isOfPower(texts: readonly GatheredText[]): boolean {
  return texts.some(({ kinds, text }) =>
    kinds.some((kind) => !NAMELESS.has(kind) && (!ANYWHERE.has(kind) || POWER.test(text))),
  );
}

function isNameless(texts: readonly GatheredText[]): boolean {
  return texts.every(
    ({ kinds, text }) => kinds.every((kind) => NAMELESS.has(kind)) && !/zpci|s390/i.test(text),
  );
}

/** Readings to be made of a tree, in the order of their folders' names. */
export function gather(tree: HostTree): Moment[] {
  const saved = savedMoments(tree);
  const shared = machineTexts(tree);
  const guests = processes(tree);
  const moments: Moment[] = [];
  for (const [folder, texts] of saved) {
    // Our own capture notes the process of each domain it asked.
    const pid = tree.text(`${XIVE_TEXTS}/${folder}/pid`)?.trim() ?? '';
    const own = guests.get(pid) ?? [];
    if (own.length > 0) guests.delete(pid);
    const domain = tree.text(`${XIVE_TEXTS}/${folder}/domain`)?.trim();
    moments.push({
      folder: domain !== undefined && /^[\w.-]{1,60}$/.test(domain) ? domain : folder,
      texts: [...texts, ...own, ...(own.length > 0 ? shared : [])],
    });
  }
  for (const [pid, texts] of guests)
    moments.push({
      folder: /^\d+$/.test(pid) ? `process ${pid}` : pid,
      texts: [...texts, ...shared],
    });
  if (moments.length === 0 && shared.length > 0) moments.push({ folder: '', texts: shared });
  const ofPower = moments.filter(({ texts }) => isOfPower(texts));
  const kept =
    ofPower.length === 0 && moments.length === 1 && isNameless(moments[0]!.texts) ? moments : ofPower;
  return kept
    .sort((left, right) => left.folder.localeCompare(right.folder, 'en', { numeric: true }))
    .slice(0, MOST_MOMENTS);
}
