/** A host read over ssh: the capture command runs there in a folder of its own, its archive comes back, nothing is left. */
import { StudioError } from '../../../shared/errors.ts';
import { quoteShell } from '../export/quote-shell.ts';
import { captureCommand } from './capture-command.ts';

/** What a shell on the host gives back; see apply/ssh-session.ts. */
interface Shell {
  run(
    script: string,
    signal?: AbortSignal,
  ): Promise<{ readonly code: number; readonly stdout: Buffer; readonly stderr: string }>;
}

function script(root: string | null): string {
  return [
    // lszcrypt is where the PATH of a login without a terminal may not look.
    'PATH=$PATH:/usr/sbin:/sbin; export PATH',
    'd=$(mktemp -d) || exit 1',
    `trap 'cd /; rm -rf "$d"' 0`,
    "trap 'exit 1' 1 2 15",
    'cd "$d" || exit 1',
    `CAPTURE_ROOT=${quoteShell(root ?? '')}; export CAPTURE_ROOT`,
    `${captureCommand()} >/dev/null || exit 1`,
    'cat -- *.tar.gz',
  ].join('\n');
}

/** The archive. `root` must be a real path on the host, or null for the host itself. Throws StudioError `io` and what the shell throws. */
export async function captureOverShell(
  shell: Shell,
  host: string,
  root: string | null,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { code, stdout, stderr } = await shell.run(script(root), signal);
  if (code === 0 && stdout.length > 0) return stdout;
  const last = stderr.trim().split('\n').at(-1) ?? '';
  throw new StudioError(
    'io',
    `The capture on ${host} did not succeed${last === '' ? '.' : `: ${last.replace(/\.$/, '')}.`}`,
  );
}
