/** This machine, or a folder on it that mirrors a host's `/`. */
import { spawn } from 'node:child_process';
import { lstat, mkdir, readdir, readlink, realpath, rm, rmdir, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../../shared/errors.ts';
import type { Command } from '../../../shared/plan.ts';
import type { DeviceFamily } from '../family.ts';
import { importCapture } from '../session/import-capture.ts';
import { systemReason } from '../workspace/atomic-save.ts';
import { entryBelow, fileBelow } from './below-root.ts';
import { errnoOfText, writeFailure } from './errno.ts';
import { NOT_PLAIN, readPlain, writePlain } from './plain-file.ts';
import { replaceFile, replaceLink, sweepTemporary } from './replace-file.ts';
import {
  type Failure,
  leavesRoot,
  type Look,
  type ProgramEnd,
  REACTING_FILE_SYSTEMS,
  type Target,
  type TreeEffect,
} from './target.ts';

/** No program of a plan takes this long; one that does hangs. */
export const PROGRAM_MILLISECONDS = 10 * 60 * 1000;
/** Where an ordinary user's PATH does not look: chzdev, modprobe, and mdevctl of some systems are there. */
export const SYSTEM_FOLDERS = '/usr/local/sbin:/usr/sbin:/sbin';
/** More is no message to an administrator. */
const MAX_OUTPUT = 200_000;

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}

async function lookAt(entry: string, file: () => Promise<string>): Promise<Look> {
  try {
    const found = await lstat(entry);
    if (found.isDirectory()) return { kind: 'folder' };
    if (!found.isSymbolicLink()) {
      const read = await readPlain(entry);
      return 'text' in read ? { kind: 'text', ...read } : { kind: 'unreadable', ...read };
    }
    const leadsToFile = (await stat(entry).catch(() => null))?.isFile() ?? false;
    const read = leadsToFile ? await readPlain(await file()) : { text: null };
    return { kind: 'link', target: await readlink(entry), text: 'text' in read ? read.text : null };
  } catch (error) {
    if (error instanceof StudioError) throw error;
    const code = codeOf(error);
    return code === 'ENOENT' || code === 'ENOTDIR' ? { kind: 'absent' } : { kind: 'unreadable', why: code };
  }
}

async function writeOnce(file: string, hostPath: string, text: string): Promise<Failure | null> {
  const failed = (errno: string | null, told: string) => ({
    errno,
    message: writeFailure(hostPath, text, errno, told),
  });
  try {
    const bytes = Buffer.from(`${text}\n`, 'utf8');
    const taken = await writePlain(file, bytes);
    if (taken === null) return failed(null, NOT_PLAIN);
    // A second write would be a second order to the kernel.
    return taken === bytes.length ? null : failed('EIO', `only ${taken} of ${bytes.length} bytes were taken`);
  } catch (error) {
    return failed(codeOf(error), codeOf(error));
  }
}

function runProgram({ argv, stdin }: Command): Promise<ProgramEnd> {
  const [program = '', ...args] = argv;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      env: { ...process.env, LC_ALL: 'C', PATH: `${process.env.PATH ?? ''}:${SYSTEM_FOLDERS}` },
      // Ctrl-C in a terminal is for us, between steps, and not for the program that just runs.
      detached: process.platform !== 'win32',
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: PROGRAM_MILLISECONDS,
    });
    let printed = '';
    const collect = (chunk: string) => {
      printed = (printed + chunk).slice(-MAX_OUTPUT);
    };
    const end = (failure: Failure | null) =>
      resolve({ failure, output: printed.split('\n').filter((line) => line !== '') });
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.on('error', (error) => end({ errno: codeOf(error), message: startFailure(program, error) }));
    child.on('close', (code, signal) => end(programFailure(program, code, signal, printed)));
    // A program that ends without reading its input is judged by its exit code.
    child.stdin.on('error', () => {});
    child.stdin.end(stdin ?? '');
  });
}

function startFailure(program: string, error: unknown): string {
  return codeOf(error) === 'ENOENT'
    ? `There is no program ${program} here.`
    : `${program} could not be started: ${systemReason(error)}.`;
}

/** Null when it ended well; also for programs that ran elsewhere. */
export function programFailure(
  program: string,
  code: number | null,
  signal: string | null,
  printed: string,
): Failure | null {
  if (code === 0) return null;
  if (program === 'timeout' && code === 124)
    return { errno: 'ETIMEDOUT', message: 'What was waited for did not come in time; it may still come.' };
  const how = code === null ? `was ended by ${signal ?? 'a signal'}` : `ended with exit code ${code}`;
  const last = printed.trimEnd().split('\n').at(-1) ?? '';
  return {
    errno: errnoOfText(printed),
    message: `${program} ${how}${last === '' ? '.' : `: ${last.replace(/\.$/, '')}.`}`,
  };
}

