/** Own schemes in a browser that does not know them: app://bundle/x is served as http://bundle.app.localhost/x. */
import type { BrowserContext } from '@playwright/test';

export type SchemeHandler = (request: Request) => Response | Promise<Response>;

export interface Schemes {
  readonly handlers: Map<string, SchemeHandler>;
  /** `app://bundle/…` as the browser's address. */
  toBrowser(url: string): string;
  /** The browser's address as the program's. */
  toProgram(url: string): string;
}

const BROWSER_ADDRESS = /^http:\/\/([^./]+)\.([a-z]+)\.localhost/;

export async function modelSchemes(context: BrowserContext): Promise<Schemes> {
  const handlers = new Map<string, SchemeHandler>();
  const toProgram = (url: string) => url.replace(BROWSER_ADDRESS, '$2://$1');
  await context.route(BROWSER_ADDRESS, async (route) => {
    const request = route.request();
    const url = toProgram(request.url());
    const handler = handlers.get(url.slice(0, url.indexOf(':')));
    if (!handler) return route.abort();
    const response = await handler(new Request(url, { method: request.method() }));
    const body = Buffer.from(await response.arrayBuffer());
    await route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body });
  });
  return {
    handlers,
    toProgram,
    toBrowser: (url) =>
      url.replace(/^([a-z]+):\/\/([^/]+)/, (all, scheme: string, host: string) =>
        handlers.has(scheme) ? `http://${host}.${scheme}.localhost` : all,
      ),
  };
}
