/** The web host as a person starts it: opens a file, prints the address, opens a browser, ends with Ctrl-C. */
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Output } from '../../shared/contract.ts';
import type { Engine } from '../engine/session/engine.ts';
import { untilStopped } from './stop-signals.ts';
import { noBrowserReason, openBrowser } from './open-browser.ts';
import type { WebHost } from './web-host.ts';

export interface ServeCommand {
  /** Workspace or capture to open; relative to the current folder. */
  readonly file?: string | undefined;
  readonly port: number;
  /** Open a browser where there is one. */
  readonly open: boolean;
}

/** The sentence why `file` could not be opened, or null. */
export async function openAtStart(engine: Engine, file: string): Promise<string | null> {
  const call = { id: 0, name: 'workspace.open', input: { path: path.resolve(file), discard: true } };
  const answer = await engine.dispatch(call, { signal: new AbortController().signal, progress: () => {} });
  return answer.type === 'error' ? answer.error.message : null;
}

/** Name of the workspace whose changes would be lost now, or null. */
async function unsavedName(engine: Engine): Promise<string | null> {
  const call = { id: 0, name: 'workspace.view', input: {} };
  const answer = await engine.dispatch(call, { signal: new AbortController().signal, progress: () => {} });
  // An engine that cannot answer has nothing left to save.
  if (answer.type === 'error') return null;
  const { workspace } = (answer.value as Output<'workspace.view'>).view;
  return workspace?.edited ? workspace.name : null;
}

function portSentence(error: unknown, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return `port ${port} is in use by another program. Choose another with --port, or leave it out for a free one.`;
  if (code === 'EACCES') return `port ${port} is not allowed for you. Choose one from 1024 up.`;
  return `the port could not be opened: ${error instanceof Error ? error.message : String(error)}`;
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

function announce(host: WebHost, open: boolean): void {
  const address = host.newAddress();
  // The address alone on stdout: scripts read it from there.
  process.stdout.write(`${address}\n`);
  const why = open ? noBrowserReason() : null;
  if (open && why === null) {
    openBrowser(address, () => say('No browser could be started; open the address yourself.'));
  } else if (why !== null) {
    say(
      `No browser is opened: ${why}. From another machine: ssh -L ${host.port}:127.0.0.1:${host.port} HOST,`,
    );
    say('then open the address there.');
  }
  say(
    `The address works once. ${process.stdin.isTTY ? 'Press Enter for a new address. ' : ''}Ctrl-C ends the program.`,
  );
}

function newAddressOnEnter(host: WebHost): () => void {
  if (!process.stdin.isTTY) return () => {};
  const lines = createInterface({ input: process.stdin });
  lines.on('line', () => process.stdout.write(`${host.newAddress()}\n`));
  return () => lines.close();
}

/** Runs until a signal ends it; answers the exit code. */
export async function serveCommand(
  { file, port, open }: ServeCommand,
  engine: Engine,
  start: (port: number) => Promise<WebHost>,
): Promise<number> {
  const refused = file === undefined ? null : await openAtStart(engine, file);
  if (refused !== null) {
    say(refused);
    return 1;
  }
  let host: WebHost;
  try {
    host = await start(port);
  } catch (error) {
    say(`The program did not start: ${portSentence(error, port)}`);
    return 1;
  }
  // Before the address is out: whoever waits for it may stop the program at once.
  const stopped = untilStopped(process, () => unsavedName(engine), say);
  announce(host, open);
  const stopReading = newAddressOnEnter(host);
  await stopped;
  stopReading();
  await host.close();
  return 0;
}
