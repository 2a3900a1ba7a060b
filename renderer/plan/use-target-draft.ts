import { useState } from 'react';
import type { ApplyTarget } from '../../shared/plan.ts';
import type { HostView } from '../../shared/view.ts';
import { setPreference, usePreferences } from '../store/preferences.ts';
import { useStudio } from '../store/studio.ts';
import { firstDraft, type TargetDraft, targetFault, targetName, targetOf } from './apply-target.ts';

export interface TargetChoice {
  readonly draft: TargetDraft;
  readonly setDraft: (draft: TargetDraft) => void;
  readonly fault: string | null;
  readonly target: ApplyTarget;
  readonly name: string;
  /** Next time this host is reached the same way. */
  readonly remember: () => void;
}

/** `before`: where an earlier apply went, which is proposed again. */
export function useTargetDraft(host: HostView, before: ApplyTarget | null): TargetChoice {
  const canUseThisMachine = useStudio((state) => state.info?.canReadThisMachine === true);
  const remembered = usePreferences((state) => state.sshHosts[host.name] ?? '');
  const [draft, setDraft] = useState(() =>
    firstDraft({
      canUseThisMachine,
      sourceKind: host.source.kind,
      remembered,
      interrupted: before,
    }),
  );
  const target = targetOf(draft);
  return {
    draft,
    setDraft,
    fault: targetFault(draft, canUseThisMachine),
    target,
    name: targetName(target, host.name),
    remember: () => {
      if (target.kind !== 'ssh') return;
      setPreference('sshHosts', { ...usePreferences.getState().sshHosts, [host.name]: target.host });
    },
  };
}
