/** Options that choose a host and a plan, the same for every subcommand that plans. */
import type { ParseArgsOptionsConfig } from 'node:util';
import { StudioError } from '../../shared/errors.ts';
import { PLAN_STYLES, type PlanOptions, type PlanStyle } from '../../shared/plan.ts';
import { plannedFamilies } from '../engine/plan/named-plan.ts';
import type { HostDocument, WorkspaceDocument } from '../engine/workspace/document.ts';
import { BadUse, type CommandArguments, textOption } from './command.ts';
import { families } from './document.ts';

export const HOST_OPTION = { host: { type: 'string' } } as const satisfies ParseArgsOptionsConfig;
export const PLAN_OPTIONS = {
  ...HOST_OPTION,
  style: { type: 'string' },
  restart: { type: 'string', multiple: true },
} as const satisfies ParseArgsOptionsConfig;

export const HOST_EXPLAINED = { 'host NAME': 'the host that is meant, where the workspace has several' };
export const PLAN_EXPLAINED = {
  ...HOST_EXPLAINED,
  'style STYLE':
    'immediate (what runs now), persistent (what the next boot brings) or both; both if not given',
  'restart GUEST': 'a guest, by name or UUID, that may be stopped and started again; may be repeated',
};

function listed(document: WorkspaceDocument): string {
  return document.hosts.map(({ name }) => name).join(', ') || 'none';
}

/** The hosts that are meant: the named one, or all. Throws {@link BadUse} for a name that is not there. */
export function chosenHosts(document: WorkspaceDocument, values: CommandArguments['values']): HostDocument[] {
  const name = textOption(values, 'host');
  if (name === undefined) return [...document.hosts];
  const host = document.hosts.find((candidate) => candidate.name === name || candidate.id === name);
  if (!host) throw new BadUse(`there is no host ${name}; the workspace has: ${listed(document)}`);
  return [host];
}

/** The one host that is meant. Throws {@link BadUse} when that is not clear. */
export function chosenHost(document: WorkspaceDocument, values: CommandArguments['values']): HostDocument {
  const hosts = chosenHosts(document, values);
  const [host] = hosts;
  if (!host) throw new StudioError('not-found', 'The workspace has no host.');
  if (hosts.length > 1) throw new BadUse(`--host says which host is meant: ${listed(document)}`);
  return host;
}

function isStyle(text: string): text is PlanStyle {
  return (PLAN_STYLES as readonly string[]).includes(text);
}

/** Devices of a host that `--restart` can name: their ids, and the names people call their guests by. */
function guestIds(host: HostDocument, text: string): string[] {
  return plannedFamilies(families, host).flatMap(({ planning, observed, desired }) =>
    planning.guestIds(observed, desired, text),
  );
}

/** The one guest that `text` names. Throws {@link BadUse} when none is, or when the name does not tell which. */
export function guestId(host: HostDocument, text: string): string {
  const [id, ...others] = guestIds(host, text);
  if (id === undefined) throw new BadUse(`there is no guest ${text} on ${host.name}`);
  if (others.length > 0)
    throw new BadUse(
      `${text} is the name of ${others.length + 1} guests on ${host.name}; give one of ${[id, ...others].join(', ')}`,
    );
  return id;
}

export function planOptions(host: HostDocument, values: CommandArguments['values']): PlanOptions {
  const style = textOption(values, 'style') ?? 'both';
  if (!isStyle(style)) throw new BadUse(`--style is one of ${PLAN_STYLES.join(', ')}, not ${style}`);
  const named = (values['restart'] ?? []) as readonly string[];
  const restart = named.map((text) => guestId(host, text));
  return { style, restart };
}
