/** The desktop program: project `electron` with the real binary, project `electron-double` with the double. */
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, test as base, expect, type Page } from '@playwright/test';
import type { StudioBridge } from '../shared/bridge.ts';
import { installedElectron } from '../build/electron-binary.mjs';
import { type Desktop, launchDouble } from './double/electron-double.ts';

declare global {
  interface Window {
    readonly studioBridge?: StudioBridge;
  }
}

const [example] = readdirSync('examples').filter((name) => name.endsWith('.pts'));
const exampleArgs = example ? [path.resolve('examples', example)] : [];

const test = base.extend<{ desktop: Desktop }>({
  desktop: async ({ browser }, use, info) => {
    const configHome = mkdtempSync(path.join(tmpdir(), 'studio-desktop-'));
    if (info.project.name === 'electron') {
      const binary = installedElectron();
      info.skip(binary === null, 'no Electron binary on this machine (node_modules/electron/dist is empty)');
      const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
      const env = { ...process.env, XDG_CONFIG_HOME: configHome };
      const args = [...sandbox, '.', ...exampleArgs];
      const application = await _electron.launch({ executablePath: binary ?? '', args, env });
      await use(application);
      await application.close();
      return;
    }
    const context = await browser.newContext();
    const mainFile = 'dist/electron/main.cjs';
    const double = await launchDouble({ context, mainFile, configHome, args: exampleArgs });
    await use(double);
    expect(double.problems).toEqual([]);
    await double.close();
  },
});

/** The first window once its page is there; both hosts give the window before that. */
async function openedPage(desktop: Desktop): Promise<Page> {
  const page = await desktop.firstWindow();
  await expect(page.locator('#root > *').first()).toBeVisible();
  return page;
}

async function invoke(page: Page, name: string, input: object): Promise<unknown> {
  return page.evaluate(
    ([asked, given]) => window.studioBridge?.invoke(Math.floor(Math.random() * 1e9) + 1e9, asked, given),
    [name, input] as const,
  );
}

test('main process, preload and page work together', async ({ desktop }) => {
  const page = await desktop.firstWindow();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await expect(page).toHaveTitle(/Passthrough Studio/);
  await expect(page.locator('#root > *').first()).toBeVisible();
  expect(await invoke(page, 'app.info', {})).toMatchObject({
    type: 'result',
    value: { host: 'electron', nativeDialogs: true },
  });
  expect(
    await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible(), null),
  ).toBe(true);
  expect(errors).toEqual([]);
});

test('the page sees the bridge and nothing of Node or Electron', async ({ desktop }) => {
  const page = await openedPage(desktop);
  const seen = await page.evaluate(() => {
    const world = globalThis as unknown as Record<string, unknown>;
    return [typeof world.require, typeof world.process, Object.keys(window.studioBridge ?? {}).sort()];
  });
  expect(seen).toEqual(['undefined', 'undefined', ['cancel', 'invoke', 'on']]);
  expect(await invoke(page, 'shell.run', {})).toMatchObject({ error: { code: 'unknown-command' } });
  expect(await invoke(page, 'files.list', { folder: 7 })).toMatchObject({ error: { code: 'bad-request' } });
  const refused = await page.evaluate(() => {
    try {
      window.studioBridge?.on('studio:invoke' as never, () => {});
      return 'accepted';
    } catch (error) {
      return String(error);
    }
  });
  expect(refused).toContain('There is no such event.');
});

test('events reach the page, the menu asks for actions, subscriptions end', async ({ desktop }) => {
  const page = await openedPage(desktop);
  await page.evaluate(() => {
    const seen: unknown[] = [];
    Object.assign(window, { seenActions: seen });
    const off = window.studioBridge?.on('app.action', (payload) => {
      seen.push(payload);
      off?.();
    });
  });
  const chooseHelp = () =>
    desktop.evaluate(({ Menu }) => {
      const items = Menu.getApplicationMenu()?.items.flatMap((section) => section.submenu?.items ?? []) ?? [];
      items.find(({ id }) => id === 'help.shortcuts')?.click();
    }, null);
  await chooseHelp();
  await chooseHelp();
  const seen = () => page.evaluate(() => (window as unknown as { seenActions: unknown[] }).seenActions);
  await expect.poll(seen).toEqual([{ id: 'help.shortcuts' }]);
});

test('a file given as argument is open when the window shows', async ({ desktop }) => {
  test.skip(exampleArgs.length === 0, 'no example is shipped to open');
  const page = await openedPage(desktop);
  expect(await invoke(page, 'workspace.view', {})).toMatchObject({
    value: { view: { workspace: { path: exampleArgs[0], edited: false } } },
  });
});

test('a reloaded page starts with fresh calls', async ({ desktop }) => {
  const page = await openedPage(desktop);
  await page.reload();
  await expect(page.locator('#root > *').first()).toBeVisible();
  expect(await invoke(page, 'capture.command', {})).toMatchObject({ type: 'result' });
});
