/**
 * One shell on a host for many scripts, one after the other: one login, and a lost connection shows at once. Each
 * script runs in a sub-shell; its end is told by a line that no output can hold by chance.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { StudioError } from '../../../shared/errors.ts';
import { connectFailure, sshArguments } from './ssh-host.ts';

/** A capture of the largest machine is below 20 MB; anything like this is no answer. */
const MAX_ANSWER_BYTES = 512 * 1024 * 1024;
/** No capture and no program of a plan takes this long; one that does hangs. */
export const SCRIPT_MINUTES = 10;
/**
 * What a login script prints before the first answer is no part of it. More than this, or longer than a slow login takes
 * (ssh waits 15 s for the host, sshd 120 s for the login), and it does not end.
 */
const MAX_GREETING_BYTES = 1024 * 1024;
const GREETING_SECONDS = 150;
/** Messages of programs; more would be a flood. */
const MAX_COMPLAINT = 200_000;

export interface ScriptEnd {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface SshSession {
  /** Text of a POSIX shell script. Throws StudioError `io` (no connection), `disconnected`, `cancelled`, `too-large`. */
  run(script: string, signal?: AbortSignal): Promise<ScriptEnd>;
  close(): Promise<void>;
}

interface Limits {
  readonly bytes: number;
  readonly milliseconds: number;
  readonly tooMuch: StudioError;
  readonly tooLong: StudioError;
}

interface Waiting {
  readonly mark: string;
  readonly limits: Limits;
  chunks: Buffer[];
  bytes: number;
  complaint: string;
  resolve(end: ScriptEnd): void;
  reject(error: Error): void;
}

function framed(script: string, mark: string): string {
  return `(\n${script}\n) </dev/null\nprintf '\\n%s %s\\n' ${mark} "$?"; printf '\\n%s\\n' ${mark} >&2\n`;
}

/** The answer when all of it is here. The last chunks hold the mark, wherever it was cut. */
function completed(waiting: Waiting): ScriptEnd | null {
  const { mark, chunks, complaint } = waiting;
  const tailBytes = mark.length + 8;
  let tail = chunks.at(-1) ?? Buffer.alloc(0);
  if (tail.length < tailBytes && chunks.length > 1) {
    waiting.chunks = [Buffer.concat(chunks)];
    tail = waiting.chunks[0]!;
  }
  const end = /\n([0-9a-f]{32}) (\d{1,3})\n$/.exec(tail.subarray(-tailBytes).toString('latin1'));
  if (end?.[1] !== mark || !complaint.endsWith(`\n${mark}\n`)) return null;
  const whole = Buffer.concat(waiting.chunks);
  return {
    code: Number(end[2]),
    stdout: whole.subarray(0, whole.length - end[0].length),
    stderr: complaint.slice(0, -(mark.length + 2)),
  };
}

function greetingLimits(host: string): Limits {
  const advice = `Does a login script there (.bashrc) print without end, or wait for something? “ssh ${host} true” has to end by itself.`;
  return {
    bytes: MAX_GREETING_BYTES,
    milliseconds: GREETING_SECONDS * 1000,
    tooMuch: new StudioError(
      'too-large',
      `${host} sent more than ${MAX_GREETING_BYTES} bytes before its shell answered. ${advice}`,
    ),
    tooLong: new StudioError(
      'disconnected',
      `The shell of ${host} did not answer for ${GREETING_SECONDS} seconds. ${advice}`,
    ),
  };
}

function answerLimits(host: string): Limits {
  return {
    bytes: MAX_ANSWER_BYTES,
    milliseconds: SCRIPT_MINUTES * 60_000,
    tooMuch: new StudioError('too-large', `${host} sent more than ${MAX_ANSWER_BYTES} bytes.`),
    tooLong: new StudioError('disconnected', `${host} did not answer for ${SCRIPT_MINUTES} minutes.`),
  };
}

/** Throws `bad-request` for a name no host has; connecting shows with the first script. */
export function openSshSession(host: string): SshSession {
  const child = spawn('ssh', sshArguments(host), {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Ctrl-C in a terminal is for us, between steps: the connection has to outlive it.
    detached: process.platform !== 'win32',
  });
  let waiting: Waiting | null = null;
  let answered = false;
  let gone: StudioError | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  const exited = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });

  function settle(): void {
    const asked = waiting;
    const end = asked && completed(asked);
    if (!asked || !end) return;
    waiting = null;
    answered = true;
    asked.resolve(end);
  }
  function lose(error: StudioError): void {
    gone ??= error;
    waiting?.reject(gone);
    waiting = null;
  }

  child.stdout.on('data', (chunk: Buffer) => {
    if (!waiting) return;
    waiting.chunks.push(chunk);
    waiting.bytes += chunk.length;
    if (waiting.bytes > waiting.limits.bytes) {
      lose(waiting.limits.tooMuch);
      child.kill();
    } else settle();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (!waiting) return;
    waiting.complaint = (waiting.complaint + text).slice(-MAX_COMPLAINT);
    settle();
  });
  child.stdin.on('error', () => {
    // ssh is gone; its end says why.
  });
  child.once('error', (error) => {
    const missing = 'code' in error && error.code === 'ENOENT';
    lose(
      new StudioError(
        'io',
        missing ? 'There is no ssh program on this machine.' : 'The ssh program cannot be started.',
      ),
    );
  });
  child.once('close', () => {
    const complaint = waiting?.complaint ?? '';
    lose(
      answered
        ? new StudioError('disconnected', `The connection to ${host} was lost.`)
        : new StudioError('io', connectFailure(host, complaint)),
    );
  });

  function runNext(script: string, signal: AbortSignal | undefined, limits: Limits): Promise<ScriptEnd> {
    return new Promise((resolve, reject) => {
      if (gone) {
        reject(gone);
        return;
      }
      const cancel = () => {
        lose(new StudioError('cancelled', 'Cancelled.'));
        child.kill();
      };
      if (signal?.aborted) {
        cancel();
        reject(gone ?? new StudioError('cancelled', 'Cancelled.'));
        return;
      }
      signal?.addEventListener('abort', cancel, { once: true });
      const patience = setTimeout(() => {
        lose(limits.tooLong);
        child.kill();
      }, limits.milliseconds);
      const settled = () => {
        clearTimeout(patience);
        signal?.removeEventListener('abort', cancel);
      };
      const mark = randomBytes(16).toString('hex');
      waiting = {
        mark,
        limits,
        chunks: [],
        bytes: 0,
        complaint: '',
        resolve: (end) => (settled(), resolve(end)),
        reject: (error) => (settled(), reject(error)),
      };
      child.stdin.write(framed(script, mark));
    });
  }

  /** The mark behind an empty script ends whatever the login printed; answers begin there. */
  async function runAnswered(script: string, signal: AbortSignal | undefined): Promise<ScriptEnd> {
    if (!answered) await runNext(':', signal, greetingLimits(host));
    return runNext(script, signal, answerLimits(host));
  }

  return {
    run(script, signal) {
      const next = queue.then(() => runAnswered(script, signal));
      queue = next.catch(() => {});
      return next;
    },
    async close() {
      child.stdin.end();
      const patience = setTimeout(() => child.kill(), 2000);
      await exited;
      clearTimeout(patience);
    },
  };
}
