import './start.css';
import type { ReactNode } from 'react';
import type { ExampleEntry } from '../../../shared/contract.ts';
import { call, sentenceOf } from '../../store/api.ts';
import { navigate } from '../../store/route.ts';
import { useStudio } from '../../store/studio.ts';
import { Button } from '../../ui/Button.tsx';
import { Badge, Spinner } from '../../ui/Callout.tsx';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { useAnswer } from '../../ui/useAnswer.ts';
import { actionOf, runAction } from '../actions.ts';
import { openExample, openPath } from '../commands.ts';
import { FAMILIES } from '../families.ts';
import { ago, exactTime } from '../shell/ago.ts';
import { useNow } from '../shell/HostChip.tsx';
import { CaptureCommand } from './CaptureCommand.tsx';

interface WayInProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children: ReactNode;
  readonly extra?: ReactNode;
  readonly actions: ReactNode;
}

function WayIn({ icon, title, children, extra, actions }: WayInProps) {
  return (
    <section className="way-in">
      <Icon name={icon} size={20} />
      <div className="way-in-body">
        <h2>{title}</h2>
        <div className="quiet">{children}</div>
        {extra}
        <div className="way-in-actions">{actions}</div>
      </div>
    </section>
  );
}

function ExampleCard({ example }: { readonly example: ExampleEntry }) {
  return (
    <li>
      <button type="button" className="example-card" onClick={() => void openExample(example.id)}>
        <span className="example-title">{example.title}</span>
        <span className="example-summary">{example.summary}</span>
        <span className="example-families">
          {example.families.map((id) => (
            <Badge key={id}>{FAMILIES.find((family) => family.id === id)?.title ?? id}</Badge>
          ))}
          <Icon name="arrowRight" size={14} />
        </span>
      </button>
    </li>
  );
}

function Examples() {
  const answer = useAnswer('examples', () => call('app.examples', {}));
  if (answer.state === 'waiting') return <Spinner label="Looking for examples" />;
  if (answer.state === 'failed') return <p className="quiet">{sentenceOf(answer.error)}</p>;
  return answer.value.length === 0 ? (
    <p className="quiet">This installation has no examples.</p>
  ) : (
    <ul className="example-cards">
      {answer.value.map((example) => (
        <ExampleCard key={example.id} example={example} />
      ))}
    </ul>
  );
}

function Recent() {
  const now = useNow();
  const answer = useAnswer('recent', () => call('app.recent', {}));
  if (answer.state !== 'here' || answer.value.length === 0) return null;
  return (
    <section className="start-section">
      <h2 className="section-label">Opened lately</h2>
      <ul className="recent">
        {answer.value.slice(0, 8).map((file) => (
          <li key={file.path}>
            <button
              type="button"
              className="recent-file"
              title={exactTime(file.openedAt)}
              onClick={() => void openPath(file.path)}
            >
              <Icon name={file.path.endsWith('.pts') ? 'file' : 'capture'} />
              <span className="recent-name truncate">{file.name}</span>
              <span className="recent-path truncate">{file.path}</span>
              <span className="faint">{ago(file.openedAt, now)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ReadOverSsh() {
  return (
    <Button icon="link" onClick={() => void runAction('host.readSsh')}>
      Read a host over ssh…
    </Button>
  );
}

function ThisMachine() {
  const info = useStudio((state) => state.info);
  if (info?.canReadThisMachine === true)
    return (
      <WayIn
        icon="machine"
        title="Read this machine"
        actions={
          <>
            <Button icon="machine" onClick={() => void runAction('host.readThisMachine')}>
              Read this machine
            </Button>
            <ReadOverSsh />
          </>
        }
      >
        The engine runs on a machine with devices that the studio knows. Reading it changes nothing.
      </WayIn>
    );
  return (
    <WayIn icon="terminal" title="Read another machine" extra={<CaptureCommand />} actions={<ReadOverSsh />}>
      The engine runs on {info?.platform ?? 'a machine'} without crypto adapters, PCI functions of IBM Z, DSA
      devices or a POWER machine’s interrupt controller, so there is nothing to read here. Run this line on
      the machine you administer, or let the studio do so over ssh; it copies state files and no keys.
    </WayIn>
  );
}

export function StartScreen() {
  return (
    <div className="start">
      <div className="start-column">
        <header className="start-header">
          <h1>Give hardware to guests. See it first.</h1>
          <p>
            Read a host, draw who gets which queue or PCI function, and have every click checked against the
            kernel’s own rules. Nothing is written to a machine while you draw.
          </p>
        </header>
        <div className="ways-in">
          <WayIn
            icon="capture"
            title="Open a capture or a workspace"
            extra={<div className="drop-hint">Drop a capture here, or anywhere onto this window</div>}
            actions={
              <>
                <Button
                  variant="primary"
                  icon="folder"
                  shortcut="Mod+O"
                  hint={actionOf('workspace.open')?.label}
                  onClick={() => void runAction('workspace.open')}
                >
                  Open…
                </Button>
                <Button icon="file" onClick={() => void runAction('workspace.new')}>
                  Empty workspace
                </Button>
              </>
            }
          >
            An archive, a folder or a text with a host’s state, or a workspace you saved.
          </WayIn>
          <ThisMachine />
          {FAMILIES.map(({ id, create }) =>
            create === undefined ? null : (
              <WayIn
                key={id}
                icon={create.icon}
                title={create.label}
                actions={
                  <Button icon="plus" onClick={() => void runAction(`${id}.create`)}>
                    {create.label}
                  </Button>
                }
              >
                {create.about}
              </WayIn>
            ),
          )}
        </div>
        <section className="start-section">
          <h2 className="section-label">Start from an example</h2>
          <Examples />
        </section>
        <Recent />
        <section className="start-section start-learn">
          <Icon name="learn" size={20} />
          <p>
            <strong>New to passthrough?</strong> Short chapters explain queues, who may have them, and why a
            guest sometimes gets less than it was given.
          </p>
          <Button variant="quiet" iconEnd="arrowRight" onClick={() => navigate('learn')}>
            Learn
          </Button>
        </section>
      </div>
    </div>
  );
}
