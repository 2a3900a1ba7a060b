/** A real QEMU whose monitor is asked many things in one run. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { plainEnvironment } from './run.ts';

/** What the monitor answers: null = done, else why not, in its words. */
export type QmpAnswer = { readonly returned: unknown } | { readonly refused: string };

export interface Qmp {
  ask(command: string, args?: Readonly<Record<string, unknown>>): Promise<QmpAnswer>;
  end(): Promise<void>;
}

interface Message {
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
}

/** Ends with the test at the latest. */
export async function startQmp(argv: readonly string[]): Promise<Qmp> {
  const [program = '', ...args] = argv;
  const child = spawn(program, [...args, '-qmp', 'stdio'], {
    env: plainEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let said = '';
  child.stderr.on('data', (data: Buffer) => {
    said += data.toString('utf8');
  });
  child.stdin.on('error', () => undefined);
  const waiting: { resolve: (answer: QmpAnswer) => void; reject: (error: Error) => void }[] = [];
  let ended: Error | null = null;
  const over = (why: string) => {
    ended = new Error(`${program} ${why}: ${said}`);
    for (const { reject } of waiting.splice(0)) reject(ended);
  };
  child.on('error', ({ message }) => over(message));
  child.on('close', (status) => over(`ended with ${status}`));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line) as Message;
    if (message.error !== undefined) waiting.shift()?.resolve({ refused: message.error.desc });
    else if ('return' in message) waiting.shift()?.resolve({ returned: message.return });
  });
  async function ask(command: string, args2: Readonly<Record<string, unknown>> = {}): Promise<QmpAnswer> {
    if (ended !== null) throw ended;
    const answer = new Promise<QmpAnswer>((resolve, reject) => waiting.push({ resolve, reject }));
    child.stdin.write(`${JSON.stringify({ execute: command, arguments: args2 })}\n`);
    return answer;
  }
  await ask('qmp_capabilities');
  return {
    ask,
    async end() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}
