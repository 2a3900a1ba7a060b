/** Real ansible-playbook on a folder of generated files. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { run } from './run.ts';
import { makeFolder, removeFolder } from './scratch.ts';

export interface HostRecap {
  readonly ok: number;
  readonly changed: number;
  readonly unreachable: number;
  readonly failed: number;
}

export interface PlaybookRun {
  /** 0, 1 = playbook or inventory error, 2 = a host failed, 4 = unreachable. */
  readonly status: number | null;
  readonly hosts: Readonly<Record<string, HostRecap>>;
  readonly output: string;
}

function recapOf(output: string): Record<string, HostRecap> {
  const lines = output.matchAll(/^(\S+)\s+: ok=(\d+)\s+changed=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)/gm);
  return Object.fromEntries(
    [...lines].map(([, host = '', ok, changed, unreachable, failed]) => [
      host,
      { ok: Number(ok), changed: Number(changed), unreachable: Number(unreachable), failed: Number(failed) },
    ]),
  );
}

/** How to log in: the hosts' names in a configuration of ours. */
export interface SshNames {
  readonly config: string;
  readonly hosts: readonly string[];
}

/** Runs `ansible-playbook WORDS…` in `project`, with its temporary files in a folder that is gone afterwards. */
export async function playbook(
  project: string,
  words: readonly string[],
  ssh: SshNames | null = null,
): Promise<PlaybookRun> {
  const home = makeFolder();
  const temporary = path.join(home, 'tmp');
  mkdirSync(temporary);
  // One connection a host for the whole run: a new one for each task would cost three quarters of the time.
  const sshWords = ssh === null ? [] : ['-F', ssh.config, '-o', `ControlPath=${home}/mux-%C`];
  try {
    const { status, stdout, stderr } = await run(['ansible-playbook', ...words], {
      cwd: project,
      timeout: 300_000,
      env: {
        HOME: home,
        ANSIBLE_HOME: home,
        ANSIBLE_LOCAL_TEMP: temporary,
        ANSIBLE_REMOTE_TEMP: temporary,
        ANSIBLE_NOCOLOR: '1',
        ANSIBLE_PIPELINING: 'True',
        ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3',
        ANSIBLE_RETRY_FILES_ENABLED: 'False',
        ANSIBLE_SSH_ARGS: [...sshWords, '-o', 'ControlMaster=auto', '-o', 'ControlPersist=60'].join(' '),
      },
    });
    return { status, hosts: recapOf(stdout), output: `${stdout}${stderr}` };
  } finally {
    for (const host of ssh?.hosts ?? []) await run(['ssh', ...sshWords, '-O', 'exit', host]);
    removeFolder(home);
  }
}

/** Tasks that changed something (or would) as `host: task`, sorted: two hosts answer in any order. */
export function changedTasks(output: string): readonly string[] {
  let task = '';
  const changed: string[] = [];
  for (const line of output.split('\n')) {
    task = /^(?:TASK|RUNNING HANDLER) \[(.*)\] \*+$/.exec(line)?.[1] ?? task;
    const host = /^changed: \[([^\]]+)\]/.exec(line)?.[1];
    if (host !== undefined) changed.push(`${host}: ${task}`);
  }
  return changed.sort();
}
