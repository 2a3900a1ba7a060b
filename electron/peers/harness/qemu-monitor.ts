/** A real QEMU that answers monitor commands as an admin's `virsh qemu-monitor-command --hmp` does. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { plainEnvironment } from './run.ts';

export interface Monitor {
  /** What the command prints. */
  ask(line: string): Promise<string>;
}

/** What its output holds beside answers: the greeting and events. */
interface Message {
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
}

/** Ends with the test. */
export async function startQemu(argv: readonly string[]): Promise<Monitor> {
  const [program = '', ...args] = argv;
  const child = spawn(program, [...args, '-qmp', 'stdio'], {
    env: plainEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let said = '';
  child.stderr.on('data', (data: Buffer) => {
    said += data.toString('utf8');
  });
  // A program that has ended takes nothing; its end is told below.
  child.stdin.on('error', () => undefined);
  const waiting: { resolve: (answer: Message) => void; reject: (error: Error) => void }[] = [];
  let ended: Error | null = null;
  const end = (why: string) => {
    ended = new Error(`${program} ${why}: ${said}`);
    for (const { reject } of waiting.splice(0)) reject(ended);
  };
  child.on('error', ({ message }) => end(message));
  child.on('close', (status) => end(`ended with ${status}`));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line) as Message;
    if ('return' in message || 'error' in message) waiting.shift()?.resolve(message);
  });
  async function execute(command: unknown): Promise<unknown> {
    if (ended !== null) throw ended;
    const answer = new Promise<Message>((resolve, reject) => waiting.push({ resolve, reject }));
    child.stdin.write(`${JSON.stringify(command)}\n`);
    const { return: returned, error } = await answer;
    if (error !== undefined) throw new Error(error.desc);
    return returned;
  }
  await execute({ execute: 'qmp_capabilities' });
  return {
    ask: async (line) => {
      const told = await execute({
        execute: 'human-monitor-command',
        arguments: { 'command-line': line },
      });
      return String(told);
    },
  };
}
