#!/usr/bin/env node
/**
 * npm start -- [FILE] [--web] [--no-open] [--port N]: Electron where its binary can be had, else the same program for a
 * browser, after one line that says why. FILE is a workspace or a capture.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { electronOrWhy } from './electron-binary.mjs';
import { at, root } from './paths.mjs';
import { say } from './say.mjs';

const AT_ONCE_MILLISECONDS = 3000;

const USAGE = 'npm start -- [FILE] [--web] [--no-open] [--port N]';

function badUse(sentence) {
  say('start', `${sentence}. Usage: ${USAGE}`);
  process.exit(2);
}

function readArguments() {
  try {
    return parseArgs({
      options: { web: { type: 'boolean' }, 'no-open': { type: 'boolean' }, port: { type: 'string' } },
      allowPositionals: true,
    });
  } catch (error) {
    return badUse(error.message);
  }
}

const { values, positionals } = readArguments();
if (positionals.length > 1) badUse('one file can be opened at a time');
// npm runs this in the project's folder; INIT_CWD is where the person typed the command.
const file = positionals[0] && path.resolve(process.env.INIT_CWD ?? process.cwd(), positionals[0]);

async function serve() {
  const { parsePort, serveUntilStopped } = await import(at('dist/electron/serve.mjs'));
  const port = parsePort(values.port);
  if (port === null) badUse(`--port must be a number up to 65535, not ${values.port}`);
  process.exitCode = await serveUntilStopped({ file, port, open: !values['no-open'] });
}

function startElectron(binary) {
  const started = performance.now();
  // Chromium refuses its sandbox to root.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(binary, [...sandbox, root, ...(file ? [file] : [])], { stdio: 'inherit' });
  let served = false;
  const instead = (why) => {
    if (served) return;
    served = true;
    say('start', `Not Electron: ${why}.`);
    void serve();
  };
  child.on('error', (error) => instead(`it did not start (${error.message})`));
  child.on('exit', (code, signal) => {
    const atOnce = performance.now() - started < AT_ONCE_MILLISECONDS;
    if (code !== 0 && atOnce) instead(`it ended at once (${signal ?? `exit ${code}`})`);
    else process.exitCode = code ?? 0;
  });
}

/** A port, or no window to open, only make sense for the web host. */
function askedForWeb() {
  const option = ['web', 'no-open', 'port'].find((name) => values[name] !== undefined);
  return option && { why: `--${option} asks for the web host` };
}

const { binary, why } = askedForWeb() ?? electronOrWhy();
if (binary) startElectron(binary);
else {
  say('start', `Not Electron: ${why}.`);
  await serve();
}
