import { readFileSync } from 'node:fs';
import path from 'node:path';
import type * as Electron from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { IPC } from '../../shared/ipc.ts';
import { NATIVE_MENU } from '../../shared/menu.ts';
import { startTestEngine } from '../engine/session/testing/test-engine.ts';

type Listener = (...given: unknown[]) => unknown;

/** What the desktop's modules told Electron. Only the members they use are modelled. */
const seen = vi.hoisted(() => ({
  windows: [] as Record<string, unknown>[],
  handlers: new Map<string, Listener>(),
  app: new Map<string, Listener>(),
  schemes: new Map<string, (request: Request) => Promise<Response>>(),
  permission: { request: null as Listener | null, check: null as Listener | null },
  menu: [] as { label?: string; submenu?: { id?: string; click?: () => void }[] }[],
}));

vi.mock('electron', () => {
  class BrowserWindow {
    static getAllWindows = () => [];
    static getFocusedWindow = () => null;
    webContents = {};
    constructor(options: Record<string, unknown>) {
      seen.windows.push(options);
    }
    once() {}
    loadURL = () => Promise.resolve();
  }
  const fake = {
    app: { on: (name: string, listener: Listener) => seen.app.set(name, listener), isPackaged: false },
    BrowserWindow,
    dialog: { showOpenDialog: () => Promise.resolve({ canceled: true, filePaths: [] }) },
    ipcMain: {
      handle: (channel: string, listener: Listener) => seen.handlers.set(channel, listener),
      on: (channel: string, listener: Listener) => seen.handlers.set(channel, listener),
    },
    Menu: {
      buildFromTemplate: (template: typeof seen.menu) => template,
      setApplicationMenu: (menu: typeof seen.menu) => void (seen.menu = menu),
    },
    protocol: {
      registerSchemesAsPrivileged: () => {},
      handle: (scheme: string, handler: (request: Request) => Promise<Response>) =>
        seen.schemes.set(scheme, handler),
    },
    session: {
      defaultSession: {
        setPermissionRequestHandler: (listener: Listener) => void (seen.permission.request = listener),
        setPermissionCheckHandler: (listener: Listener) => void (seen.permission.check = listener),
      },
    },
  } satisfies { [Name in keyof typeof Electron]?: object };
  return fake;
});

function contents(url: string) {
  const listeners = new Map<string, Listener>();
  const mainFrame = { url };
  return {
    mainFrame,
    listeners,
    sent: [] as unknown[][],
    on: (name: string, listener: Listener) => listeners.set(name, listener),
    isDestroyed: () => false,
    send(...given: unknown[]) {
      this.sent.push(given);
    },
  };
}

beforeEach(() => {
  seen.windows.length = 0;
  seen.handlers.clear();
});

