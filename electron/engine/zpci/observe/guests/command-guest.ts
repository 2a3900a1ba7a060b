/** A QEMU command line -> a guest with its devices in the order QEMU creates them (zpci.md 4.3). */
import { fitName } from '../../../../../shared/names.ts';
import {
  isDeviceId,
  isHostAddress,
  isOptionName,
  isOptionValue,
  MOST,
  RESERVED_OPTIONS,
} from '../../../../../shared/zpci/bounds.ts';
import { isAtLeast, NEWEST_PROFILE } from '../../../../../shared/zpci/profiles.ts';
import type {
  GuestCard,
  GuestDevice,
  ProfileId,
  ZpciGuest,
  ZpciLine,
} from '../../../../../shared/zpci/types.ts';
import { createDevice, createGuest, deviceClassOfModel, guestIdOf } from '../../model.ts';
import { numberOf } from '../numbers.ts';
import type { ZpciReader } from '../reader.ts';
import { type DeviceProperties, propertiesOf } from './device-properties.ts';
import { machineVersion, oldestProfile } from './versions.ts';
import { wordsOf } from './words-of-line.ts';

const PCI_DRIVER =
  /(?:-pci(?:-(?:non-)?transitional)?|^(?:nvme|e1000|e1000e|igb|igbvf|qemu-xhci|nec-usb-xhci|pci-bridge|pcie-pci-bridge|pci-testdev|rtl8139|ne2k_pci|edu|megasas|pvscsi|ivshmem-plain|ivshmem-doorbell))$/;

interface Draft {
  readonly id: string;
  card: GuestCard | null;
  zpci: ZpciLine | null;
  cardFirst: boolean;
  /** Null for what is no function of the host. */
  iommufd: boolean | null;
}

interface Told {
  readonly reader: ZpciReader;
  readonly path: string;
}

class CommandReading {
  readonly #told: Told;
  readonly drafts = new Map<string, Draft>();
  #place = 0;

  constructor(told: Told) {
    this.#told = told;
  }

