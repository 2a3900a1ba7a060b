#!/usr/bin/env node
/**
 * `npm run dev`: the renderer with hot reload and the web host in one process and on one address, no Electron.
 * `--port N` as with npm start. A change in electron/ or shared/ rebuilds and restarts the engine; the page stays signed in.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { watch } from 'node:fs';
import { buildTarget } from './build.mjs';
import { at } from './paths.mjs';

const SETTLE_MILLISECONDS = 150;
const session = randomBytes(32).toString('base64url');
let child;
let port = 0;

function startChild() {
  const args = [at('build/dev-server.mjs'), ...process.argv.slice(2)];
  if (port !== 0) args.push('--port', String(port));
  child = spawn(process.execPath, args, {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, STUDIO_DEV_SESSION: session },
  });
  child.on('message', (message) => {
    port = message.port;
  });
  const started = child;
  child.on('exit', (code) => {
    if (started === child) process.exit(code ?? 1);
  });
}

async function rebuild() {
  try {
    await buildTarget('serve');
  } catch (error) {
    console.error(`dev: the engine did not build; the old one keeps running.`, error);
    return;
  }
  const old = child;
  child = undefined;
  if (old) await new Promise((resolve) => old.once('exit', resolve).kill('SIGTERM'));
  startChild();
}

let timer;
for (const folder of ['electron', 'shared']) {
  watch(at(folder), { recursive: true }, (_event, file) => {
    if (!file || !/\.tsx?$/.test(file) || /\.test\.tsx?$/.test(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => void rebuild(), SETTLE_MILLISECONDS);
  });
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child?.kill(signal));
await rebuild();
