import './overview.css';
import { useState } from 'react';
import type { Ref } from '../../../shared/findings.ts';
import type { HostView } from '../../../shared/view.ts';
import { navigate } from '../../store/route.ts';
import { pointAt, showHost, useWorkspace } from '../../store/studio.ts';
import { Button } from '../../ui/Button.tsx';
import { Callout } from '../../ui/Callout.tsx';
import { runAction } from '../actions.ts';
import { openDialog } from '../dialogs.ts';
import { familiesOf, noBusWords } from '../families.ts';
import type { FamilyEntry } from '../family.ts';
import { ProblemBadge, ProblemList, problemWords } from '../rules.tsx';
import { OpenApplies } from '../../plan/OpenApplies.tsx';
import { OverviewChanges } from '../../plan/OverviewChanges.tsx';
import { sourceHint, sourceText, useNow } from '../shell/HostChip.tsx';

function HostCard({ host, shown }: { readonly host: HostView; readonly shown: boolean }) {
  const families = familiesOf(host);
  const counts = families.flatMap((family) => family.problems(host)?.count ?? []);
  return (
    <li>
      <button type="button" className="host-card" aria-pressed={shown} onClick={() => showHost(host.id)}>
        <span className="host-card-name">
          <strong className="truncate">{host.name}</strong>
          <ProblemBadge
            error={counts.reduce((sum, count) => sum + count.error, 0)}
            warning={counts.reduce((sum, count) => sum + count.warning, 0)}
          />
        </span>
        <span className="faint truncate">{host.machine ?? 'machine not known'}</span>
        {families.map((family) => (
          <span key={family.id} className="quiet truncate">
            {family.summary(host)}
          </span>
        ))}
      </button>
    </li>
  );
}

function FindingsNote({ host }: { readonly host: HostView }) {
  const errors = host.findings.filter((finding) => finding.severity === 'error').length;
  const warnings = host.findings.filter((finding) => finding.severity === 'warning').length;
  if (errors + warnings === 0) return null;
  return (
    <Callout
      tone={errors > 0 ? 'danger' : 'warning'}
      title={
        errors > 0
          ? `${errors} part${errors === 1 ? '' : 's'} of this host could not be read`
          : `${warnings} file${warnings === 1 ? ' was' : 's were'} read with doubt`
      }
      actions={
        <Button size="small" onClick={() => openDialog({ kind: 'findings', hostId: host.id })}>
          Show what was found
        </Button>
      }
    >
      What could not be read is shown as not known. Nothing was made up for it.
    </Callout>
  );
}

/** The overview shows what needs a person; the family's view lists everything. */
const MOST_PROBLEMS = 6;

function FamilyProblems({ host, family }: { readonly host: HostView; readonly family: FamilyEntry }) {
  const problems = family.problems(host);
  const [showsNotes, setShowsNotes] = useState(false);
  if (problems === null) return null;
  const { error, warning, info } = problems.count;
  const notes = problems.problems.filter((problem) => problem.severity === 'info');
  const serious = problems.problems.filter((problem) => problem.severity !== 'info');
  const nameOf = (ref: Ref) => family.refLabel(host, ref);
  function onRef(refs: readonly Ref[]): void {
    pointAt(host.id, refs);
    navigate(family.id);
  }
  return (
    <section className="overview-card" aria-label={`Problems: ${family.title}`}>
      <header className="overview-card-header">
        <h2>Problems</h2>
        <span className="quiet tabular">{problemWords({ error, warning })}</span>
      </header>
      {error + warning === 0 && info > 0 ? (
        <p className="overview-line quiet">Nothing is wrong or risky.</p>
      ) : (
        <ProblemList
          hostId={host.id}
          problems={serious.slice(0, MOST_PROBLEMS)}
          total={error + warning}
          onRef={onRef}
          nameOf={nameOf}
        />
      )}
      {info > 0 && (
        <div className="overview-notes">
          <Button
            variant="link"
            icon={showsNotes ? 'chevronDown' : 'chevronRight'}
            aria-expanded={showsNotes}
            onClick={() => setShowsNotes(!showsNotes)}
          >
            {`${error + warning > 0 ? 'and ' : ''}${problemWords({ info })}`}
          </Button>
        </div>
      )}
      {showsNotes && info > 0 && (
        <ProblemList hostId={host.id} problems={notes} total={info} onRef={onRef} nameOf={nameOf} />
      )}
    </section>
  );
}

export function Overview({ host }: { readonly host: HostView }) {
  const hosts = useWorkspace()?.hosts ?? [];
  const now = useNow();
  const families = familiesOf(host);
  return (
    <div className="overview">
      <div className="overview-column">
        {hosts.length > 1 && (
          <ul className="host-cards" aria-label="Hosts">
            {hosts.map((each) => (
              <HostCard key={each.id} host={each} shown={each.id === host.id} />
            ))}
          </ul>
        )}
        <header className="overview-header">
          <div>
            <h1>{host.name}</h1>
            <p className="quiet">
              {[
                host.machine ?? 'Machine not known',
                host.kernel === null ? 'kernel not known' : `kernel ${host.kernel}`,
              ].join(' · ')}
              {' · '}
              <span title={sourceHint(host)}>{sourceText(host, now)}</span>
            </p>
          </div>
          <span className="overview-actions">
            <Button icon="link" onClick={() => void runAction('host.readSsh')}>
              Read over ssh…
            </Button>
            <Button icon="capture" onClick={() => void runAction('host.import')}>
              Add a host
            </Button>
          </span>
        </header>
        <OpenApplies host={host} />
        {families.some(({ plans }) => plans !== false) && <OverviewChanges host={host} />}
        <FindingsNote host={host} />
        {families.length === 0 && (
          <Callout tone="info" title="No devices that the studio knows">
            The capture shows {noBusWords()}. The machine may have none, or the capture was made without these
            files.
          </Callout>
        )}
        {families.map((family) => (
          <FamilyProblems key={`problems-${family.id}`} host={host} family={family} />
        ))}
        {families.map((family) => (
          <family.Overview key={family.id} host={host} />
        ))}
      </div>
    </div>
  );
}
