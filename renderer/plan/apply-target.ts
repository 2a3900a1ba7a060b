/** Where an apply goes, as a person types it. Pure. */
import type { ApplyTarget } from '../../shared/plan.ts';

export interface TargetDraft {
  readonly kind: ApplyTarget['kind'];
  readonly host: string;
  /** Folder prefix; empty = none. */
  readonly root: string;
}

export interface DraftFacts {
  /** The machine the engine runs on has an AP bus, or whatever the family needs. */
  readonly canUseThisMachine: boolean;
  readonly sourceKind: string;
  /** The ssh host used for this host before. */
  readonly remembered: string;
  /** Where an interrupted apply went. */
  readonly interrupted: ApplyTarget | null;
}

export function firstDraft({
  canUseThisMachine,
  sourceKind,
  remembered,
  interrupted,
}: DraftFacts): TargetDraft {
  if (interrupted !== null)
    return {
      kind: interrupted.kind,
      host: interrupted.kind === 'ssh' ? interrupted.host : remembered,
      root: interrupted.root ?? '',
    };
  const local = sourceKind === 'this-machine' || (canUseThisMachine && remembered === '');
  return { kind: local ? 'this-machine' : 'ssh', host: remembered, root: '' };
}

/** Why steps cannot be run there, as a sentence; null when they can. */
export function targetFault(draft: TargetDraft, canUseThisMachine: boolean): string | null {
  const host = draft.host.trim();
  if (draft.kind === 'ssh') {
    if (host === '') return 'Name the host as you would for ssh: a name of your ssh config, or user@host.';
    if (/\s/.test(host) || host.startsWith('-'))
      return 'An ssh host has no spaces, and does not begin with a dash.';
  }
  const root = draft.root.trim();
  if (root !== '' && !root.startsWith('/'))
    return 'The folder prefix is a whole path: it begins with a slash.';
  if (draft.kind === 'this-machine' && root === '' && !canUseThisMachine)
    return 'The machine the engine runs on has no such devices. Choose a host over ssh, or a folder prefix under Advanced.';
  return null;
}

export function targetOf(draft: TargetDraft): ApplyTarget {
  const root = draft.root.trim() === '' ? null : draft.root.trim();
  return draft.kind === 'ssh'
    ? { kind: 'ssh', host: draft.host.trim(), root }
    : { kind: 'this-machine', root };
}

/** `lpar-crypto01`, or the folder where only files are changed. */
export function targetName(target: ApplyTarget, hostName: string): string {
  if (target.root !== null) return target.kind === 'ssh' ? `${target.root} on ${target.host}` : target.root;
  return target.kind === 'ssh' ? target.host : hostName;
}
