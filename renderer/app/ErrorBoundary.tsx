import { Component, type ReactNode } from 'react';
import { Button } from '../ui/Button.tsx';
import { Callout } from '../ui/Callout.tsx';

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
