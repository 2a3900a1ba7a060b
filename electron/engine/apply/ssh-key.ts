/** Which host a name of ssh means, so that two spellings of one host are one target. */
import { execFile } from 'node:child_process';
import { requireSshHost } from './ssh-host.ts';

/** `ssh -G` reads the configuration and connects to nothing; a `Match exec` of the user's may take a moment. */
const PATIENCE_MILLISECONDS = 10_000;

/** The way there is part of it: behind two jump hosts one address may be two machines. The user is not. */
const TELLING = ['hostname', 'port', 'hostkeyalias', 'proxyjump', 'proxycommand'];

function configured(host: string): Promise<string> {
  return new Promise((resolve) => {
    execFile('ssh', ['-G', '--', host], { timeout: PATIENCE_MILLISECONDS }, (error, stdout) =>
      resolve(error ? '' : stdout),
    );
  });
}

/** The same text for the same host, whatever alias or user it is called by; the name itself where ssh does not tell. */
export async function sshKey(host: string): Promise<string> {
  requireSshHost(host);
  const lines = (await configured(host)).split('\n').map((line) => line.trimEnd());
  const told = TELLING.flatMap((name) => lines.filter((line) => line.startsWith(`${name} `)));
  return told.some((line) => line.startsWith('hostname ')) ? told.join(',') : host;
}
