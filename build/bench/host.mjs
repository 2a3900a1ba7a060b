/** Starts the built web host on a file, for programs that look at the studio from outside. */
import { spawn } from 'node:child_process';
import { at } from '../paths.mjs';

/** The process and the address with its one-time token. */
export async function startHost(configFolder, file) {
  const host = spawn(process.execPath, [at('dist/electron/serve.mjs'), file, '--no-open'], {
    env: { ...process.env, XDG_CONFIG_HOME: configFolder },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let printed = '';
  for await (const chunk of host.stdout) {
    printed += chunk;
    const address = /http:\S+/.exec(printed)?.[0];
    if (address) return { host, address };
  }
  throw new Error(`the web host did not start: ${printed}`);
}
