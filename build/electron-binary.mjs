/**
 * The Electron executable, or why there is none. `require('electron')` is never used to find it: since version 42 that
 * starts a download.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { at } from './paths.mjs';
import { say } from './say.mjs';

const packageFolder = at('node_modules/electron');

/** The binary if it is on this machine already, else null. */
export function installedElectron() {
  const pathFile = path.join(packageFolder, 'path.txt');
  const relative = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : 'electron';
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? path.join(packageFolder, 'dist');
  const file = path.join(folder, relative);
  return existsSync(file) ? file : null;
}

function download(version) {
  say('start', `fetching Electron ${version} (about 120 MB; ends within 5 minutes either way) …`);
  const installer = path.join(packageFolder, 'install.js');
  const { stderr, status } = spawnSync(process.execPath, [installer], {
    encoding: 'utf8',
    timeout: 300_000,
  });
  const binary = installedElectron();
  if (binary) return { binary };
  const detail = (stderr ?? '').match(/\bE[A-Z]{4,}\b|HTTP \d+|fetch failed/)?.[0] ?? `exit ${status}`;
  return {
    why: `Electron ${version} could not be downloaded (${detail}); ELECTRON_MIRROR or ELECTRON_OVERRIDE_DIST_PATH can name another source`,
  };
}

/** `{ binary }` or `{ why }`, the end of the sentence "Not Electron: …". */
export function electronOrWhy() {
  if (!existsSync(path.join(packageFolder, 'package.json'))) return { why: 'its package is not installed' };
  const { version } = JSON.parse(readFileSync(path.join(packageFolder, 'package.json'), 'utf8'));
  const published = JSON.parse(readFileSync(path.join(packageFolder, 'checksums.json'), 'utf8'));
  const platform = `${process.platform}-${process.arch}`;
  if (!(`electron-v${version}-${platform}.zip` in published))
    return { why: `Electron ${version} is not published for ${platform}` };
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return { why: 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)' };
  const binary = installedElectron();
  return binary ? { binary } : download(version);
}
