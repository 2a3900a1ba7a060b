import type { Fix, Problem } from '../../../shared/findings.ts';
import { parseXiveRef } from '../../../shared/xive/refs.ts';
import { FixButtons } from '../../app/rules.tsx';
import { Button } from '../../ui/Button.tsx';
import { useShownPlace, useXive } from '../xive-context.ts';

/** Fixes of the problems that a branch has with a LISN of a guest; a reference without a guest means any. */
function fixesFor(problems: readonly Problem[], branch: string, vm: string, lisn: number): readonly Fix[] {
  const fixes = problems
    .filter(({ refs }) =>
      refs.some((ref) => {
        const told = ref.kind === 'part' ? parseXiveRef(ref.id) : null;
        return (
          told?.at.kind === 'branch' &&
          told.at.branch === branch &&
          (told.vm === null || told.vm === vm) &&
          told.part?.kind === 'lisn' &&
          told.part.lisn === lisn
        );
      }),
    )
    .flatMap((problem) => problem.fixes);
  return [...new Map(fixes.map((fix) => [fix.label, fix])).values()];
}

/** What would keep a guest from the wrong page: the fixes that cure it at the end of the branch, else the merged kernel's way. */
export function WhatAvoidsIt({ vm, lisn }: { readonly vm: string; readonly lisn: number }) {
  const { host, store } = useXive();
  const place = useShownPlace();
  if (place?.kind !== 'branch') return null;
  const fixes = fixesFor(host.problems, place.branch, vm, lisn);
  const strategy = host.desired.branches.find(({ id }) => id === place.branch)?.config.strategy;
  if (fixes.length === 0 && strategy === 'B1') return null;
  return (
    <div className="xive-consequence">
      <h3>What would avoid it</h3>
      {fixes.length > 0 ? (
        <div className="problem-fixes">
          <FixButtons hostId={host.host.id} fixes={fixes} />
        </div>
      ) : (
        <p>
          The merged kernel drops the page whenever the owner changes.{' '}
          <Button
            variant="link"
            onClick={() => store.getState().set({ beside: { kind: 'strategy', strategy: 'B1' } })}
          >
            Compare with B1
          </Button>
        </p>
      )}
    </div>
  );
}
