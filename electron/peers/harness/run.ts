/** Runs a program of the admin's own and waits for it; whatever it started is gone when the answer is there. */
import { spawn } from 'node:child_process';

export interface Ran {
  /** Exit status; null when it was ended because its time was over. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly cwd?: string;
  /** On top of {@link plainEnvironment}. */
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds; 30 s unless told. */
  readonly timeout?: number;
}

/** Only what programs need: no locale, proxy or ssh agent of whoever runs the tests changes a verdict. */
export function plainEnvironment(): Record<string, string> {
  const home = process.env['HOME'];
  return {
    PATH: `${process.env['PATH'] ?? ''}:/usr/local/sbin:/usr/sbin:/sbin`,
    LC_ALL: 'C.UTF-8',
    ...(home === undefined ? {} : { HOME: home }),
  };
}

/** Ends a process that leads its group, and all of the group. */
export function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // The group is gone already, which is what was wanted.
  }
}

/** Rejects only when the program cannot be started. */
export async function run(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const [program = '', ...args] = argv;
  const { cwd, input = '', timeout = 30_000 } = options;
  const child = spawn(program, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...plainEnvironment(), ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own, so that a daemon the program left behind can be ended with it.
    detached: true,
  });
  const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (data: Buffer) => output[name].push(data));
  // A program that reads nothing closes its input early.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const leader = child.pid;
  const timer = setTimeout(() => leader !== undefined && endGroup(leader), timeout);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', () => leader !== undefined && endGroup(leader));
    child.on('close', resolve);
  }).finally(() => clearTimeout(timer));
  const text = (name: 'stdout' | 'stderr') => Buffer.concat(output[name]).toString('utf8');
  return { status, stdout: text('stdout'), stderr: text('stderr') };
}
