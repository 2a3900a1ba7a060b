/**
 * A host's files -> its zPCI functions and guests, and what the files left open (zpci.md 4). Every fact comes from the
 * best place; what no file tells stays unknown.
 */
import {
  type HostFunction,
  UNTOLD_FACTS,
  type UntoldFact,
  type ZpciState,
} from '../../../shared/zpci/types.ts';
import type { Observation } from '../family.ts';
import type { HostTree } from '../hosts/tree.ts';
import { withinBounds } from './file/within-bounds.ts';
import { type ClpText, readClpText, withClp } from './observe/clp.ts';
import { collectGuests, type CollectedGuests, mixedTexts } from './observe/guests/collect.ts';
import { explainedIn, explainLine } from './observe/guests/refusals.ts';
import { observeHost, uidCheckingOf, withErrors } from './observe/host.ts';
import { type Listing, readListing, withAddresses } from './observe/listing.ts';
import { ADDRESS, CLP_TEXT, GREP_TEXT, LINKS_TEXT, PCI_DEVICES, SLOTS, VFIO_TEXT } from './observe/places.ts';
import { ZpciReader } from './observe/reader.ts';
import { findFunctions, readFunction, withSlots } from './observe/sysfs.ts';
import { treeOfTexts } from './observe/texts.ts';
import { readVfioText, type VfioBlock, withVfio } from './observe/vfio.ts';

export { wantsZpci } from './observe/wants.ts';

interface Source {
  readonly reader: ZpciReader;
  readonly functions: readonly HostFunction[];
}

function functionsIn(reader: ZpciReader): readonly HostFunction[] {
  const byFid = new Map<number, HostFunction>();
  for (const found of findFunctions(reader)) {
    const one = readFunction(reader, found);
    if (one === null) continue;
    const before = byFid.get(one.fid);
    if (before)
      reader.find(
        'warning',
        `${found.folder}/function_id`,
        `${found.address} has the FID of ${before.address}, which cannot be on one machine; it is left out.`,
        'FID twice',
      );
    else byFid.set(one.fid, one);
  }
  return [...byFid.values()];
}

/** The best source: sysfs itself, else the texts of its values and links. */
function sourceOf(tree: HostTree): Source {
  const whole = new ZpciReader(tree);
  const functions = functionsIn(whole);
  const hasSlots = tree.list(SLOTS).some((name) => /^[0-9a-f]{8}$/.test(name));
  if (functions.length > 0 || hasSlots) return { reader: whole, functions };
  const texts = treeOfTexts(tree);
  if (texts === null) return { reader: whole, functions };
  const reader = new ZpciReader(texts.tree);
  const found = functionsIn(reader);
  if (!texts.values) reportLinksOnly(reader, texts.tree);
  else if (!texts.links)
    reader.find(
      'info',
      GREP_TEXT,
      'The source tells values only. Drivers are known where `uevent` tells them, IOMMU groups and owners not; open the links of /sys/bus/pci/devices with it, both texts in one folder.',
    );
  for (const line of texts.strange)
    reader.find(
      'info',
      GREP_TEXT,
      `This line is no value and no link: "${line.slice(0, 80).replaceAll(/[^\x20-\x7e]/g, '?')}".`,
      'strange',
    );
  return { reader, functions: found };
}

function reportLinksOnly(reader: ZpciReader, tree: HostTree): void {
  const addresses = tree.list(PCI_DEVICES).filter((name) => new RegExp(`^${ADDRESS}$`).test(name));
  reader.find(
    'warning',
    LINKS_TEXT,
    `The source tells names only: ${addresses.slice(0, 20).join(', ')}${addresses.length > 20 ? ` and ${addresses.length - 20} more` : ''}. A function is known by its FID, which is in no link; open the output of grep over /sys/bus/pci/devices with it, both texts in one folder.`,
  );
}

interface ClpSource {
  readonly clp: ClpText;
  readonly path: string;
}