  #find(message: string): void {
    this.#told.reader.find('warning', this.#told.path, message);
  }

  take({ driver, properties }: DeviceProperties, targets: ReadonlySet<string>): void {
    if (this.drafts.size >= MOST.devices) return;
    const value = (name: string) => properties.find(([key]) => key === name)?.[1];
    if (driver === 'zpci') this.#zpci(value);
    else if (PCI_DRIVER.test(driver) || targets.has(value('id') ?? '')) this.#card(driver, properties, value);
  }

  #zpci(value: (name: string) => string | undefined): void {
    const target = value('target');
    if (target === undefined || target === '') {
      this.#find('A zpci device names no target, which QEMU refuses (ZPCI-A1); it is left out.');
      return;
    }
    const known = this.drafts.get(target);
    if (known !== undefined && known.zpci !== null) {
      this.#find(
        `A second zpci device names the target ${target.slice(0, 40)}, which QEMU refuses (ZPCI-A2); it is left out.`,
      );
      return;
    }
    const id = known === undefined ? this.#id(target) : target;
    if (id === null) return;
    const number = (name: 'uid' | 'fid', most: number) => {
      const written = value(name);
      if (written === undefined) return null;
      const read = numberOf(written, most);
      if (read === null)
        this.#find(
          `QEMU refuses ${name}=${written.slice(0, 20)} of a zpci device (ZPCI-${name === 'uid' ? 'A3' : 'A6'}); taken as not written.`,
        );
      // 0 asks QEMU to choose.
      return name === 'uid' && read === 0 ? null : read;
    };
    const flag = (name: string) => {
      const written = value(name);
      return written === undefined ? null : ['on', 'true', 'yes', 'y'].includes(written);
    };
    const zpci: ZpciLine = {
      id: value('id') ?? null,
      uid: number('uid', 0xff_ff),
      fid: number('fid', 0xff_ff_ff_ff),
      interpret: flag('interpret'),
      forwardingAssist: flag('forwarding-assist'),
      relaxedTranslation: flag('relaxed-translation'),
    };
    if (known === undefined) this.drafts.set(id, { id, card: null, zpci, cardFirst: false, iommufd: null });
    else {
      known.zpci = zpci;
      known.cardFirst = true;
      this.#find(
        `The zpci device of ${id} comes after its card, which QEMU refuses (ZPCI-A12): it has made one by itself.`,
      );
    }
  }

  #id(id: string): string | null {
    if (isDeviceId(id)) return id;
    this.#find(
      `${id.slice(0, 40)} is no id that QEMU takes: a letter was expected, then letters, digits, dots, dashes and underscores. The device is left out.`,
    );
    return null;
  }

  #card(
    driver: string,
    properties: DeviceProperties['properties'],
    value: (name: string) => string | undefined,
  ): void {
    const place = this.#place++;
    // QEMU names it by its place.
    const id = this.#id(value('id') ?? `auto_00:${place.toString(16).padStart(2, '0')}.0`);
    if (id === null) return;
    const card = this.#cardOf(driver, properties, value);
    const known = this.drafts.get(id);
    const iommufd = card?.kind === 'vfio' ? value('iommufd') !== undefined : null;
    if (known === undefined) this.drafts.set(id, { id, card, zpci: null, cardFirst: false, iommufd });
    else if (known.card === null) Object.assign(known, { card, iommufd });
    else this.#find(`Two devices have the id ${id}, which QEMU refuses; the second is left out.`);
  }

  #cardOf(
    driver: string,
    properties: DeviceProperties['properties'],
    value: (name: string) => string | undefined,
  ): GuestCard | null {
    const kept = properties.filter(([name]) => !RESERVED_OPTIONS.includes(name));
    const options = kept
      .filter(([name, text]) => isOptionName(name) && isOptionValue(text))
      .slice(0, MOST.options);
    if (options.length < kept.length)
      this.#find(
        `A ${driver.slice(0, 40)} device has options that QEMU does not know so, or too many of them; they are left out.`,
      );
    if (driver !== 'vfio-pci')
      return { kind: 'emulated', driver, msix: numberOf(value('vectors'), MOST.msix), options };
    const written = value('host') ?? value('sysfsdev')?.split('/').at(-1) ?? '';
    const host = (/^[0-9a-f]{2}:/i.test(written) ? `0000:${written}` : written).toLowerCase();
    if (isHostAddress(host)) return { kind: 'vfio', host, options };
    this.#find(
      `A vfio-pci device names no function of the host (${written.slice(0, 40) || 'no host='}); it is taken as a device without card.`,
    );
    return null;
  }
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1024 ** 2,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  t: 1024 ** 4,
};

function memoryOf(written: string | undefined): number | null {
  const match = /^(?:size=)?(\d{1,9})([kmgt]?)/i.exec(written ?? '');
  return match ? Number(match[1]) * UNITS[match[2]!.toLowerCase()]! : null;
}

/** Values of an option, wherever it is given; `-M` is the short `-machine`. */
function valuesOf(words: readonly string[], ...options: readonly string[]): readonly string[] {
  return words.flatMap((word, index) =>
    options.includes(word.replace(/^--/, '-')) && index + 1 < words.length ? [words[index + 1]!] : [],
  );
}

export interface CommandSource extends Told {
  /** Where the line names no guest. */
  readonly fallbackName: string;
  /** What the text around it says of QEMU's version. */
  readonly profile: ProfileId | null;
  readonly running: boolean | null;
}

