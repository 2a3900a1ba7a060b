/** BrowserWindow of the double: a Chromium page whose isolated world runs the built preload. */
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { BrowserContext, CDPSession, Page } from '@playwright/test';
import { makeCodec } from './codec.ts';
import type { IpcModel, PageMessage } from './ipc.ts';
import { installPageWorld } from './page-world.ts';
import { installPreloadWorld } from './preload-world.ts';
import type { Schemes } from './schemes.ts';
import { strict } from './strict.ts';

const WORLD = 'electron-preload';
const { encode, decode } = makeCodec();

interface WindowOptions {
  readonly width?: number;
  readonly height?: number;
  readonly show?: boolean;
  readonly webPreferences?: {
    readonly preload?: string;
    readonly sandbox?: boolean;
    readonly contextIsolation?: boolean;
    readonly nodeIntegration?: boolean;
  };
}

export interface WindowParts {
  readonly context: BrowserContext;
  readonly schemes: Schemes;
  readonly ipc: IpcModel;
  /** Errors of the program or its preload; a test fails when there are any. */
  readonly problems: string[];
  readonly app: EventEmitter;
}

/** Electron's word for an event that can be prevented. */
function preventable() {
  const event = { defaultPrevented: false, preventDefault: () => void (event.defaultPrevented = true) };
  return event;
}

class WebContentsModel extends EventEmitter {
  session: CDPSession | null = null;
  /** Execution contexts of the preload's world, by frame. */
  readonly contexts = new Map<string, number>();
  url = '';
  destroyed = false;
  /** The same object as the program sees it: `event.sender` and `window.webContents` must be one. */
  proxy: object = this;
  readonly mainFrame: { readonly url: string };

  constructor() {
    super();
    const currentUrl = () => this.url;
    this.mainFrame = {
      get url() {
        return currentUrl();
      },
    };
  }

  setWindowOpenHandler(): void {}

  isDestroyed(): boolean {
    return this.destroyed;
  }

  getURL(): string {
    return this.url;
  }

  send(channel: string, ...given: unknown[]): void {
    void this.deliver(JSON.stringify(encode({ kind: 'event', channel, given })));
  }

  async deliver(text: string, contextId = [...this.contexts.values()].at(-1)): Promise<void> {
    if (contextId === undefined || !this.session) return;
    const expression = `studioDoubleDeliver(${JSON.stringify(text)})`;
    // A page that navigates away meanwhile has nobody to deliver to.
    await this.session.send('Runtime.evaluate', { contextId, expression }).catch(() => {});
  }
}

/** The class the program gets as `BrowserWindow`, and the windows it has open. */
export function modelWindows({ context, schemes, ipc, problems, app }: WindowParts) {
  const open: WindowModel[] = [];

  async function receive(contents: WebContentsModel, payload: string, contextId: number): Promise<void> {
    const message = decode(JSON.parse(payload)) as PageMessage;
    const answer = await ipc.receive(message, { sender: contents.proxy, senderFrame: contents.mainFrame });
    if (answer) await contents.deliver(JSON.stringify(encode(answer)), contextId);
  }

  async function openPage(window: WindowModel): Promise<Page> {
    const { webPreferences = {}, width = 800, height = 600 } = window.options;
    const { nodeIntegration, contextIsolation, sandbox, preload } = webPreferences;
    if (nodeIntegration || contextIsolation === false || sandbox === false)
      throw new Error('electron double: only sandboxed, isolated pages without Node are modelled');
    const page = await context.newPage();
    await page.setViewportSize({ width, height });
    const session = await context.newCDPSession(page);
    const contents = window.contents;
    contents.session = session;
    const prefix = `electron-double-${Math.random().toString(36).slice(2)}:`;
    session.on('Runtime.executionContextCreated', ({ context: created }) => {
      const frame = (created.auxData as { frameId: string }).frameId;
      if (created.name === WORLD) contents.contexts.set(frame, created.id);
    });
    session.on('Runtime.exceptionThrown', ({ exceptionDetails }) => {
      if (![...contents.contexts.values()].includes(exceptionDetails.executionContextId ?? -1)) return;
      problems.push(`preload: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    });
    session.on('Runtime.bindingCalled', ({ payload, executionContextId }) => {
      receive(contents, payload, executionContextId).catch((error: unknown) => problems.push(String(error)));
    });
    page.on('framenavigated', (frame) => {
      if (frame !== page.mainFrame()) return;
      contents.url = schemes.toProgram(frame.url());
      contents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
    });
    page.on('close', () => window.closed());
    await session.send('Page.enable');
    await session.send('Runtime.enable');
    await session.send('Runtime.addBinding', { name: 'studioDoubleToMain', executionContextName: WORLD });
    await session.send('Page.addScriptToEvaluateOnNewDocument', {
      source: `(${installPageWorld.toString()})(${JSON.stringify(prefix)})`,
    });
    if (preload) {
      const text = JSON.stringify(readFileSync(preload, 'utf8'));
      const given = `${JSON.stringify(prefix)},${text},${makeCodec.toString()}`;
      await session.send('Page.addScriptToEvaluateOnNewDocument', {
        worldName: WORLD,
        source: `(${installPreloadWorld.toString()})(${given})`,
      });
    }
    return page;
  }

  class WindowModel extends EventEmitter {
    static getAllWindows(): WindowModel[] {
      return [...open];
    }
    static getFocusedWindow(): WindowModel | null {
      return open[0] ?? null;
    }
    readonly options: WindowOptions;
    readonly contents = new WebContentsModel();
    readonly webContents: object;
    readonly page: Promise<Page>;
    visible: boolean;

    constructor(options: WindowOptions = {}) {
      super();
      this.options = options;
      this.visible = options.show !== false;
      this.webContents = strict('webContents', this.contents);
      this.contents.proxy = this.webContents;
      open.push(this);
      this.page = openPage(this);
      this.page.catch((error: unknown) => problems.push(String(error)));
      app.emit('web-contents-created', {}, this.webContents);
    }

    async loadURL(url: string): Promise<void> {
      const page = await this.page;
      await page.goto(schemes.toBrowser(url));
      this.emit('ready-to-show');
    }
    show(): void {
      this.visible = true;
    }
    isVisible(): boolean {
      return this.visible;
    }
    isMinimized(): boolean {
      return false;
    }
    focus(): void {}
    close(): void {
      const event = preventable();
      this.emit('close', event);
      if (!event.defaultPrevented) this.destroy();
    }
    destroy(): void {
      this.page.then((page) => page.close()).catch(() => {});
    }
    closed(): void {
      const at = open.indexOf(this);
      if (at < 0) return;
      open.splice(at, 1);
      this.contents.destroyed = true;
      this.contents.emit('destroyed');
      this.emit('closed');
      if (open.length === 0) app.emit('window-all-closed');
    }
  }

  return { BrowserWindow: WindowModel, open };
}
