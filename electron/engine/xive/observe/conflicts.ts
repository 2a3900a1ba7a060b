/** Where the texts of a reading contradict each other, or tell what people take for something else (xive.md 4.7, 6). */
import type { Reading, ReadSource } from '../../../../shared/xive/types.ts';
import { isMasked, isOrphan, type LisnRange, rangesOf, rangeWords } from './facts.ts';
import { FIRST_MSI } from './guest-devices.ts';
import { XIVE_INODE } from './replay.ts';
import { tellsClaims, toldBy } from './told.ts';

export interface ReadingConflict {
  /** `[first, last]`; null = of the whole reading. */
  readonly lisns: LisnRange | null;
  readonly text: string;
  readonly rule: string;
  /** `note`: no contradiction, but what people take for one. */
  readonly tone: 'contradiction' | 'note';
}

function perRange(
  reading: Reading,
  { rule, tone }: Pick<ReadingConflict, 'rule' | 'tone'>,
  fits: (source: ReadSource) => boolean,
  words: (range: string, several: boolean) => string,
): ReadingConflict[] {
  const lisns = reading.sources.filter(fits).map(({ lisn }) => lisn);
  return rangesOf(lisns).map((range) => ({
    lisns: range,
    text: words(rangeWords(range), range[0] !== range[1]),
    rule,
    tone,
  }));
}

function wholeReading(reading: Reading): ReadingConflict[] {
  const { texts, sources, vmas, irqchip, pageSize, populated } = reading;
  const hasTable = sources.some(({ kvm }) => kvm !== null);
  const passed = sources.some(({ kvm }) => kvm?.type === 'PT');
  const mapped = vmas.some(({ name }) => name === XIVE_INODE);
  const told = toldBy(reading);
  const bareMetal = texts.some((text) => text.endsWith('info pic (bare metal)'));
  const all = (rule: string, text: string): ReadingConflict => ({ lisns: null, text, rule, tone: 'note' });
  return [
    ...(irqchip === 'in-kernel' && !hasTable && sources.length > 0
      ? [
          all(
            'XIVE-F1',
            "Which interrupts are passed through is told by KVM's table in debugfs only, and this reading has none: every source is taken as an internal one (IPI).",
          ),
        ]
      : []),
    ...(passed && mapped
      ? [
          all(
            'XIVE-F5',
            'The kvm-xive-native lines of the maps file say nothing about passthrough: they are the same before and after a device is plugged.',
          ),
        ]
      : []),
    ...(!told.vmas && sources.length > 0 && !bareMetal
      ? [
          all(
            'XIVE-F6',
            'No maps file is among these texts, so neither the mappings nor what their pages show is known, and a wrong page would not be seen. Add /proc/<pid>/maps of the QEMU process, and a kprobe trace from the start of the VM.',
          ),
        ]
      : []),
    ...(mapped && populated?.complete !== true
      ? [
          all(
            'XIVE-F6',
            'Which pages are populated, and with what, cannot be read from a host: pagemap reports these mappings as not present. Only a kprobe trace from the start of the VM tells.',
          ),
        ]
      : []),
    ...(pageSize === 4096
      ? [
          all(
            'XIVE-F7',
            'The host kernel has 4 KiB pages: KVM counts file offsets in them, while QEMU always shifts by 16, so its mapping is refused and QEMU falls back to the emulated controller.',
          ),
        ]
      : []),
    ...(irqchip === 'emulated'
      ? [
          all(
            'XIVE-F8',
            'The controller is emulated by QEMU: there is no mapping, no populated page and no passthrough behind these numbers.',
          ),
        ]
      : []),
    ...(bareMetal
      ? [
          all(
            'XIVE-F9',
            'The `info pic` of a bare-metal machine lists the sources of the host chip, by HW number; it has no LISN of a guest.',
          ),
        ]
      : []),
  ];
}

export function readingConflicts(reading: Reading): readonly ReadingConflict[] {
  const claimsTold = tellsClaims(reading);
  return [
    ...perRange(
      reading,
      { rule: 'XIVE-F2', tone: 'contradiction' },
      (source) => isOrphan(reading, source),
      (range, several) =>
        `${range} ${several ? 'are' : 'is'} claimed in QEMU, but no device of the VM has ${several ? 'them' : 'it'}: a device left without releasing its vectors, and ${several ? 'the numbers stay' : 'the number stays'} taken until the machine is reset.`,
    ),
    ...perRange(
      reading,
      { rule: 'XIVE-F3', tone: 'note' },
      ({ kvm, pic }) => claimsTold && kvm !== null && pic === null,
      (range, several) =>
        `${range} ${several ? 'are' : 'is'} still valid in KVM, but QEMU has not claimed ${several ? 'them' : 'it'}: KVM keeps every source until the device is closed, so ${several ? 'their pages' : 'its pages'} still work.`,
    ),
    ...perRange(
      reading,
      { rule: 'XIVE-F4', tone: 'note' },
      (source) => source.kvm?.type === 'PT' && source.lisn >= FIRST_MSI && isMasked(source),
      (range, several) =>
        `${range} ${several ? 'are' : 'is'} claimed and passed through, but not used yet: the guest's driver has not unmasked ${several ? 'them' : 'it'}. That is no fault; the P that info pic shows is how KVM leaves a source until then, not a stuck interrupt.`,
    ),
    ...wholeReading(reading),
  ];
}
