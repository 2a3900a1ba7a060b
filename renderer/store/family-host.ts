/** A host as the view of one family sees it. */
import type { Problem } from '../../shared/findings.ts';
import type { HostView } from '../../shared/view.ts';
import { useStudio } from './studio.ts';

export interface FamilyHost<State> {
  readonly host: HostView;
  readonly observed: State;
  readonly desired: State;
  readonly problems: readonly Problem[];
  /** Of all problems, also those beyond the listed ones. */
  readonly problemCount: { readonly error: number; readonly warning: number; readonly info: number };
}

/** The host of that id, by default the one that is shown; null when it is not there. */
export function useHost(hostId?: string | null): HostView | null {
  return useStudio((state) => {
    const wanted = hostId ?? state.hostId;
    return state.view?.workspace?.hosts.find((each) => each.id === wanted) ?? null;
  });
}
