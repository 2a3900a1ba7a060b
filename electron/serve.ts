/** The web host as a program: `node dist/electron/serve.mjs [file] [--port N] [--examples DIR]`. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEngine, type Engine } from './engine/session/engine.ts';
import { shippedFolder, userConfigFolder } from './host-paths.ts';
import { VERSION } from './version.ts';
import { logToStderr } from './web/log.ts';
import { staticFiles } from './web/static-files.ts';
import { startWebHost, type WebHost, type WebHostOptions } from './web/web-host.ts';

const bundleFolder = path.dirname(fileURLToPath(import.meta.url));

interface WebEngineOptions {
  readonly configFolder?: string;
  readonly examplesFolder?: string;
}

/** An engine for a browser on this machine; tests and development give folders of their own. */
export function webEngine({ configFolder, examplesFolder }: WebEngineOptions = {}): Engine {
  return createEngine({
    host: 'web',
    version: VERSION,
    electron: null,
    configFolder: configFolder ?? userConfigFolder(),
    examplesFolder: examplesFolder ?? shippedFolder(bundleFolder, 'examples'),
    pick: null,
    log: logToStderr,
  });
}

export { startWebHost, type WebHost, type WebHostOptions };

/** The built page with its engine. */
export function serveStudio(options: { engine: Engine; port?: number }): Promise<WebHost> {
  return startWebHost({ ...options, serveFiles: staticFiles(shippedFolder(bundleFolder, 'renderer')) });
}
