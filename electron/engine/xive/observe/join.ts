/** Texts of one moment -> one reading: every LISN with all its numbers, and what the texts left open (xive.md 4.7). */
import type { Finding } from '../../../../shared/findings.ts';
import type { LinuxIrq, Reading, ReadSource } from '../../../../shared/xive/types.ts';
import { FindingList, printable } from '../../hosts/finding-list.ts';
import type { GatheredText, Moment } from './gather.ts';
import { address, lisn as lisnBounds, MOST_READ, vma } from '../file/reading-schema.ts';
import { blockVectors, deviceOfIrq } from './guest-devices.ts';
import { hostSide, vfioName } from './host-side.ts';
import { phbsOf, withUnknown } from './hw-pages.ts';
import type { TextKindName } from './kinds.ts';
import { parseGuestPci, parsePci, parseQtree } from './parse-devices.ts';
import { type KvmTable, parseIpis, parseKvmTable } from './parse-linux.ts';
import { parseMtree } from './parse-mtree.ts';
import { parseBareMetalPhbs, parsePic, type Pic } from './parse-pic.ts';
import { parseMessages, parseTrace } from './parse-trace.ts';
import { pageSizeOf, processLines, vmasOfTrace } from './process-lines.ts';
import { XIVE_INODE } from './replay.ts';
import { debugSourcesOf, interruptsOf, ipiText } from './sides.ts';

/** As a saved reading has it. */
const LONGEST_NAME = 1000;

export interface Joined {
  readonly reading: Reading;
  readonly findings: readonly Finding[];
}

const BOTH_HAVE: ReadonlySet<TextKindName> = new Set([
  '/proc/interrupts',
  'xive/interrupts',
  'xive/ipis',
  'xive/eqs',
]);

function textNames(texts: readonly GatheredText[]): string[] {
  const names = texts.flatMap(({ kinds, side }) =>
    kinds.map((kind) => (BOTH_HAVE.has(kind) && side !== null ? `${side} ${kind}` : kind)),
  );
  return [...new Set(names)].sort();
}

/** Of several guests' tables the one that has what QEMU claimed. */
function chooseTable(
  tables: readonly { readonly name: string; readonly table: KvmTable }[],
  pic: Pic | null,
): { readonly table: KvmTable | null; readonly others: readonly string[] } {
  const missing = ({ sources }: KvmTable) =>
    pic === null ? 0 : [...pic.sources.keys()].filter((lisn) => !sources.has(lisn)).length;
  const [best, ...rest] = [...tables].sort(
    (left, right) =>
      missing(left.table) - missing(right.table) || right.table.sources.size - left.table.sources.size,
  );
  return { table: best?.table ?? null, others: rest.map(({ name }) => name) };
}

function linuxByLisn(
  irqs: readonly LinuxIrq[],
  pic: Pic | null,
  lirqs: ReadonlyMap<number, number>,
): (lisn: number) => LinuxIrq | null {
  const byIrq = new Map(irqs.map((irq) => [irq.irq, irq]));
  const byNumber = new Map(irqs.filter(({ chip }) => chip === 'XIVE-IRQ').map((irq) => [irq.number, irq]));
  return (lisn) => {
    const row = pic?.sources.get(lisn);
    const eisn = lirqs.get(lisn) || (row?.masked === false ? row.eisn : 0);
    return byNumber.get(lisn) ?? (eisn > 0 ? (byIrq.get(eisn) ?? null) : null);
  };
}

