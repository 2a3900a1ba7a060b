/** Child of dev.mjs: the built engine, with Vite as the source of the page. */
import { parseArgs } from 'node:util';
import { EventEmitter } from 'node:events';
import { createServer } from 'vite';
import { at } from './paths.mjs';
import { rendererConfig } from './targets.mjs';

const { values } = parseArgs({ options: { port: { type: 'string' } }, allowPositionals: true });
const { webEngine, startWebHost } = await import(at('dist/electron/serve.mjs'));

// Vite listens for its hot-reload sockets on a server's `upgrade`; the web host hands it those it has let in.
const upgrades = new EventEmitter();
const vite = await createServer({
  ...rendererConfig,
  base: '/',
  server: { middlewareMode: true, hmr: { server: upgrades }, cors: false },
});
const host = await startWebHost({
  engine: webEngine({ examplesFolder: at('examples') }),
  serveFiles: (request, response) => vite.middlewares(request, response),
  port: Number(values.port ?? 0),
  development: {
    onUpgrade: (request, socket, head) => upgrades.emit('upgrade', request, socket, head),
    session: process.env.STUDIO_DEV_SESSION,
  },
});
process.send?.({ port: host.port });
console.log(`dev: ${host.newAddress()}`);
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => void Promise.all([host.close(), vite.close()]).then(() => process.exit(0)));
}
