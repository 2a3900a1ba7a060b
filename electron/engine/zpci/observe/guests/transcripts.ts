/** Texts that show several commands and what came of them: command lines with QEMU's answer, and tables of libvirt's addresses. */
import { fitName } from '../../../../../shared/names.ts';
import type { GuestDevice, ProfileId, ZpciGuest } from '../../../../../shared/zpci/types.ts';
import { readZpciNumber } from '../../kernel/libvirt-addresses.ts';
import { createDevice, createGuest, guestIdOf } from '../../model.ts';
import type { ZpciReader } from '../reader.ts';
import { readCommand } from './command-guest.ts';
import { profileIn } from './versions.ts';
import { isCommandLine, logicalLines } from './words-of-line.ts';

/** As many guests as one text may bring. */
const MOST_GUESTS = 64;

export interface ReadText {
  readonly reader: ZpciReader;
  readonly path: string;
  /** Name of the text, for guests that it does not name. */
  readonly label: string;
  readonly profile: ProfileId | null;
}

/** What QEMU did with a command line of the text: started it, refused it, or nothing is told. */
function outcomeAfter(lines: readonly string[], at: number): 'ran' | 'refused' | 'untold' {
  for (const line of lines.slice(at + 1, at + 12)) {
    if (/kept running: accepted/.test(line)) return 'ran';
    if (/^-> rc=[1-9]/.test(line)) return 'refused';
    if (isCommandLine(line)) break;
  }
  return 'untold';
}

/** Guests of all command lines that QEMU did not refuse. */
export function guestsOfCommands(
  text: string,
  { reader, path, label, profile }: ReadText,
): readonly ZpciGuest[] {
  const lines = logicalLines(text);
  const at = lines.flatMap((line, index) => (isCommandLine(line) ? [index] : []));
  const outcomes = new Map(at.map((index) => [index, outcomeAfter(lines, index)]));
  const started = at.filter((index) => outcomes.get(index) !== 'refused');
  const guests: ZpciGuest[] = [];
  let version = profile;
  for (const [index, line] of lines.entries()) {
    version = profileIn(line) ?? version;
    if (!started.includes(index) || guests.length >= MOST_GUESTS) continue;
    const guest = readCommand(line.replace(/^#{1,4} /, ''), {
      reader,
      path,
      fallbackName: started.length > 1 ? `${label} line ${index + 1}` : label,
      profile: version,
      running: path.startsWith('/proc/') ? true : null,
    });
    if (guest !== null) guests.push(guest);
  }
  if (at.length > 1)
    reader.find(
      'info',
      path,
      `The text has ${at.length} command lines. ${at.length - started.length} of them were refused by QEMU; of the others, ${guests.length} have PCI devices and are taken as guests.`,
    );
  return guests;
}

const ROW =
  /^\s+<(hostdev|interface|disk|controller|rng)\b[^>]*> (?:(0x[0-9a-f]{4})|None) (?:domain='(0x[0-9a-f]{4})' bus='(0x[0-9a-f]{2})' slot='(0x[0-9a-f]{2})' function='(0x[0-7])'\S*[^<]*|None )?<zpci uid='([^']{1,20})' fid='([^']{1,20})'\/>/;

/** Sections `### title` with the addresses that libvirt chose for the devices of one domain. */
export function guestsOfTables(text: string, { reader, path }: ReadText): readonly ZpciGuest[] {
  const sections = text.split(/^### /m).slice(1, 400);
  const guests: ZpciGuest[] = [];
  let assumed = false;
  for (const section of sections) {
    const [title = '', ...rows] = section.split('\n');
    const devices: GuestDevice[] = [];
    for (const row of rows) {
      const match = ROW.exec(row);
      if (!match || devices.length >= 4096) continue;
      const [, element, domain, ownDomain, bus, slot, at, uidText, fidText] = match;
      const uid = readZpciNumber('uid', uidText!);
      const fid = readZpciNumber('fid', fidText!);
      const zpci = {
        id: null,
        uid: uid.ok ? uid.value : null,
        fid: fid.ok ? fid.value : null,
        interpret: null,
        forwardingAssist: null,
        relaxedTranslation: null,
      };
      const id = `${element}${devices.filter((one) => one.id.startsWith(element!)).length}`;
      const hex = (part: string | undefined, width: number) =>
        Number(part ?? 0)
          .toString(16)
          .padStart(width, '0');
      if (element === 'hostdev' || (element === 'interface' && Number(ownDomain ?? 0) !== 0)) {
        const whole = element === 'interface';
        assumed ||= !whole;
        const host = whole
          ? `${hex(ownDomain, 4)}:${hex(bus, 2)}:${hex(slot, 2)}.${hex(at, 1)}`
          : `${hex(domain, 4)}:00:00.0`;
        devices.push(
          createDevice({
            id,
            card: { kind: 'vfio', host, options: [] },
            zpci,
            deviceClass: whole ? 'interface' : 'hostdev',
          }),
        );
        continue;
      }
      const driver =
        { disk: 'virtio-blk-pci', interface: 'virtio-net-pci', rng: 'virtio-rng-pci' }[element!] ??
        'pci-bridge';
      const deviceClass =
        element === 'disk' || element === 'interface' || element === 'controller' ? element : 'other';
      devices.push(
        createDevice({ id, card: { kind: 'emulated', driver, msix: null, options: [] }, zpci, deviceClass }),
      );
    }
    const name = fitName(title);
    if (devices.length === 0 || name === '' || guests.length >= MOST_GUESTS) continue;
    guests.push(createGuest({ id: guestIdOf(name), name, domain: name, running: null, devices }));
  }
  if (guests.length > 0)
    reader.find(
      'info',
      path,
      `The text has ${sections.length} sections; the ${guests.length} whose domain libvirt took, and that have PCI devices, are guests here. The version of QEMU is not told: the newest that this program knows is taken.`,
    );
  if (assumed)
    reader.find(
      'info',
      path,
      'Of host devices the text tells only the domain of their address; the rest is taken as 00:00.0, which most functions have.',
    );
  return guests;
}
