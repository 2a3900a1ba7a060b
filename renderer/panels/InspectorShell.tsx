import type { ReactNode } from 'react';
import type { HostView } from '../../shared/view.ts';
import { usePlanState } from '../plan/plan-context.tsx';

/** Everything known of what is selected; `picture` as the view calls what it draws: `matrix`. */
export function InspectorShell({
  host,
  picture,
  children,
}: {
  readonly host: HostView;
  readonly picture: string;
  readonly children: ReactNode;
}) {
  const rehearsing = usePlanState(host, (state) => state.showing);
  return (
    <div className="work-inspector">
      {rehearsing && (
        <p className="work-rehearsing quiet">
          The {picture} shows a rehearsal. What stands here is about the wish.
        </p>
      )}
      {children}
    </div>
  );
}
