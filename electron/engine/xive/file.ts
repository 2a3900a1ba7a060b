/**
 * A XIVE state in workspace files, and back: readings and branches, each value that is not the default. Everything else
 * follows by playing the branches.
 */
import { z } from 'zod';
import { StudioError } from '../../../shared/errors.ts';
import type { Json } from '../../../shared/patches.ts';
import {
  type Branch,
  DEFAULT_CONFIG,
  type Reading,
  type SetupVm,
  type XiveConfig,
  type XiveState,
} from '../../../shared/xive/types.ts';
import { packPages, unpackPages } from './file/page-runs.ts';
import { type BranchFile, xiveFileSchema } from './file/schema.ts';

type Plain = Readonly<Record<string, unknown>>;

/** As many pages as KVM has LISNs for. */
const MOST_PAGES = 2_097_152;

/** The values of `whole` that `usual` has not. */
function differing(whole: object, usual: object): Plain {
  const known = usual as Plain;
  return Object.fromEntries(
    Object.entries(whole).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(known[key])),
  );
}

/** Without nulls and empty lists, all the way down. */
function told(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(told);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => (part === null ? [] : [[key, told(part)]])),
  );
}

const EMPTY_READING = {
  vcpus: [],
  sources: [],
  vmas: [],
  regions: [],
  flat: [],
  trace: [],
  devices: [],
  otherLines: [],
  phbs: [],
} as const;

function readingToFile(reading: Reading): unknown {
  return told(differing(reading, EMPTY_READING));
}

function vmToFile({ sources, populated, devices, orphans, ...rest }: SetupVm): Plain {
  return {
    ...rest,
    sources: sources.map((range) => differing(range, { lsi: false })),
    ...(populated.length > 0 ? { populated: packPages(populated) } : {}),
    ...(devices.length > 0 ? { devices: devices.map((device) => differing(device, { mapped: true })) } : {}),
    ...(orphans.length > 0 ? { orphans } : {}),
  };
}

export function configToFile(config: XiveConfig): Plain {
  return differing(config, DEFAULT_CONFIG);
}

function branchToFile({ id, name, about, parent, config, setup, events }: Branch): Plain {
  const special = configToFile(config);
  return {
    id,
    name,
    ...(about === '' ? {} : { about }),
    ...(parent === null ? {} : { parent }),
    ...(Object.keys(special).length > 0 ? { config: special } : {}),
    setup: { vms: setup.vms.map(vmToFile) },
    ...(events.length > 0 ? { events } : {}),
  };
}

export function toFile({ readings, branches }: XiveState): Json {
  const file = {
    ...(readings.length > 0 ? { readings: readings.map(readingToFile) } : {}),
    branches: branches.map(branchToFile),
  };
  return file as unknown as Json;
}

function fail(sentence: string): never {
  throw new StudioError('unreadable', `The XIVE part of this file cannot be read: ${sentence}`);
}

function once(what: string, ids: readonly string[]): void {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) fail(`the ${what} ${id} is told twice.`);
    seen.add(id);
  }
}

function branchFromFile({ config, setup, ...rest }: BranchFile): Branch {
  const vms = setup.vms.map((vm): SetupVm => {
    const populated = unpackPages(vm.populated, MOST_PAGES);
    if (populated === null)
      fail(`the guest ${vm.name} of branch ${rest.id} has more than ${MOST_PAGES} populated pages.`);
    return { ...vm, populated };
  });
  return { ...rest, config: { ...DEFAULT_CONFIG, ...config }, setup: { vms } };
}

/** Throws StudioError `unreadable` with a sentence for anything that is not a state this program wrote. */
export function fromFile(json: unknown): XiveState {
  const parsed = xiveFileSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    fail(`${z.core.toDotPath(issue.path) || 'the whole'}: ${issue.message}.`);
  }
  const { readings, branches } = parsed.data;
  once(
    'reading',
    readings.map(({ id }) => id),
  );
  once(
    'branch',
    branches.map(({ id }) => id),
  );
  for (const { id, setup } of branches)
    once(
      `guest of branch ${id},`,
      setup.vms.map(({ name }) => name),
    );
  return { readings, branches: branches.map(branchFromFile) };
}
