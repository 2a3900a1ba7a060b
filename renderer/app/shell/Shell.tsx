import { useEffect } from 'react';
import { LearnView } from '../../learn/LearnView.tsx';
import { dismissRefusal, useNotices } from '../../store/notices.ts';
import { navigate, useRoute } from '../../store/route.ts';
import { tryAgain } from '../../store/start.ts';
import { useHost, useStudio, useWorkspace } from '../../store/studio.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/Callout.tsx';
import { Icon } from '../../ui/icons.tsx';
import { runAction } from '../actions.ts';
import { ErrorBoundary } from '../ErrorBoundary.tsx';
import { familiesOf } from '../families.ts';
import { Overview } from '../overview/Overview.tsx';
import { RefusalCard } from '../rules.tsx';
import { StartScreen } from '../start/StartScreen.tsx';
import { NavigationBar } from './NavigationBar.tsx';
import { StatusBar } from './StatusBar.tsx';
import { TopBar } from './TopBar.tsx';

function ConnectionBanner() {
  const connection = useStudio((state) => state.connection);
  const reason = useStudio((state) => state.connectionReason);
  if (connection === 'ready') return null;
  return (
    <div className={`banner banner-${connection}`} role="alert">
      <Icon name={connection === 'lost' ? 'error' : 'refresh'} />
      <span>
        {reason ?? 'The connection to the engine broke. Trying again.'} Nothing can be changed until it is
        back.
      </span>
      <Button size="small" onClick={tryAgain}>
        Try now
      </Button>
    </div>
  );
}

export function NoHost() {
  return (
    <EmptyState
      icon="host"
      title="This workspace has no host yet"
      actions={
        <>
          <Button variant="primary" icon="capture" onClick={() => void runAction('host.import')}>
            Add a host from a capture
          </Button>
          <Button icon="terminal" onClick={() => void runAction('host.capture')}>
            How to make a capture
          </Button>
        </>
      }
    >
      A host is read from a capture: a copy of its state files. You can also drop a capture onto this window.
    </EmptyState>
  );
}

function Content() {
  const { view } = useRoute();
  const host = useHost();
  const families = familiesOf(host);
  const Family = families.find((family) => family.id === view)?.View;
  const known = view === 'overview' || view === 'learn' || Family !== undefined;
  useEffect(() => {
    if (!known) navigate('overview');
  }, [known]);
  if (view === 'learn') return <LearnView />;
  if (Family !== undefined) return <Family key={host?.id} />;
  return host === null ? <NoHost /> : <Overview host={host} />;
}

/** A refusal where no inspector shows it: outside the views of the device families. */
function FloatingRefusal() {
  const entry = useNotices((state) => state.refusal);
  const { view } = useRoute();
  if (entry === null || (view !== 'overview' && view !== 'learn')) return null;
  return (
    <div className="floating-refusal" role="alert">
      <RefusalCard
        hostId={entry.hostId}
        label={entry.label}
        refusal={entry.refusal}
        onDismiss={dismissRefusal}
      />
    </div>
  );
}

export function Shell() {
  const workspace = useWorkspace();
  const { view } = useRoute();
  const learning = view === 'learn';
  const name = workspace?.name;
  const edited = workspace?.edited === true;
  useEffect(() => {
    document.title =
      name === undefined ? 'Passthrough Studio' : `${edited ? '• ' : ''}${name} – Passthrough Studio`;
  }, [name, edited]);
  return (
    <div className="shell">
      <a
        className="skip-link"
        href="#content"
        onClick={(event) => {
          // The address after # is the route; moving the focus is all that is wanted.
          event.preventDefault();
          document.getElementById('content')?.focus();
        }}
      >
        Skip to the content
      </a>
      <TopBar />
      <ConnectionBanner />
      <div className="shell-body">
        {(workspace !== null || learning) && <NavigationBar />}
        <main id="content" className="shell-content" tabIndex={-1}>
          <ErrorBoundary key={view}>
            {workspace === null && !learning ? <StartScreen /> : <Content />}
          </ErrorBoundary>
          <FloatingRefusal />
        </main>
      </div>
      <StatusBar />
    </div>
  );
}
