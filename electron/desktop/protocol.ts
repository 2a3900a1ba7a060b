/** Serves the built page under app://bundle/ with the same headers as the web host. */
import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { contentType, resolveInside } from '../page/files.ts';
import { contentSecurityPolicy, securityHeaders } from '../page/headers.ts';
import { ORIGIN, SCHEME } from './scheme.ts';

/** Before the app is ready: Electron reads privileges only then. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** After the app is ready. */
export function serveRenderer(folder: string): void {
  const headers = securityHeaders(contentSecurityPolicy());
  protocol.handle(SCHEME, async (request) => {
    const { host, pathname } = new URL(request.url);
    const file = `${SCHEME}://${host}` === ORIGIN ? await resolveInside(folder, pathname) : null;
    if (!file) return new Response('Not found', { status: 404, headers });
    const content = new Uint8Array(await readFile(file));
    return new Response(content, { headers: { ...headers, 'content-type': contentType(file) } });
  });
}
