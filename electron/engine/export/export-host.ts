/** Exports of hosts, whatever families they have: which formats there are, the files of one, and a wish read back from files. */
import { StudioError } from '../../../shared/errors.ts';
import type { Exported, ExportFile, ExportFormatId, PlanBlock, PlanOptions } from '../../../shared/plan.ts';
import type { FormatEntry } from '../../../shared/plan-calls.ts';
import type { DeviceFamily } from '../family.ts';
import { planHost, plannedFamilies } from '../plan/named-plan.ts';
import { findHost, type HostDocument, type WorkspaceDocument } from '../workspace/document.ts';
import { ansibleBundle } from './ansible.ts';
import type { FamilyExport } from './exporting.ts';
import { type ReadExport, readHostScript, writeHostScript } from './host-script.ts';
import { safeNames } from './safe-names.ts';

/** In the order they are offered. */
const FORMATS: Readonly<Record<ExportFormatId, Pick<FormatEntry, 'title' | 'about'>>> = {
  shell: {
    title: 'Shell script',
    about: 'The steps of the plan for sh, each read back, and a script that takes them back.',
  },
  ansible: {
    title: 'Ansible project',
    about: 'Inventory, variables and a playbook with a real dry run; safe to run again and again.',
  },
  chzdev: { title: 'chzdev', about: 'Host masks as a file for chzdev --import, and the udev rule it makes.' },
  mdevctl: {
    title: 'mdevctl',
    about: 'Definitions as mdevctl keeps them, and the calls that define and start them.',
  },
  libvirt: {
    title: 'libvirt XML',
    about: 'Node devices for virsh nodedev-define, and host devices for guests.',
  },
  qemu: { title: 'QEMU arguments', about: 'The device of each guest for QEMU that is started by hand.' },
  'accel-config': { title: 'accel-config', about: 'Work queues for accel-config load-config.' },
  'xive-scenario': {
    title: 'XIVE scenario',
    about: 'All branches of the study as one case file, with the state each ends in; it opens again.',
  },
  'xive-trace': {
    title: 'XIVE trace',
    about: 'Each branch as a text: every event with its small steps, and what is stale after it.',
  },
  'xive-calls': {
    title: 'XIVE calls',
    about: 'The calls of each branch as a script to read: mappings, controls, plugs.',
  },
};

interface HostFamily {
  readonly id: string;
  readonly observed: unknown;
  readonly desired: unknown;
  readonly entry: FamilyExport;
}

/** Families of the host that have this format. */
function familiesWith(
  families: readonly DeviceFamily[],
  host: HostDocument,
  format: ExportFormatId,
): HostFamily[] {
  return families.flatMap(({ id, exports }) => {
    const states = host.families.get(id);
    const entry = exports.find((one) => one.format === format);
    return states && entry ? [{ id, ...states, entry }] : [];
  });
}

export function exportFormats(families: readonly DeviceFamily[], host: HostDocument): FormatEntry[] {
  return (Object.keys(FORMATS) as ExportFormatId[]).flatMap((id) => {
    const entries = familiesWith(families, host, id);
    const isShell = id === 'shell' && plannedFamilies(families, host).length > 0;
    if (entries.length === 0 && !isShell) return [];
    const told = new Set(entries.map(({ entry }) => entry.about ?? FORMATS[id].about));
    const about = told.size === 0 ? FORMATS[id].about : [...told].join(' ');
    return [
      { id, ...FORMATS[id], about, canBeRead: isShell || entries.some(({ entry }) => 'read' in entry) },
    ];
  });
}

/** Formats that a wish can be read from, whatever the host has. */
export function readFormats(families: readonly DeviceFamily[]): ExportFormatId[] {
  const entries = families.flatMap(({ exports }) => exports);
  return (Object.keys(FORMATS) as ExportFormatId[]).filter(
    (id) => id === 'shell' || entries.some((entry) => entry.format === id && 'read' in entry),
  );
}

/** Two families that write the same format get a folder each. */
function hostFiles(
  written: readonly { readonly id: string; readonly files: readonly ExportFile[] }[],
): ExportFile[] {
  const apart = written.filter(({ files }) => files.length > 0).length > 1;
  return written.flatMap(({ id, files }) =>
    files.map((file) => (apart ? { ...file, path: `${id}/${file.path}` } : file)),
  );
}

/** One for each block, by rule and words; files that only describe a wish say nothing of how it could be reached. */
function blockedNotes(blocks: readonly PlanBlock[], format: ExportFormatId): string[] {
  const then =
    format === 'shell'
      ? 'There are no steps, so there is no script.'
      : 'These files only describe the wish: there is no legal way to it from what was read, and on the host they will be refused or stop halfway.';
  return blocks.map(({ rule, message }) => `The plan is blocked by ${rule}: ${message} ${then}`);
}