describe('desktop', () => {
  it('opens its window with every door shut', async () => {
    const { openWindow } = await import('./window.ts');
    openWindow({ bundleFolder: '/x', prepare: () => {} });
    expect(seen.windows[0]).toMatchObject({
      show: false,
      webPreferences: {
        preload: path.join('/x', 'preload.cjs'),
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
      },
    });
  });

  it('answers its own top frame only', async () => {
    const { serveIpc } = await import('./ipc.ts');
    const page = contents('app://bundle/index.html');
    serveIpc(startTestEngine().engine)(page as never);
    const invoke = seen.handlers.get(IPC.invoke)!;
    const ask = (sender: object, senderFrame: object | null) =>
      invoke({ sender, senderFrame }, 1, 'app.info', {}) as Promise<object>;
    const good = { type: 'result', id: 1, value: { version: '1.2.3' } };
    const refused = { type: 'error', id: 1, error: { code: 'forbidden' } };
    expect(await ask(page, page.mainFrame)).toMatchObject(good);
    expect(await ask(page, null)).toMatchObject(refused);
    expect(await ask(page, { url: page.mainFrame.url })).toMatchObject(refused);
    const stranger = contents('app://bundle/index.html');
    expect(await ask(stranger, stranger.mainFrame)).toMatchObject(refused);
    page.mainFrame.url = 'https://app.example/bundle/';
    expect(await ask(page, page.mainFrame)).toMatchObject(refused);
    page.mainFrame.url = 'app://bundle.example/index.html';
    expect(await ask(page, page.mainFrame)).toMatchObject(refused);
  });

  it('pushes events to its windows and stops when they are gone', async () => {
    const { serveIpc } = await import('./ipc.ts');
    const { engine } = startTestEngine();
    const page = contents('app://bundle/index.html');
    serveIpc(engine)(page as never);
    engine.emit('app.action', { id: 'help.about' });
    page.listeners.get('did-start-navigation')?.({ isMainFrame: true, isSameDocument: false });
    engine.emit('app.action', { id: 'help.palette' });
    page.listeners.get('destroyed')?.();
    engine.emit('app.action', { id: 'view.learn' });
    expect(page.sent).toEqual([
      [IPC.event, 'app.action', { id: 'help.about' }],
      [IPC.event, 'app.action', { id: 'help.palette' }],
    ]);
  });

  it('denies navigation, windows, webviews and permissions', async () => {
    const { denyNavigation, denyPermissions } = await import('./security.ts');
    denyNavigation();
    denyPermissions();
    const listeners = new Map<string, Listener>();
    let openWindow: Listener = () => null;
    seen.app.get('web-contents-created')?.(
      {},
      {
        on: (name: string, listener: Listener) => listeners.set(name, listener),
        setWindowOpenHandler: (listener: Listener) => void (openWindow = listener),
      },
    );
    const prevented = (name: string, url?: string) => {
      const preventDefault = vi.fn();
      listeners.get(name)?.({ preventDefault }, url);
      return preventDefault.mock.calls.length === 1;
    };
    expect([
      prevented('will-navigate', 'https://evil.example/'),
      prevented('will-navigate', 'app://bundle/index.html'),
      prevented('will-redirect', 'app://bundle/index.html'),
      prevented('will-attach-webview'),
      openWindow({ url: 'app://bundle/index.html' }),
    ]).toEqual([true, false, true, true, { action: 'deny' }]);
    const check = (permission: string, origin: string) => seen.permission.check?.(null, permission, origin);
    expect([
      check('clipboard-sanitized-write', 'app://bundle'),
      check('clipboard-sanitized-write', 'https://evil.example'),
      check('media', 'app://bundle'),
    ]).toEqual([true, false, false]);
    const answers: unknown[] = [];
    seen.permission.request?.(null, 'geolocation', (answer: unknown) => answers.push(answer), {
      requestingUrl: 'app://bundle/index.html',
    });
    expect(answers).toEqual([false]);
  });

  it('serves only files of the page, with the policy', async () => {
    const { serveRenderer } = await import('./protocol.ts');
    const folder = path.resolve('renderer');
    serveRenderer(folder);
    const get = (url: string) => seen.schemes.get('app')!(new Request(url));
    const page = await get('app://bundle/index.html');
    expect([page.status, await page.text()]).toEqual([
      200,
      readFileSync(path.join(folder, 'index.html'), 'utf8'),
    ]);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    const bad = ['app://bundle/..%2fpackage.json', 'app://other/index.html', 'app://bundle/none.js'];
    expect(await Promise.all(bad.map(async (url) => (await get(url)).status))).toEqual([404, 404, 404]);
  });

  it('builds the menu from the shared list, whose actions the page has', async () => {
    const { installMenu } = await import('./menu.ts');
    const { engine } = startTestEngine();
    const asked: unknown[] = [];
    engine.onEvent((name, payload) => asked.push([name, payload]));
    installMenu(engine);
    seen.menu
      .flatMap(({ submenu }) => submenu ?? [])
      .find(({ id }) => id === 'workspace.save')
      ?.click?.();
    expect(asked).toEqual([['app.action', { id: 'workspace.save' }]]);
    const actions = ['renderer/app/shell-actions.ts', 'renderer/plan/actions.ts']
      .map((file) => readFileSync(file, 'utf8'))
      .join('');
    const unknown = NATIVE_MENU.flatMap(({ items }) => items)
      .flatMap((item) => ('action' in item ? [item.action] : []))
      .filter((id) => !actions.includes(`id: '${id}'`));
    expect(unknown).toEqual([]);
  });

  it('finds the file among the arguments, packaged or not', async () => {
    const { fileArgument } = await import('./open-files.ts');
    expect([
      fileArgument(['electron', '--no-sandbox', '.', 'a.pts'], false, '/home'),
      fileArgument(['electron', '.'], false, '/home'),
      fileArgument(['studio', 'sub/a.pts'], true, '/home'),
      fileArgument(['studio', '--flag'], true, '/home'),
    ]).toEqual([path.resolve('/home/a.pts'), null, path.resolve('/home/sub/a.pts'), null]);
  });
});
