/** All guests that a capture tells of, each once: domains of libvirt, then running processes, then texts. */
import { fitName } from '../../../../../shared/names.ts';
import type { ProfileId, ZpciGuest } from '../../../../../shared/zpci/types.ts';
import { createGuest, guestIdOf } from '../../model.ts';
import { MIXED_TEXTS } from '../places.ts';
import type { ZpciReader } from '../reader.ts';
import { readCommand } from './command-guest.ts';
import { readDomain } from './domain-guest.ts';
import { devicesOfQtree } from './qtree.ts';
import { guestsOfCommands, guestsOfTables } from './transcripts.ts';
import { profileIn } from './versions.ts';

const DOMAIN_FOLDERS: readonly (readonly [folder: string, pattern: RegExp])[] = [
  ['/run/libvirt/qemu', /\.xml$/],
  ['/captured/domains', /./],
  ['/sos_commands/virsh', /^virsh_-r_dumpxml_/],
  ['/etc/libvirt/qemu', /\.xml$/],
];
const MOST_XML = 16 * 1024 * 1024;
const MOST_GUESTS = 1024;

export interface CollectedGuests {
  readonly guests: readonly ZpciGuest[];
  /** Some text about guests was in the source. */
  readonly told: boolean;
}

/** Texts that hold several things, by path. */
export function mixedTexts(reader: ZpciReader): readonly (readonly [path: string, text: string])[] {
  return reader.tree.list(MIXED_TEXTS).flatMap((name) => {
    const path = `${MIXED_TEXTS}/${name}`;
    const text = reader.tree.text(path);
    return text === undefined ? [] : [[path, text] as const];
  });
}

function* domainTexts(reader: ZpciReader): Generator<readonly [path: string, text: string]> {
  let total = 0;
  for (const [folder, pattern] of DOMAIN_FOLDERS)
    for (const file of reader.tree.list(folder)) {
      const path = `${folder}/${file}`;
      const text = pattern.test(file) ? reader.text(path) : undefined;
      if (text === undefined) continue;
      total += text.length;
      if (total > MOST_XML) {
        reader.find('warning', folder, 'There is more than 16 MiB of domain XML; the rest is left out.');
        return;
      }
      yield [path, text];
    }
}

/** A snippet of a domain: devices without the domain around them. */
const SNIPPET = /^\s*<(?:devices|hostdev|interface|disk|controller|rng)\b/;

function fromMixed(
  reader: ZpciReader,
  path: string,
  text: string,
  profile: ProfileId | null,
): readonly ZpciGuest[] {
  const label = labelOf(path);
  if (SNIPPET.test(text)) {
    const inner = /^\s*<devices\b/.test(text) ? text : `<devices>${text}</devices>`;
    const read = readDomain(
      reader,
      path,
      `<domain type='kvm'><name>snippet</name><os><type arch='s390x'>hvm</type></os>${inner}</domain>`,
    );
    if (read === null) return [];
    if ('why' in read) {
      reader.find('warning', path, `This text is left out: ${read.why}.`);
      return [];
    }
    if (read.devices.length === 0) return [];
    reader.find(
      'info',
      path,
      `The text shows devices without their domain. They are taken as those of a guest ${label} that no libvirt domain is known for; tell the domain’s name where there is one.`,
    );
    return [{ ...read, name: label, id: guestIdOf(label), domain: null, running: null }];
  }
  const source = { reader, path, label, profile };
  return [...guestsOfCommands(text, source), ...guestsOfTables(text, source)];
}

function labelOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.(?:txt|log|xml)$/, '');
  return fitName(/^(?:qemu-command-line|monitor-info-qtree)$/.test(name) ? 'guest' : name, 'guest');
}

/** Of the monitor's trees of devices, for machines without a command line. */
function guestsOfMonitors(
  reader: ZpciReader,
  mixed: readonly (readonly [string, string])[],
  profile: ProfileId | null,
): readonly ZpciGuest[] {
  return mixed.flatMap(([path, text]) => {
    const devices = devicesOfQtree(text);
    if (devices === null) return [];
    reader.find(
      'info',
      path,
      'The guest is taken from the monitor’s tree of devices, the newest of which comes first there.',
    );
    const name = labelOf(path);
    return [
      createGuest({
        id: guestIdOf(name),
        name,
        running: true,
        ...(profile === null ? {} : { profile }),
        devices,
      }),
    ];
  });
}

export function collectGuests(reader: ZpciReader): CollectedGuests {
  const found: ZpciGuest[] = [];
  let told = false;
  for (const [path, text] of domainTexts(reader)) {
    const read = readDomain(reader, path, text);
    if (read === null) continue;
    told = true;
    if ('why' in read) reader.find('warning', path, `This file is left out: ${read.why}.`);
    else found.push(read);
  }
  if (found.length > 0)
    reader.find(
      'info',
      '/captured/domains',
      'Domain XML does not tell the version of QEMU; the newest that this program knows is taken. Choose another profile for a guest where that is wrong.',
      'profile of a domain',
    );
  const mixed = mixedTexts(reader);
  const profiles = [...new Set(mixed.flatMap(([, text]) => profileIn(text) ?? []))];
  const profile = profiles.length === 1 ? profiles[0]! : null;
  for (const name of reader.tree.list('/proc')) {
    const path = `/proc/${name}/cmdline`;
    const text = /^\d{1,9}$/.test(name) ? reader.tree.text(path) : undefined;
    if (text === undefined || !/-device/.test(text)) continue;
    const guest = readCommand(text, {
      reader,
      path,
      fallbackName: `process ${name}`,
      profile,
      running: true,
    });
    if (guest !== null) found.push(guest);
  }
  const fromTexts = mixed.flatMap(([path, text]) => fromMixed(reader, path, text, profile));
  found.push(...fromTexts);
  // A command line tells more than the monitor's tree of the same machine.
  if (fromTexts.length === 0) found.push(...guestsOfMonitors(reader, mixed, profile));
  return { guests: distinct(reader, found), told: told || found.length > 0 };
}

/** The first place knows a guest best: a status file of a running domain comes before its definition. */
function distinct(reader: ZpciReader, found: readonly ZpciGuest[]): readonly ZpciGuest[] {
  const byName = new Map<string, ZpciGuest>();
  for (const guest of found)
    if (!byName.has(guest.name) && byName.size < MOST_GUESTS) byName.set(guest.name, guest);
  if (found.length > byName.size)
    reader.find('info', MIXED_TEXTS, 'The same guest is told several times; the first telling is taken.');
  return [...byName.values()].map((guest, index) => ({ ...guest, hue: index % 8 }));
}
