import './shell/shell.css';
import { Component, type ReactNode, useEffect } from 'react';
import { tryAgain } from '../store/start.ts';
import { useStudio } from '../store/studio.ts';
import { Button } from '../ui/Button.tsx';
import { Callout, Spinner } from '../ui/Callout.tsx';
import { ToastRegion } from '../ui/Toasts.tsx';
import { TooltipProvider } from '../ui/Tooltip.tsx';
import { registerActions } from './actions.ts';
import { Dialogs } from './dialogs/Dialogs.tsx';
import { DropTarget } from './shell/DropTarget.tsx';
import { Shell } from './shell/Shell.tsx';
import { listenForActions } from './shell/keyboard.ts';
import { SHELL_ACTIONS } from './shell-actions.ts';

registerActions(() => SHELL_ACTIONS);

interface BoundaryState {
  readonly broken: boolean;
}

/** A view that fails to draw must not take the document with it: the engine holds everything that was made. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, BoundaryState> {
  override state: BoundaryState = { broken: false };
  static getDerivedStateFromError(): BoundaryState {
    return { broken: true };
  }
  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <div className="state-screen">
        <Callout
          tone="danger"
          title="This view met an error it did not expect"
          actions={<Button onClick={() => this.setState({ broken: false })}>Show it again</Button>}
        >
          Nothing is lost: the workspace is held by the engine, and every other view still works.
        </Callout>
      </div>
    );
  }
}

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
  );
}