export function joinMoment(moment: Moment, id: string, name: string): Joined {
  const found = new FindingList();
  const find = (severity: Finding['severity'], file: string, message: string, kind = message) =>
    found.add({ severity, file: printable(file), message }, kind);
  const of = (kind: TextKindName) => moment.texts.filter(({ kinds }) => kinds.includes(kind));
  const whole = (kind: TextKindName) =>
    of(kind)
      .map(({ text }) => text)
      .join('\n');
  const told = (kind: TextKindName) => of(kind).length > 0;
  const complain = (kind: TextKindName, damaged: readonly string[]) => {
    if (damaged.length > 0)
      find(
        'warning',
        of(kind)[0]?.name ?? kind,
        `${damaged.length === 1 ? 'A row' : `${damaged.length} rows`} of ${kind} ${damaged.length === 1 ? 'is' : 'are'} cut off or damaged and left out: "${printable(damaged[0]!)}".`,
        `damaged ${kind}`,
      );
  };

  const pic = told('info pic') ? parsePic(whole('info pic')) : null;
  complain('info pic', pic?.damaged ?? []);
  const tables = of('kvm/xive').map((text) => ({ name: text.name, table: parseKvmTable(text.text) }));
  const { table, others } = chooseTable(tables, pic);
  complain('kvm/xive', table?.damaged ?? []);
  const listed = processLines(of('/proc/<pid>/maps'), of('operations'));
  complain('/proc/<pid>/maps', listed.damaged);
  for (const other of [...others, ...listed.leftOut])
    find(
      'info',
      other,
      `This text is about another guest of the same host; ${printable(name)} is read without it.`,
    );
  const pageSize = pageSizeOf(listed.vmas, moment.texts);
  const mtree = parseMtree(
    [...new Set([...of('info mtree'), ...of('info mtree -f')])].map(({ text }) => text).join('\n'),
  );
  complain('info mtree', mtree.damaged);
  const irqs = interruptsOf(of('/proc/interrupts'));
  const debug = debugSourcesOf(of('xive/interrupts'));
  complain('xive/interrupts', [...(debug.guest?.damaged ?? []), ...(debug.host?.damaged ?? [])]);
  complain('/proc/interrupts', [...(irqs.guest?.damaged ?? []), ...(irqs.host?.damaged ?? [])]);
  const guestIpis = parseIpis(ipiText(of('xive/ipis'))?.text ?? '');
  const functions = parseGuestPci(whole('PCI devices'));
  // What is on the buses of a bare-metal machine is no device of a guest.
  const bareMetal = told('info pic (bare metal)') && pic === null;
  const devices = bareMetal
    ? []
    : told('info qtree')
      ? parseQtree(whole('info qtree'))
      : parsePci(whole('info pci'));
  const probed = parseTrace(whole('kprobe trace'), pageSize ?? 65536);
  complain('kprobe trace', probed.damaged);
  const made = listed.vmas.length > 0 ? listed.vmas : vmasOfTrace(probed.lines, pageSize ?? 65536);
  const vmas = made.filter((line) => vma.safeParse(line).success);
  if (listed.vmas.length === 0 && vmas.length > 0)
    find(
      'info',
      of('kprobe trace')[0]!.name,
      'No maps text is there: the lines of the mapping are taken from the trace.',
    );
  if (probed.signals > 0)
    find(
      'warning',
      of('kprobe trace')[0]!.name,
      `${probed.signals === 1 ? 'One fault' : `${probed.signals} faults`} ended in SIGBUS: the page of a LISN was touched that nobody had created. A guest that does so is paused.`,
    );
  const trace = [...probed.lines, ...parseMessages(whole('kernel messages'))].slice(0, MOST_READ.trace);

  const guestRows = new Map(debug.guest?.rows.map((row) => [row.number, row]));
  const lirqs = new Map([...guestRows].map(([lisn, row]) => [lisn, row.lirq ?? 0]));
  const linuxOf = linuxByLisn(irqs.guest?.irqs ?? [], pic, lirqs);
  const ipiRow = irqs.guest?.irqs.find(({ chip }) => chip === 'XIVE-IPI') ?? null;
  const ipiNumbers = new Set(guestIpis.rows.map(({ number }) => number));
  // An interrupt of the host may have a number that is no LISN.
  const numbers = [
    ...(pic?.sources.keys() ?? []),
    ...(table?.sources.keys() ?? []),
    ...guestRows.keys(),
    ...ipiNumbers,
    ...(irqs.guest?.irqs ?? []).filter(({ chip }) => chip === 'XIVE-IRQ').map(({ number }) => number),
  ].filter((number) => lisnBounds.safeParse(number).success);
  const passed = [...(table?.sources ?? [])].flatMap(([lisn, { type, hw }]) =>
    type === 'PT' ? [{ lisn, hw }] : [],
  );
  const hosts = hostSide(passed, debug.host, irqs.host, trace);
  const plain = [...new Set(numbers)]
    .sort((left, right) => left - right)
    .slice(0, MOST_READ.sources)
    .map((lisn): ReadSource => {
      const linux = ipiNumbers.has(lisn) ? ipiRow : linuxOf(lisn);
      const host = hosts.get(lisn) ?? null;
      const vfio = vfioName(host?.linux?.name ?? '');
      const passedDevice = devices.find((device) => vfio !== null && device.host === vfio.bdf);
      return {
        lisn,
        pic: pic?.sources.get(lisn) ?? null,
        kvm: table?.sources.get(lisn) ?? null,
        guest: guestRows.get(lisn) ?? null,
        linux,
        device:
          (linux === null ? null : deviceOfIrq(linux, functions)) ??
          (passedDevice && vfio
            ? { bdf: `0000:00:${passedDevice.address}`, driver: null, vector: vfio.vector }
            : null),
        host,
      };
    });
  const blocks = blockVectors(plain, devices, irqs.guest?.irqs ?? []);
  const sources = plain.map((source) => {
    const block = blocks.get(source.lisn);
    return {
      ...source,
      device: source.device ?? block?.device ?? null,
      linux: source.linux ?? block?.linux ?? null,
    };
  });

  const ids =
    pic !== null ? pic.vcpus.map((cpu) => cpu.id) : (table?.vcpus ?? guestIpis.rows.map(({ cpu }) => cpu));
  const online = irqs.guest?.cpus ?? [];
  const valid = new Map(pic?.vcpus.map((cpu) => [cpu.id, cpu.valid]));
  const reading: Reading = {
    id,
    name: name.slice(0, LONGEST_NAME),
    texts: textNames(moment.texts),
    irqchip:
      pic?.irqchip ?? (table !== null || vmas.some((vma) => vma.name === XIVE_INODE) ? 'in-kernel' : null),
    pageSize,
    vcpus: ids.slice(0, MOST_READ.vcpus).map((cpu) => ({
      id: cpu,
      online: online.length > 0 ? online.includes(cpu) : (valid.get(cpu) ?? true),
    })),
    sources,
    vmas: vmas.slice(0, MOST_READ.vmas),
    regions: mtree.regions.slice(0, MOST_READ.regions),
    flat: mtree.flat.slice(0, MOST_READ.regions),
    trace,
    devices: devices.slice(0, MOST_READ.devices),
    otherLines: listed.others.slice(0, MOST_READ.otherLines),
    phbs: withUnknown(
      phbsOf(debug.host?.rows ?? [], parseBareMetalPhbs(whole('info pic (bare metal)'))),
      passed.map(({ hw }) => hw),
    )
      .slice(0, MOST_READ.phbs)
      .map((phb) => (address.safeParse(phb.address).success ? phb : { ...phb, address: 0 })),
    populated: null,
  };
  if (told('info pic (XICS)'))
    find(
      'warning',
      of('info pic (XICS)')[0]!.name,
      'This guest uses XICS, the older interrupt controller: it never touches ESB pages, so there is nothing to draw.',
    );
  if (told('info pic (bare metal)'))
    find(
      'info',
      of('info pic (bare metal)')[0]!.name,
      'This `info pic` is the table of a bare-metal machine, so of the host chip and not of a guest; its PCI host bridges are used to name pages.',
    );
  if (told('QEMU messages') && /kernel_irqchip allowed but unavailable/.test(whole('QEMU messages')))
    find(
      'warning',
      of('QEMU messages')[0]!.name,
      whole('QEMU messages').includes('unable to set memory mapping')
        ? 'QEMU fell back to the emulated controller: the host kernel has 4 KiB pages and refuses the mapping, which QEMU asks for in units of 64 KiB.'
        : 'QEMU fell back to the emulated controller, because KVM on this host has no XIVE to offer.',
    );
  return { reading, findings: found.all() };
}
