/** The built page over HTTP. */
import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { contentType, resolveInside } from '../page/files.ts';

export type ServeFiles = (request: IncomingMessage, response: ServerResponse) => void;

/** `//name` stays a path here; against a base URL it would be another host. Throws for what is no URL. */
export function requestUrl(request: IncomingMessage): URL {
  return new URL(`http://localhost${request.url ?? '/'}`);
}

async function serve(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = requestUrl(request);
  const file = await resolveInside(root, pathname);
  if (!file) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Not found');
    return;
  }
  // Vite puts a hash of the content into the names below assets/.
  const lasting = pathname.startsWith('/assets/');
  response.writeHead(200, {
    'content-type': contentType(file),
    'cache-control': lasting ? 'private, max-age=31536000, immutable' : 'no-cache',
  });
  if (request.method === 'HEAD') response.end();
  else
    createReadStream(file)
      .on('error', () => response.destroy())
      .pipe(response);
}

export function staticFiles(root: string): ServeFiles {
  return (request, response) => {
    serve(root, request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  };
}
