/** A host behind ssh, or a folder on it: the same reads, single writes and whole files, by a shell there. */
import { StudioError } from '../../../shared/errors.ts';
import type { Command } from '../../../shared/plan.ts';
import { quoteShell, shellCall } from '../export/quote-shell.ts';
import type { DeviceFamily } from '../family.ts';
import { captureOverShell } from '../hosts/ssh-capture.ts';
import { importCapture } from '../session/import-capture.ts';
import { errnoOfText, writeFailure } from './errno.ts';
import { programFailure, SYSTEM_FOLDERS } from './local-target.ts';
import { MOST_FILE_BYTES, NOT_PLAIN } from './plain-file.ts';
import { openSshSession, type SshSession } from './ssh-session.ts';
import { sshKey } from './ssh-key.ts';
import { sshLabel } from '../../../shared/ssh-label.ts';
import { PATHS, placeScript, sweepScript } from './ssh-scripts.ts';
import {
  type Failure,
  leavesRoot,
  type Look,
  type ProgramEnd,
  REACTING_FILE_SYSTEMS,
  requirePlainPath,
  type Target,
  type TargetMode,
} from './target.ts';

/** Exit code of the scripts when a path leads out of the root. */
const OUTSIDE = 97;

interface Place {
  readonly session: SshSession;
  readonly host: string;
  /** Real path on the host; empty = the host itself. */
  readonly root: string;
}

async function run({ session, root }: Place, path: string, script: string) {
  requirePlainPath(path);
  const end = await session.run(`R=${quoteShell(root)}\n${PATHS}\n${script}`);
  if (end.code === OUTSIDE) throw leavesRoot(path, root);
  return end;
}

async function look(place: Place, path: string): Promise<Look> {
  const word = quoteShell(path);
  const { code, stdout, stderr } = await run(
    place,
    path,
    `entry ${word}
if [ -L "$e" ]; then
  t=$(readlink -- "$e")
  if [ -f "$e" ]; then file ${word}; printf 'link+%s\\n' "$t"; head -c ${MOST_FILE_BYTES} -- "$e"; else printf 'link-%s\\n' "$t"; fi
elif [ -d "$e" ]; then echo folder
elif [ ! -e "$e" ]; then echo absent
elif [ -f "$e" ]; then echo text; head -c ${MOST_FILE_BYTES + 1} -- "$e"
else echo ${quoteShell(NOT_PLAIN)} >&2; exit 1; fi`,
  );
  if (code !== 0) return { kind: 'unreadable', why: errnoOfText(stderr) ?? stderr.trim() };
  const answer = stdout.toString('utf8');
  const cut = answer.indexOf('\n');
  const [first, text] = [answer.slice(0, cut), answer.slice(cut + 1)];
  if (first === 'absent' || first === 'folder') return { kind: first };
  if (Buffer.byteLength(text) > MOST_FILE_BYTES)
    return { kind: 'unreadable', why: `it has more than ${MOST_FILE_BYTES} bytes` };
  if (first === 'text') return { kind: 'text', text };
  return { kind: 'link', target: first.slice(5), text: first.startsWith('link+') ? text : null };
}

async function write(place: Place, path: string, text: string): Promise<Failure | null> {
  // dd and not a redirection: the shell would make or cut the file, and dash does not say which errno a write had.
  const { code, stderr } = await run(
    place,
    path,
    `file ${quoteShell(path)}
[ -e "$e" ] || { echo 'No such file or directory' >&2; exit 1; }
[ -f "$e" ] || { echo ${quoteShell(NOT_PLAIN)} >&2; exit 1; }
printf '%s\\n' ${quoteShell(text)} | dd of="$e" bs=65536 count=1 iflag=fullblock conv=notrunc,nocreat status=none`,
  );
  if (code === 0) return null;
  const errno = errnoOfText(stderr);
  const told = stderr.trim().split('\n').at(-1) ?? 'no reason was told';
  return { errno, message: writeFailure(path, text, errno, told) };
}

async function runProgram({ session, host }: Place, command: Command): Promise<ProgramEnd> {
  const program = command.argv[0] ?? '';
  const { code, stdout } = await session.run(
    `export LC_ALL=C PATH="$PATH:${SYSTEM_FOLDERS}"\nexec 2>&1\n${shellCall(command)}`,
  );
  const printed = stdout.toString('utf8');
  const output = printed.split('\n').filter((line) => line !== '');
  // 127 and 126 are the shell's own words for what it could not find or start.
  const failure =
    code === 127
      ? { errno: 'ENOENT', message: `There is no program ${program} on ${host}.` }
      : programFailure(program, code, null, printed);
  return { failure, output };
}

async function findRoot(session: SshSession, host: string, root: string | null) {
  const where = root ?? '/';
  const { code, stdout, stderr } = await session.run(
    `export LC_ALL=C\ncd -P -- ${quoteShell(where)} && [ -d sys ] && { stat -f -c %t sys; pwd -P; }`,
  );
  const [type = '', real = ''] = stdout.toString('utf8').split('\n');
  if (code !== 0 && stderr.trim() !== '')
    throw new StudioError(
      'not-found',
      `The root ${where} on ${host} cannot be used: ${errnoOfText(stderr) ?? stderr.trim()}.`,
    );
  if (code !== 0)
    throw new StudioError(
      'not-found',
      root === null
        ? `${host} has no /sys, so nothing can be applied to it.`
        : `${root} on ${host} holds no folder sys, so there is no host below it.`,
    );
  if (root !== null && real === '/')
    throw new StudioError('bad-request', `The root / is ${host} itself: give no root for that.`);
  const reacts = REACTING_FILE_SYSTEMS.has(Number.parseInt(type, 16));
  const mode: TargetMode = root === null ? 'host' : reacts ? 'below-root' : 'stand-in';
  return { root: root === null ? '' : real, mode };
}

/** Throws StudioError: `bad-request` or `not-found` for a host or root that cannot be used, `io` when ssh does not get there. */
export async function openSshTarget(
  host: string,
  root: string | null,
  families: readonly DeviceFamily[],
): Promise<Target> {
  const session = openSshSession(host);
  try {
    const [found, key] = await Promise.all([findRoot(session, host, root), sshKey(host)]);
    const place: Place = { session, host, root: found.root };
    const { mode } = found;
    const realRoot = root === null ? null : found.root;
    const below = root === null ? '' : `, below ${found.root}`;
    return {
      where: { kind: 'ssh', host, root: realRoot },
      label: `${host} over ssh${mode === 'stand-in' ? ' with a stand-in kernel' : ''}${below}`,
      key: `ssh:${key}:${found.root}`,
      mode,
      look: (path) => look(place, path),
      write: (path, text) => write(place, path, text),
      run: (command) => runProgram(place, command),
      async place(effects) {
        if (root === null) throw new StudioError('internal', 'Files are placed below a root only.');
        for (const effect of effects) {
          const { code, stderr } = await run(place, effect.path, placeScript(effect));
          if (code !== 0)
            throw new StudioError('io', `${effect.path} on ${host} could not be changed: ${stderr.trim()}.`);
        }
      },
      async sweep(paths) {
        if (root !== null) await session.run(`R=${quoteShell(found.root)}\n${PATHS}\n${sweepScript(paths)}`);
      },
      async capture(context) {
        const bytes = await captureOverShell(
          session,
          host,
          root === null ? null : found.root,
          context.signal,
        );
        return importCapture({ kind: 'ssh', label: sshLabel(host, realRoot), bytes }, families, context);
      },
      close: () => session.close(),
    };
  } catch (error) {
    await session.close();
    throw error;
  }
}
