/** Strategy C that also cleans: no strategy of its own, so a branch with that setting is made to stand beside. */
import { branchId, freeName } from '../branch-ids.ts';
import { useShownPlace, useXive } from '../xive-context.ts';

/** Makes the branch and puts it beside; null where no branch is shown, or it is C with cleaning itself. */
export function useCleanedBranch(): (() => void) | null {
  const { host, store } = useXive();
  const place = useShownPlace();
  const { branches } = host.desired;
  const branch = place?.kind === 'branch' ? branches.find(({ id }) => id === place.branch) : undefined;
  if (branch === undefined) return null;
  const underC = branch.config.strategy === 'C';
  if (underC && branch.config.cleaning !== 'none') return null;
  return () => {
    const suffix = ', C with cleaning';
    // Names end at 80 characters; some are left for a number.
    const name = freeName(`${branch.name.slice(0, 76 - suffix.length)}${suffix}`, branches);
    const id = branchId(name, branches);
    void store
      .getState()
      .edit(`Compare ${branch.name} with C and cleaning`, [
        {
          family: 'xive',
          op: 'addBranch',
          id,
          name,
          from: branch.id,
          step: null,
          strategy: underC ? null : 'C',
        },
        { family: 'xive', op: 'setConfig', branch: id, config: { cleaning: 'zap' } },
      ])
      .then((made) => {
        if (made)
          store.getState().set({
            beside: { kind: 'branch', branch: id },
            bottomTab: 'comparison',
            bottomOpen: true,
          });
      });
  };
}