/** Links of buses to a device that is gone: the kernel takes them away with it. */
async function removeBusLinks(root: string, name: string): Promise<void> {
  const buses = await readdir(path.join(root, 'sys/bus')).catch(() => []);
  for (const bus of buses) {
    const link = await entryBelow(root, `/sys/bus/${bus}/devices/${name}`);
    const isLink = await lstat(link).then(
      (found) => found.isSymbolicLink(),
      () => false,
    );
    if (isLink && !(await stat(link).catch(() => null))) await rm(link);
  }
}

async function placeOne(root: string, effect: TreeEffect): Promise<void> {
  if (effect.kind === 'gone') {
    const entry = await entryBelow(root, effect.path);
    if (entry === root) throw leavesRoot(effect.path, root);
    const wasFolder = (await lstat(entry).catch(() => null))?.isDirectory() ?? false;
    await rm(entry, { recursive: true, force: true });
    if (wasFolder) await removeBusLinks(root, path.basename(entry));
    return;
  }
  if (effect.kind === 'folder') {
    await mkdir(await entryBelow(root, effect.path), { recursive: true });
    return;
  }
  if (effect.kind === 'emptied') {
    // Not empty, or gone: then there is nothing to tidy up.
    await rmdir(await entryBelow(root, effect.path)).catch(() => {});
    return;
  }
  if (effect.kind === 'link') {
    const entry = await entryBelow(root, effect.path);
    await mkdir(path.dirname(entry), { recursive: true });
    await replaceLink(root, entry, effect.target);
    return;
  }
  const file = await fileBelow(root, effect.path);
  await mkdir(path.dirname(file), { recursive: true });
  await replaceFile(root, file, effect.text);
}

async function placeAll(root: string, effects: readonly TreeEffect[]): Promise<void> {
  for (const effect of effects) {
    try {
      await placeOne(root, effect);
    } catch (error) {
      if (error instanceof StudioError) throw error;
      throw new StudioError('io', `${effect.path} could not be changed: ${systemReason(error)}.`);
    }
  }
}

/** Throws `not-found` when there is no such root, or nothing of a host at it. */
async function realRoot(root: string): Promise<string> {
  const real = await realpath(root).catch((error: unknown) => {
    throw new StudioError('not-found', `The root ${root} cannot be used: ${systemReason(error)}.`);
  });
  if (real === '/')
    throw new StudioError('bad-request', 'The root / is this machine itself: give no root for that.');
  if (!(await stat(path.join(real, 'sys')).catch(() => null))?.isDirectory())
    throw new StudioError('not-found', `${root} holds no folder sys, so there is no host below it.`);
  return real;
}

export async function openLocalTarget(
  root: string | null,
  families: readonly DeviceFamily[],
): Promise<Target> {
  const real = root === null ? '/' : await realRoot(root);
  if (root === null && !(await stat('/sys').catch(() => null)))
    throw new StudioError('not-found', 'This machine has no /sys, so nothing can be applied to it.');
  const reacts = root === null || REACTING_FILE_SYSTEMS.has((await statfs(path.join(real, 'sys'))).type);
  const mode = root === null ? 'host' : reacts ? 'below-root' : 'stand-in';
  const origin =
    root === null ? ({ kind: 'this-machine' } as const) : ({ kind: 'path', path: real } as const);
  const noRoot = () => new StudioError('internal', 'Files are placed below a root only.');
  return {
    where: { kind: 'this-machine', root: root === null ? null : real },
    label:
      root === null
        ? 'this machine'
        : `${mode === 'stand-in' ? 'a stand-in kernel on ' : ''}this machine, below ${real}`,
    key: `local:${real}`,
    mode,
    look: async (hostPath) => lookAt(await entryBelow(real, hostPath), () => fileBelow(real, hostPath)),
    write: async (hostPath, text) => writeOnce(await fileBelow(real, hostPath), hostPath, text),
    run: runProgram,
    place: (effects) => (root === null ? Promise.reject(noRoot()) : placeAll(real, effects)),
    async sweep(paths) {
      const files = await Promise.all(paths.map((one) => fileBelow(real, one).catch(() => null)));
      if (root !== null)
        await sweepTemporary(
          real,
          files.filter((file) => file !== null),
        );
    },
    capture: (context) => importCapture(origin, families, context),
    close: () => Promise.resolve(),
  };
}