/** Of texts with CLP answers the one of its own kind, else the first of the mixed ones. */
function clpSource(reader: ZpciReader, mixed: readonly (readonly [string, string])[]): ClpSource | null {
  const own = reader.tree.text(CLP_TEXT);
  for (const [path, text] of [...(own === undefined ? [] : [[CLP_TEXT, own] as const]), ...mixed]) {
    const clp = readClpText(text);
    if (clp !== null) return { clp, path };
  }
  return null;
}

function reportClp(reader: ZpciReader, { clp, path }: ClpSource, sysfs: readonly HostFunction[]): void {
  if (clp.walks > 1)
    reader.find(
      'info',
      path,
      `The text asks for the list ${clp.walks} times, at several moments or on several machines; the functions are those of the last time.`,
    );
  if (clp.listed !== null && clp.listed > clp.entries.length && clp.entries.length > 0)
    reader.find(
      'warning',
      path,
      `The list has ${clp.listed} entries, of which the text shows ${clp.entries.length}; the others are not known.`,
    );
  if (sysfs.length === 0) {
    const bare = clp.entries.filter(({ fid }) => !clp.functions.has(fid)).length;
    reader.find(
      'info',
      path,
      `CLP tells neither PCI addresses nor drivers, so those are unknown.${bare > 0 ? ` Of ${bare} functions only the entry of the list is there.` : ''}`,
    );
    return;
  }
  const configured = sysfs.filter(({ state }) => state === 'configured').map(({ fid }) => fid);
  const missing = clp.entries.filter(({ fid, configured: on }) => on && !configured.includes(fid));
  if (missing.length > 0)
    reader.find(
      'warning',
      path,
      `CLP lists ${missing.length} configured functions that /sys does not have, such as FID 0x${missing[0]!.fid.toString(16)}; they may be beyond the kernel’s limit, or of another moment.`,
    );
}

const NO_LISTING: Listing = { functions: [], addresses: [], moments: 0 };

/** What transcripts show of slots and functions, where nothing better is there. */
function listed(reader: ZpciReader, mixed: readonly (readonly [string, string])[]): Listing {
  for (const [path, text] of mixed) {
    const listing = readListing(text);
    if (listing.functions.length === 0) continue;
    if (listing.moments > 1)
      reader.find(
        'info',
        path,
        `The text shows the functions at ${listing.moments} moments; the last one is taken.`,
      );
    return listing;
  }
  return NO_LISTING;
}

/** A table of functions and a list of CLP that have nothing in common are of two machines: the table tells more. */
function ofOneMachine(reader: ZpciReader, clp: ClpSource | null, { functions }: Listing): ClpSource | null {
  if (clp === null || functions.length === 0) return clp;
  if (clp.clp.entries.some(({ fid }) => functions.some((one) => one.fid === fid))) return clp;
  reader.find(
    'info',
    clp.path,
    'The text shows several machines. The functions are those of its table with addresses; the lists of CLP are of others and left out.',
  );
  return null;
}

function withVfioText(
  reader: ZpciReader,
  functions: readonly HostFunction[],
  blocks: readonly VfioBlock[],
): readonly HostFunction[] {
  const joined = withVfio(functions, blocks);
  const { byHandle, counted } = joined;
  if (byHandle > 0)
    reader.find(
      'warning',
      VFIO_TEXT,
      `VFIO does not tell FIDs: ${byHandle} functions are named by their handle here, where their FID would stand. Import the host’s /sys too.`,
    );
  if (counted > 0)
    reader.find(
      'warning',
      VFIO_TEXT,
      `VFIO does not tell FIDs: ${counted} functions, of which it does not tell a handle of their own either, have numbers here that count down from 0xffffffff and are no FIDs. Import the host’s /sys too.`,
    );
  return joined.functions;
}