/** Null when the line has no PCI device. */
export function readCommand(line: string, source: CommandSource): ZpciGuest | null {
  const words = wordsOf(line);
  const devices = valuesOf(words, '-device').flatMap((value) => propertiesOf(value, 'driver') ?? []);
  const targets = new Set(
    devices.flatMap(({ driver, properties }) =>
      driver === 'zpci' ? properties.filter(([name]) => name === 'target').map(([, target]) => target) : [],
    ),
  );
  const reading = new CommandReading(source);
  for (const device of devices) reading.take(device, targets);
  if (reading.drafts.size === 0) return null;
  const drafts = [...reading.drafts.values()];
  const opened = new Set(drafts.flatMap(({ iommufd }) => iommufd ?? []));
  const machineWords = valuesOf(words, '-machine', '-M').join(',');
  const looseMachine = /(?:^|\s)(s390-ccw-virtio-\d{1,2}\.\d{1,2})\s*$/.exec(line)?.[1];
  const machine =
    machineVersion(/(?:^|,|type=)(s390-ccw-virtio[\w.-]*)/.exec(machineWords)?.[1] ?? looseMachine ?? '') ??
    null;
  const named = valuesOf(words, '-name')[0];
  const written = /(?:^|,)guest=([^,]+)/.exec(named ?? '')?.[1] ?? named?.split(',')[0];
  const name = fitName(written ?? '', source.fallbackName);
  return createGuest({
    id: guestIdOf(name),
    name,
    // libvirt names its guests so, and says it of no other.
    domain: /(?:^|,)debug-threads=on\b/.test(named ?? '') && written !== undefined ? written : null,
    profile: profileOf(source, machine, line),
    machine,
    kvm: isUnderKvm(words, machineWords, source),
    cpuZpci: !valuesOf(words, '-cpu').some((cpu) => /,zpci=(?:off|no|false)\b|,-zpci\b/.test(cpu)),
    isProtected: valuesOf(words, '-object').some(
      (value) => propertiesOf(value, 'qom-type')?.driver === 's390-pv-guest',
    ),
    iommu: opened.has(true) ? 'iommufd' : 'type1',
    running: source.running,
    memory: memoryOf(valuesOf(words, '-m')[0]),
    devices: drafts.map((draft) => asDevice(draft, opened.size > 1)),
  });
}

/** Of several accelerators the first counts; without any, qemu-system-s390x takes TCG. */
function isUnderKvm(words: readonly string[], machineWords: string, { reader, path }: Told): boolean {
  const named = [
    ...valuesOf(words, '-accel'),
    ...machineWords.split(',').filter((part) => part.startsWith('accel=')),
  ].join(',');
  const first = /\b(?:kvm|tcg)\b/.exec(named)?.[0];
  if (first !== undefined) return first === 'kvm';
  if (words.some((word) => /^--?enable-kvm$/.test(word) || /(?:^|\/)(?:qemu-)?kvm$/.test(word))) return true;
  reader.find(
    'info',
    path,
    'The command line names no accelerator, for which QEMU takes TCG: without KVM no function is interpreted.',
    'no accelerator',
  );
  return false;
}

function profileOf(
  { reader, path, profile }: CommandSource,
  machine: string | null,
  line: string,
): ProfileId {
  const oldest = oldestProfile(machine, line);
  if (profile !== null) {
    if (oldest !== null && !isAtLeast(profile, oldest))
      reader.find(
        'warning',
        path,
        'The command line asks for what the QEMU version that the text names does not have; the version is believed.',
      );
    return profile;
  }
  reader.find(
    'info',
    path,
    'The text does not tell the version of QEMU; the newest that this program knows is taken. Choose another profile for the guest where that is wrong.',
  );
  return NEWEST_PROFILE;
}

/** `isMixed`: some functions are opened through iommufd, and others are not. */
function asDevice({ id, card, zpci, cardFirst, iommufd }: Draft, isMixed: boolean): GuestDevice {
  return createDevice({
    id,
    card,
    zpci,
    cardFirst,
    deviceClass: card?.kind === 'emulated' ? deviceClassOfModel(card.driver) : 'hostdev',
    managed: false,
    ...(isMixed && iommufd !== null && { iommufd }),
  });
}
