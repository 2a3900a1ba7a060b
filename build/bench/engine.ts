/** Engine measurements. Every baseline does the same work the plain way, in the same process and run. */
import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { allConflicts, conflictsOf } from '../../electron/engine/ap/derive/conflicts.ts';
import { applyEdit } from '../../electron/engine/ap/edits.ts';
import { apView } from '../../electron/engine/ap/family.ts';
import { createMdev, masksOf } from '../../electron/engine/ap/model.ts';
import { fromFile, toFile } from '../../electron/engine/ap/file.ts';
import { observeAp, wantsAp } from '../../electron/engine/ap/observe.ts';
import { apFolders, apTree } from '../../electron/engine/ap/tree.ts';
import { writeCaptureTar } from '../../electron/engine/hosts/make-capture.ts';
import { readCapture } from '../../electron/engine/hosts/read-capture.ts';
import { apCells } from '../../shared/ap/cells.ts';
import type { ApEdit } from '../../shared/ap/edits.ts';
import type { ApState } from '../../shared/ap/types.ts';
import { EXAMPLES } from '../examples/machines.ts';
import { refreshShadows } from '../../electron/engine/ap/kernel/filter.ts';
import { timed } from './timed.ts';

export function fullMachine(): ApState {
  const example = EXAMPLES.find(({ id }) => id === 'full-machine');
  if (!example) throw new Error('the full-machine example is gone');
  return refreshShadows(example.ap);
}

/** 256 guests of 8 x 8 queues on a full machine; exactly 16 pairs meet. */
function crowdedGuests() {
  return Array.from({ length: 256 }, (_, index) => {
    const [band, column] = [index >> 5, index & 31];
    const shift = index % 16 === 15 && column < 31 ? 1 : 0;
    const adapters = Array.from({ length: 8 }, (_, at) => band * 8 + at);
    const domains = Array.from({ length: 8 }, (_, at) => column * 8 + at + shift);
    return createMdev(`guest-${index}`, { name: `guest-${index}`, matrix: masksOf(adapters, domains, []) });
  });
}

/** The plain way: every guest's queues as a list, every list compared with every other. */
function pairwiseListCompare(lists: readonly (readonly number[])[]): number {
  let pairs = 0;
  for (let left = 0; left < lists.length; left++)
    for (let right = left + 1; right < lists.length; right++)
      if (lists[left]!.some((apqn) => lists[right]!.includes(apqn))) pairs++;
  return pairs;
}

export function measureConflicts() {
  const mdevs = crowdedGuests();
  const state = { ...fullMachine(), mdevs };
  const lists = mdevs.map(({ matrix }) => {
    const list: number[] = [];
    for (let adapter = 0; adapter < 256; adapter++)
      for (let domain = 0; domain < 256; domain++)
        if (
          ((matrix.apm[adapter >> 5]! << (adapter & 31)) & 0x80000000) !== 0 &&
          ((matrix.aqm[domain >> 5]! << (domain & 31)) & 0x80000000) !== 0
        )
          list.push(adapter * 256 + domain);
    return list;
  });
  const found = [allConflicts(state).length, pairwiseListCompare(lists)];
  if (found[0] !== found[1] || found[0] === 0)
    throw new Error(`the two ways must find the same conflicts: ${found.join(' and ')}`);
  const middle = mdevs[128]!;
  return {
    pairs: found[0],
    ours: timed(() => void allConflicts(state), 15),
    baseline: timed(() => void pairwiseListCompare(lists), 3),
    incremental:
      timed(() => {
        for (let again = 0; again < 100; again++) conflictsOf(middle, mdevs);
      }, 15) / 100,
  };
}

/**
 * One assignment to a guest of the full machine: rules checked, state made, problems found and view packed again. The
 * plain way reads the whole model back from its file form and views it as if nothing were known.
 */
export function measureEdit() {
  const state = fullMachine();
  const mdev = state.mdevs[100]!;
  const edit: ApEdit = {
    family: 'ap',
    op: 'assign',
    mdev: mdev.id,
    adapters: [],
    domains: [],
    controlDomains: [7],
  };
  const answer = applyEdit(state, edit);
  if (!answer.ok) throw new Error(`the benchmark's edit was refused: ${answer.refusal.message}`);
  const file = JSON.stringify(toFile(answer.state));
  return {
    edit: timed(() => void applyEdit(state, edit), 15),
    view: timed(() => void apView(state, answer.state), 9),
    wholeModel: timed(() => {
      const again = fromFile(JSON.parse(file));
      apView(again, again);
    }, 5),
  };
}

/** A class 0..7 for each of the 65,536 cells of the full machine: what the baseline table shows. */
export function cellCodes(): number[] {
  const { classes, owner } = apCells(fullMachine(), null, 'desired');
  return Array.from(classes, (kind, apqn) => (owner[apqn] === 0 ? kind % 4 : 4 + (owner[apqn]! % 4)));
}

/** Bytes of the renderer's whole view of a full machine with 200 guests, as UTF-8 JSON, uncompressed. */
export function snapshotBytes(): number {
  const state = fullMachine();
  return Buffer.byteLength(JSON.stringify(apView(state, state)));
}

async function writeFullCapture(file: string): Promise<void> {
  const stream = new PassThrough();
  const machine = fullMachine();
  await Promise.all([
    writeCaptureTar(apTree(machine), apFolders(machine), stream),
    pipeline(stream, createGzip({ level: 1 }), createWriteStream(file)),
  ]);
}

/** The plain way: unpack with tar, then read every file below sys. */
function unpackAndReadAll(file: string, folder: string): number {
  execFileSync('tar', ['-xzf', file, '-C', folder]);
  let files = 0;
  const walk = (at: string): void => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      if (entry.isDirectory()) walk(path.join(at, entry.name));
      else if (entry.isFile()) {
        readFileSync(path.join(at, entry.name), 'utf8');
        files++;
      }
    }
  };
  walk(folder);
  return files;
}

export async function measureImport() {
  const folder = mkdtempSync(path.join(tmpdir(), 'studio-bench-'));
  try {
    const file = path.join(folder, 'full.tar.gz');
    await writeFullCapture(file);
    const start = performance.now();
    const capture = await readCapture({ kind: 'path', path: file }, wantsAp);
    const observed = observeAp(capture.tree);
    const ours = performance.now() - start;
    const queues = observed ? observed.state.queues.state.filter((value) => value > 0).length : 0;
    if (queues !== 65_536) throw new Error(`the import must find 65,536 queues, it found ${queues}`);
    const plainStart = performance.now();
    const files = unpackAndReadAll(file, folder);
    const baseline = performance.now() - plainStart;
    return { ours, baseline, files };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