function distinct(notes: readonly string[]): string[] {
  return [...new Set(notes)];
}

/**
 * The files of a format for one host, or for several with a folder each (the Ansible project is one for all). Throws
 * StudioError `not-found` for a host that is not there, `bad-request` for a format it has not, or for what the format
 * cannot hold.
 */
export function makeExport(
  families: readonly DeviceFamily[],
  document: WorkspaceDocument,
  hostIds: readonly string[],
  format: ExportFormatId,
  options: PlanOptions,
): Exported {
  const hosts = hostIds.map((id) => {
    const host = findHost(document, id);
    if (!host) throw new StudioError('not-found', 'That host is not in the workspace any more.');
    if (!exportFormats(families, host).some((entry) => entry.id === format))
      throw new StudioError(
        'bad-request',
        `${host.name} has nothing that can be written as ${FORMATS[format].title}.`,
      );
    return host;
  });
  const keys = safeNames(hosts.map(({ name }) => name));
  const written = hosts.map((host, index) => {
    const key = keys[index]!;
    const plan = planHost(families, host, format === 'shell' ? options : { ...options, style: 'both' });
    const { blocks } = plan;
    const about = { key, name: host.name, blocks, warnings: blockedNotes(blocks, format) };
    if (format === 'shell') {
      if (blocks.length > 0) return { ...about, notes: [], families: [] };
      const shell = writeHostScript(families, host, plan);
      return { ...about, notes: shell.notes, families: [{ id: 'plan', files: shell.files }] };
    }
    const parts = familiesWith(families, host, format).map(({ id, observed, desired, entry }) => ({
      id,
      ...entry.write({ name: host.name, observed, desired, plan }),
    }));
    return { ...about, notes: parts.flatMap(({ notes }) => notes), families: parts };
  });
  const named = (notes: readonly string[], name: string): string[] =>
    hosts.length > 1 ? notes.map((note) => `${name}: ${note}`) : [...notes];
  const blocks = written.flatMap((host) => host.blocks);
  const notes = [
    ...written.flatMap(({ warnings, name }) => named(warnings, name)),
    ...written.flatMap((host) => named(host.notes, host.name)),
  ];
  if (format === 'ansible')
    return {
      format,
      files: ansibleBundle(written),
      notes: distinct([
        ...notes,
        'Look before you run it: ansible-playbook --check --diff site.yml. It tells every change and makes none.',
        'Check the addresses in inventory.yml: a host’s name here need not be the name it has in the network.',
      ]),
      blocks,
    };
  return {
    format,
    files: written.flatMap(({ key, families: parts }) =>
      hostFiles(parts).map((file) => (hosts.length > 1 ? { ...file, path: `${key}/${file.path}` } : file)),
    ),
    notes: distinct(notes),
    blocks,
  };
}

/**
 * The wish that files tell, on top of what was observed: an earlier wish is replaced, not mixed with it. Files that tell
 * several hosts' wishes are refused; nothing is left out without a note.
 */
export function readExport(
  families: readonly DeviceFamily[],
  host: HostDocument,
  format: ExportFormatId,
  files: readonly ExportFile[],
): ReadExport {
  if (format === 'shell') return readHostScript(families, host, files);
  const desired = new Map<string, unknown>();
  const notes: string[] = [];
  for (const { id, observed, entry } of familiesWith(families, host, format)) {
    if (!entry.read) continue;
    const result = entry.read(files, observed);
    if (!result.ok) return result;
    desired.set(id, result.state);
    notes.push(...result.notes);
  }
  if (desired.size > 0) return { ok: true, desired, notes: distinct(notes) };
  throw new StudioError(
    'bad-request',
    `${host.name} has nothing that can be read from ${FORMATS[format].title}.`,
  );
}

/** An existing libvirt domain with the guest's device put in. Throws StudioError with a sentence where that cannot be. */
export function domainXml(
  families: readonly DeviceFamily[],
  host: HostDocument,
  device: string,
  xml: string,
): { readonly xml: string; readonly notes: readonly string[] } {
  const misses: StudioError[] = [];
  for (const { desired, entry } of familiesWith(families, host, 'libvirt')) {
    try {
      if (entry.putIntoDomain) return entry.putIntoDomain(desired, device, xml);
    } catch (error) {
      if (!(error instanceof StudioError) || error.code !== 'not-found') throw error;
      misses.push(error);
    }
  }
  throw misses[0] ?? new StudioError('bad-request', `${host.name} has no devices for libvirt domains.`);
}
