import { useState } from 'react';
import { create } from 'zustand';
import type { ApplyTarget } from '../../shared/plan.ts';
import type { HostView } from '../../shared/view.ts';
import { rememberSshHost } from '../store/preferences.ts';
import { useStudio } from '../store/studio.ts';
import { draftOf, firstDraft, type TargetDraft, targetFault, targetName, targetOf } from './apply-target.ts';

type TargetHost = Pick<HostView, 'id' | 'source'>;

/** What was typed for each host of a workspace, by its id, for as long as the page lives: a name is no host. */
const useDrafts = create<Readonly<Record<string, TargetDraft>>>(() => ({}));

export function keepDraft(hostId: string, draft: TargetDraft): void {
  useDrafts.setState({ [hostId]: draft });
}

/** `before`: where an apply of this host went that is gone on with, or taken back. */
export function proposedDraft({ id, source }: TargetHost, before: ApplyTarget | null): TargetDraft {
  return before === null ? (useDrafts.getState()[id] ?? firstDraft(source)) : draftOf(before);
}

export interface TargetChoice {
  readonly draft: TargetDraft;
  readonly setDraft: (draft: TargetDraft) => void;
  readonly fault: string | null;
  readonly target: ApplyTarget;
  /** The whole target in words, its prefix included. */
  readonly name: string;
  /** Next time this very host is reached the same way. */
  readonly remember: () => void;
}

export function useTargetDraft(host: HostView, before: ApplyTarget | null): TargetChoice {
  const canUseThisMachine = useStudio((state) => state.info?.canReadThisMachine === true);
  const [draft, setDraft] = useState(() => proposedDraft(host, before));
  const target = targetOf(draft);
  function keep(next: TargetDraft): void {
    keepDraft(host.id, next);
    setDraft(next);
  }
  return {
    draft,
    setDraft: keep,
    fault: targetFault(draft, canUseThisMachine),
    target,
    name: targetName(target),
    remember: () => {
      keepDraft(host.id, draft);
      if (target.kind === 'ssh') rememberSshHost(target.host);
    },
  };
}
