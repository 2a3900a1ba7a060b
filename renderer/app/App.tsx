import './shell/shell.css';
import { useEffect } from 'react';
import { planActions } from '../plan/actions.ts';
import { tryAgain } from '../store/start.ts';
import { useStudio } from '../store/studio.ts';
import { Button } from '../ui/Button.tsx';
import { Callout, Spinner } from '../ui/Callout.tsx';
import { ToastRegion } from '../ui/Toasts.tsx';
import { TooltipProvider } from '../ui/Tooltip.tsx';
import { registerActions } from './actions.ts';
import { Dialogs } from './dialogs/Dialogs.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { DropTarget } from './shell/DropTarget.tsx';
import { familiesOf, profileName } from './families.ts';
import { ProfileNames } from './profile-names.ts';
import { Shell } from './shell/Shell.tsx';
import { listenForActions } from './shell/keyboard.ts';
import { createActions, SHELL_ACTIONS } from './shell-actions.ts';

registerActions(() => SHELL_ACTIONS);
registerActions(createActions);
registerActions(() =>
  planActions((host) => familiesOf(host).find(({ plans }) => plans !== false)?.id ?? null),
);

function Waiting() {
  const connection = useStudio((state) => state.connection);
  const reason = useStudio((state) => state.connectionReason);
  if (connection !== 'lost')
    return (
      <div className="state-screen">
        <h1>Passthrough Studio</h1>
        <p className="state-line">
          <Spinner label="Connecting" /> Connecting to the engine…
        </p>
      </div>
    );
  return (
    <div className="state-screen">
      <h1>Passthrough Studio</h1>
      <Callout
        tone="danger"
        title="The engine cannot be reached"
        actions={
          <Button variant="primary" icon="refresh" onClick={tryAgain}>
            Try again
          </Button>
        }
      >
        {reason}
      </Callout>
    </div>
  );
}

export function App() {
  const hasView = useStudio((state) => state.view !== null);
  useEffect(listenForActions, []);
  return (
    <ProfileNames value={profileName}>
      <TooltipProvider>
        {hasView ? (
          <ErrorBoundary>
            <Shell />
            <Dialogs />
            <DropTarget />
          </ErrorBoundary>
        ) : (
          <Waiting />
        )}
        <ToastRegion />
      </TooltipProvider>
    </ProfileNames>
  );
}
