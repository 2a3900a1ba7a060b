/** How the system's ssh is called, and what its complaints mean. */
import { StudioError } from '../../../shared/errors.ts';

/** What a shell would read in a `ProxyCommand` or `Match exec` of the user's configuration; ssh itself refuses most of it. */
const SHELL_LETTERS = /[\s\p{C}'"`$\\;&<>|(){}*?!#]/u;

/** A dash in front of any part of `ssh://user@[name]:port`, also as the `%2d` that a URL may have in its user. */
const OPTION_PART = /(?:^|[/@:[])(?:-|%2d)/i;

/** Throws StudioError `bad-request` for what cannot be the name of a host, before it comes near a command line. */
export function requireSshHost(host: string): void {
  const address = host.replace(/^ssh:\/\//i, '');
  const name = address.slice(address.lastIndexOf('@') + 1);
  if (/^[^:/@]/.test(name) && !OPTION_PART.test(host) && !SHELL_LETTERS.test(host)) return;
  throw new StudioError(
    'bad-request',
    `${JSON.stringify(host)} is no name of a host. A name or address was expected, or user@name, without blanks and without a dash in front.`,
  );
}

/**
 * Never a question: what cannot be done with the user's keys and known hosts fails. A lost network ends within a
 * minute. Forwardings and commands of the user's configuration are for terminals.
 */
export function sshArguments(host: string): readonly string[] {
  requireSshHost(host);
  const options = [
    'BatchMode=yes',
    'ConnectTimeout=15',
    'ServerAliveInterval=15',
    'ServerAliveCountMax=4',
    'ClearAllForwardings=yes',
    'RemoteCommand=none',
    'LogLevel=ERROR',
  ];
  return ['-T', ...options.flatMap((option) => ['-o', option]), '--', host, 'sh', '-s'];
}

const COMPLAINTS: readonly (readonly [RegExp, (host: string) => string])[] = [
  [
    /HOST IDENTIFICATION HAS CHANGED/,
    (host) =>
      `The host key of ${host} is not the one that is known here. Nothing was sent. If the host was installed anew, remove the old key with “ssh-keygen -R” and connect once with “ssh ${host}”; if not, somebody may be in between.`,
  ],
  [
    /Host key verification failed|host key is known/,
    (host) =>
      `The host key of ${host} is not known here. Connect once with “ssh ${host}” in a terminal, compare the key, and try again.`,
  ],
  [
    /Permission denied \(/,
    (host) =>
      `${host} refused the login. Passwords cannot be asked for here: a key is needed that works without one, so that “ssh -o BatchMode=yes ${host} true” succeeds.`,
  ],
  [
    /Could not resolve hostname/,
    (host) => `There is no host ${host}: its name cannot be resolved. Is it spelled as in “ssh ${host}”?`,
  ],
  [/Connection refused/, (host) => `${host} does not answer to ssh: the connection was refused.`],
  [
    /timed out|No route to host|Network is unreachable/,
    (host) => `${host} cannot be reached: no answer came in time. Is it running, and is the network up?`,
  ],
  [/Too many authentication failures/, (host) => `${host} refused the login after too many keys were tried.`],
];

/** Why ssh did not get there; `complaint` is what it printed. */
export function connectFailure(host: string, complaint: string): string {
  const known = COMPLAINTS.find(([pattern]) => pattern.test(complaint));
  if (known) return known[1](host);
  const last = complaint.trim().split('\n').at(-1)?.trim() ?? '';
  return last === ''
    ? `ssh could not connect to ${host}.`
    : `ssh could not connect to ${host}: ${last.replace(/\.$/, '')}.`;
}
