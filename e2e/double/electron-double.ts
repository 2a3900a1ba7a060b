/**
 * A double of Electron, for machines without its binary: the built main.cjs runs in this process with `electron` answered
 * from here, each window is a Chromium page, the built preload.cjs runs in an isolated world of it. Not modelled: the OS
 * sandbox, menus, dialogs and windows on screen, the real scheme and its CSP, Electron's own Node. Passing here is no
 * evidence that Electron starts.
 */
import { EventEmitter } from 'node:events';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { modelIpc } from './ipc.ts';
import { modelSchemes, type SchemeHandler } from './schemes.ts';
import { strict } from './strict.ts';
import { modelWindows } from './window.ts';

/** The part of Playwright's ElectronApplication that the specs use; the double and the real one both have it. */
export interface Desktop {
  firstWindow(): Promise<Page>;
  windows(): Promise<Page[]> | Page[];
  evaluate<Result, Argument>(
    run: (electron: typeof import('electron'), argument: Argument) => Result,
    argument: Argument,
  ): Promise<Result>;
  close(): Promise<void>;
}
export interface DoubledDesktop extends Desktop {
  readonly problems: readonly string[];
}

interface MenuTemplate {
  readonly submenu?: readonly MenuTemplate[];
}
interface MenuModel {
  readonly items: readonly object[];
}

function modelMenu() {
  let menu: MenuModel | null = null;
  const build = (template: readonly MenuTemplate[]): MenuModel => ({
    items: template.map((item) => (item.submenu ? { ...item, submenu: build(item.submenu) } : item)),
  });
  return strict('Menu', {
    buildFromTemplate: build,
    setApplicationMenu(set: MenuModel | null) {
      menu = set;
    },
    getApplicationMenu: () => menu,
  });
}

function modelApp() {
  const app = Object.assign(new EventEmitter(), {
    isPackaged: false,
    whenReady: () => Promise.resolve(),
    enableSandbox() {},
    requestSingleInstanceLock: () => true,
    setPath() {},
    quit() {
      app.emit('will-quit', {});
    },
  });
  return app;
}

/** Runs the built program with `electron` answered by `electron`. */
function runProgram(file: string, electron: object): void {
  const loader = Module as unknown as { _load(request: string, ...rest: unknown[]): unknown };
  const load = loader._load;
  loader._load = (request, ...rest) =>
    request === 'electron' ? electron : load.call(Module, request, ...rest);
  try {
    const require = createRequire(file);
    delete require.cache[file];
    require(file);
  } finally {
    loader._load = load;
  }
}

export interface DoubleOptions {
  readonly context: BrowserContext;
  readonly mainFile: string;
  /** Arguments after the program's folder, e.g. a file to open. */
  readonly args?: readonly string[];
  readonly configHome: string;
}

export async function launchDouble({
  context,
  mainFile,
  args = [],
  configHome,
}: DoubleOptions): Promise<DoubledDesktop> {
  const problems: string[] = [];
  const schemes = await modelSchemes(context);
  const ipc = modelIpc();
  const app = modelApp();
  const { BrowserWindow, open } = modelWindows({ context, schemes, ipc, problems, app });
  const answers = { showMessageBox: { response: 1 }, showOpenDialog: { canceled: true, filePaths: [] } };
  const electron = strict('electron', {
    app: strict('app', app),
    ipcMain: ipc.ipcMain,
    BrowserWindow,
    Menu: modelMenu(),
    protocol: strict('protocol', {
      registerSchemesAsPrivileged() {},
      handle: (scheme: string, handler: SchemeHandler) => schemes.handlers.set(scheme, handler),
    }),
    session: {
      defaultSession: strict('session', { setPermissionRequestHandler() {}, setPermissionCheckHandler() {} }),
    },
    dialog: strict('dialog', {
      showMessageBox: () => Promise.resolve(answers.showMessageBox),
      showOpenDialog: () => Promise.resolve(answers.showOpenDialog),
      showSaveDialog: () => Promise.resolve({ canceled: true, filePath: '' }),
      showErrorBox: (title: string, text: string) => problems.push(`${title}: ${text}`),
    }),
  });

  const before = { argv: process.argv, config: process.env.XDG_CONFIG_HOME };
  process.argv = ['electron', '.', ...args];
  process.env.XDG_CONFIG_HOME = configHome;
  const restore = () => {
    process.argv = before.argv;
    if (before.config === undefined) delete process.env.XDG_CONFIG_HOME;
    else process.env.XDG_CONFIG_HOME = before.config;
  };
  try {
    runProgram(path.resolve(mainFile), electron);
  } catch (error) {
    restore();
    throw error;
  }

  async function firstWindow(): Promise<Page> {
    for (let attempt = 0; attempt < 500 && open.length === 0; attempt++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    if (!open[0]) throw new Error(`the program opened no window; problems: ${problems.join('; ') || 'none'}`);
    return open[0].page;
  }

  return {
    problems,
    firstWindow,
    windows: () => Promise.all(open.map((window) => window.page)),
    evaluate: (run, argument) => Promise.resolve(run(electron as never, argument)),
    async close() {
      restore();
      for (const window of [...open]) window.destroy();
      await context.close();
    },
  };
}