/** What the source did not tell. */
function untoldOf(
  reader: ZpciReader,
  functions: readonly HostFunction[],
  guests: CollectedGuests,
): readonly UntoldFact[] {
  const known = functions.filter(({ state }) => state === 'configured');
  const untold: Readonly<Record<UntoldFact, boolean>> = {
    drivers: known.some(({ driverTold }) => !driverTold),
    answers: known.some(({ noi, answer }) => noi === null && answer === null),
    windows: known.some(({ window }) => window === null),
    guests: !guests.told,
    slots: reader.tree.list(SLOTS).length === 0,
  };
  return UNTOLD_FACTS.filter((fact) => untold[fact]);
}

function reportGuests(
  reader: ZpciReader,
  functions: readonly HostFunction[],
  { guests }: CollectedGuests,
): void {
  const addresses = new Set(functions.map(({ address }) => address));
  for (const guest of guests)
    for (const { card, id } of guest.devices)
      if (card?.kind === 'vfio' && !addresses.has(card.host))
        reader.find(
          'info',
          card.host,
          `${guest.name} has ${card.host} as ${id}; the source does not tell of that function of the host.`,
          'unknown host function',
        );
}

function reportMessages(reader: ZpciReader, texts: readonly (readonly [string, string])[]): void {
  for (const [path, text] of texts)
    for (const { message, meaning, count } of explainedIn(text))
      reader.find('info', path, `"${message}"${count > 1 ? ` (${count} times)` : ''}: ${meaning}`);
}

/** As QEMU, libvirt and the kernel begin their lines: a text about them quotes messages within its own. */
const MESSAGE_LINE = /^(?:qemu-system-s390x: -|error: |(?:XML|internal) error: |\[ *\d+\.\d+\] )/;

function hasMessages(text: string): boolean {
  const lines = text.split('\n', 200_000).filter((line) => MESSAGE_LINE.test(line));
  return lines.some((line) => explainLine(line) !== null);
}

/** The one state a capture tells, or null when it has no zPCI function. Never throws for bad files. */
export function observeZpci(tree: HostTree): Observation<ZpciState> | null {
  const { reader, functions: sysfs } = sourceOf(tree);
  const mixed = mixedTexts(reader);
  const clpText = reader.tree.text(CLP_TEXT);
  const messages = [...mixed, ...(clpText === undefined ? [] : [[CLP_TEXT, clpText] as const])];
  const listing = sysfs.length > 0 ? NO_LISTING : listed(reader, mixed);
  const clp = ofOneMachine(reader, clpSource(reader, mixed), listing);
  const blocks = readVfioText(reader.tree.text(VFIO_TEXT) ?? '');
  const guests = collectGuests(reader);
  const shown = sysfs.length > 0 ? sysfs : listing.functions;
  const slotted = withSlots(reader, shown, uidCheckingOf(reader, shown, clp?.clp ?? null));
  const answered = clp === null ? slotted : withClp(slotted, clp.clp);
  if (clp !== null) reportClp(reader, clp, slotted);
  const named = withAddresses(answered, listing.addresses);
  const functions = withErrors(reader, withVfioText(reader, named, blocks));
  const withDevices = guests.guests.filter(({ devices }) => devices.length > 0);
  // Links wait for the values of their functions, and messages are explained; prose about this family is none of that.
  const tells = tree.has(LINKS_TEXT) || clpText !== undefined || mixed.some(([, text]) => hasMessages(text));
  const isOurs = !tree.has('/sys') && tells;
  if (functions.length === 0 && withDevices.length === 0 && !isOurs) return null;
  reportGuests(reader, functions, guests);
  reportMessages(reader, messages);
  const host = observeHost(
    reader,
    functions,
    clp?.clp ?? null,
    blocks,
    messages.map(([, text]) => text),
  );
  const state: ZpciState = {
    host,
    functions: [...functions].sort((left, right) => left.fid - right.fid),
    guests: guests.guests,
    untold: untoldOf(reader, functions, guests),
  };
  const bounded = withinBounds(state, (what, message, kind) => reader.find('warning', what, message, kind));
  return { state: bounded, findings: reader.findings() };
}
