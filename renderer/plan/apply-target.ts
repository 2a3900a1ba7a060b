/** Where an apply goes, as a person types it. Pure. */
import type { ApplyTarget } from '../../shared/plan.ts';
import { targetOfSshLabel } from '../../shared/ssh-label.ts';
import type { HostView } from '../../shared/view.ts';

export interface TargetDraft {
  readonly kind: ApplyTarget['kind'];
  readonly host: string;
  /** Folder prefix; empty = none. */
  readonly root: string;
}

export function draftOf(target: ApplyTarget): TargetDraft {
  return { kind: target.kind, host: target.kind === 'ssh' ? target.host : '', root: target.root ?? '' };
}

/**
 * Where the host was read from. What was read from no place that steps can go to gets no proposal: a target that
 * nobody named could be another host.
 */
export function firstDraft({ kind, label }: HostView['source']): TargetDraft {
  if (kind === 'this-machine') return { kind, host: '', root: '' };
  if (kind === 'folder' && label.startsWith('/')) return { kind: 'this-machine', host: '', root: label };
  const read = kind === 'ssh' ? targetOfSshLabel(label) : null;
  return read === null ? { kind: 'ssh', host: '', root: '' } : draftOf(read);
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

/** `root@kvm1 below /srv/copy`: all of it, wherever a target is named. */
export function targetName(target: ApplyTarget): string {
  const machine = target.kind === 'ssh' ? target.host : 'this machine';
  return target.root === null ? machine : `${machine} below ${target.root}`;
}

/** A prefix that is set is seen: it is part of where the steps go. */
export function showsPrefix(draft: TargetDraft, unfolded: boolean): boolean {
  return unfolded || draft.root !== '';
}
