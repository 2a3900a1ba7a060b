/** Folders every host (desktop, web, command line) needs. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const NAME = 'passthrough-studio';

/** The user's folder of this program: XDG on Linux, the platform's own elsewhere. */
export function userConfigFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const home = environment.XDG_CONFIG_HOME;
  // The XDG specification: a relative path is to be ignored.
  if (home && path.isAbsolute(home)) return path.join(home, NAME);
  if (process.platform === 'win32' && environment.APPDATA) return path.join(environment.APPDATA, NAME);
  if (process.platform === 'darwin') return path.join(homedir(), 'Library/Application Support', NAME);
  return path.join(homedir(), '.config', NAME);
}

/** Things shipped beside the bundles: `dist/electron/x` -> `dist/<name>`. */
export function shippedFolder(bundleFolder: string, name: 'renderer' | 'examples'): string {
  const folder = path.resolve(bundleFolder, '..', name);
  if (!existsSync(folder)) throw new Error(`${folder} is missing: the program was not built completely`);
  return folder;
}
