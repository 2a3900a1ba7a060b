/** The web host as a program: `node dist/electron/serve.mjs [FILE] [--port N] [--no-open]`. Needs Node and dist/ only. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createEngine, type Engine } from './engine/session/engine.ts';
import { shippedFolder, userConfigFolder } from './host-paths.ts';
import { VERSION } from './version.ts';
import { logToStderr } from './log.ts';
import { type ServeCommand, serveCommand } from './web/serve-command.ts';
import { staticFiles } from './web/static-files.ts';
import { startWebHost, type WebHost } from './web/web-host.ts';

const bundle = fileURLToPath(import.meta.url);
const bundleFolder = path.dirname(bundle);

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

/** The built page with its engine. */
export function serveStudio(options: { readonly engine: Engine; readonly port?: number }): Promise<WebHost> {
  return startWebHost({ ...options, serveFiles: staticFiles(shippedFolder(bundleFolder, 'renderer')) });
}

/** Until Ctrl-C; answers the exit code. */
export function serveUntilStopped(command: ServeCommand): Promise<number> {
  const engine = webEngine();
  return serveCommand(command, engine, (port) => serveStudio({ engine, port }));
}

/** Null when it is none. */
export function parsePort(text: string | undefined): number | null {
  if (text === undefined) return 0;
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : null;
}

export { startWebHost };

async function main(): Promise<number> {
  const options = { port: { type: 'string' }, 'no-open': { type: 'boolean' } } as const;
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const port = parsePort(values.port);
    if (port === null) throw new Error(`--port must be a number up to 65535, not ${values.port}`);
    return await serveUntilStopped({ file: positionals[0], port, open: !values['no-open'] });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === realpathSync(bundle))
  process.exitCode = await main();
