/** Every web test gets the built web host of its own, on a config folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test as base } from '@playwright/test';

export interface Studio {
  readonly port: number;
  /** An address with a fresh one-time token. */
  newAddress(): string;
  /** Ends the engine and starts a new one on the same port, as after a crash. */
  restart(): Promise<void>;
  /** A folder for files of the test. */
  readonly folder: string;
}

interface ServeModule {
  webEngine(options: { configFolder: string }): object;
  serveStudio(options: { engine: object; port?: number }): Promise<WebHost>;
}
interface WebHost {
  readonly port: number;
  newAddress(): string;
  close(): Promise<void>;
}

// A string that tsc does not follow: dist/ is not there when types are checked.
const bundle = path.resolve('dist/electron/serve.mjs');

export const test = base.extend<{ studio: Studio; pageErrors: string[] }>({
  studio: async ({}, use) => {
    const { webEngine, serveStudio } = (await import(bundle)) as ServeModule;
    const folder = mkdtempSync(path.join(tmpdir(), 'studio-e2e-'));
    const start = (port?: number) =>
      serveStudio({
        engine: webEngine({ configFolder: path.join(folder, 'config') }),
        ...(port === undefined ? {} : { port }),
      });
    let host = await start();
    const { port } = host;
    await use({
      port,
      folder,
      newAddress: () => host.newAddress(),
      async restart() {
        await host.close();
        host = await start(port);
      },
    });
    await host.close();
    rmSync(folder, { recursive: true, force: true });
  },
  /** Uncaught errors of the page and refusals by its content security policy; a test may look, and none is expected. */
  pageErrors: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      page.on('console', (message) => {
        if (/content security policy/i.test(message.text())) errors.push(message.text());
      });
      await use(errors);
      base.expect(errors).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect } from '@playwright/test';
