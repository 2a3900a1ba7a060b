import type { Finding } from '../../../shared/findings.ts';
import type { HostView } from '../../../shared/view.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { EmptyState } from '../../ui/Callout.tsx';
import { SeverityMark } from '../rules.tsx';
import { sourceHint } from '../shell/HostChip.tsx';
import { closeDialog } from '../dialogs.ts';

const GROUPS = [
  ['error', 'Could not be read', 'These parts of the host are not known. What is drawn stands on the rest.'],
  [
    'warning',
    'Read with doubt',
    'Something was damaged, contradictory or missing; the assumption made is named.',
  ],
  ['info', 'Good to know', 'Nothing is wrong; this is how the capture was understood.'],
] as const;

function FindingRow({ finding }: { readonly finding: Finding }) {
  return (
    <li className="finding">
      <p>{finding.message}</p>
      <code className="faint">{finding.file}</code>
    </li>
  );
}

/** What was missing, damaged or not understood while a host was read, by severity. */
export function FindingsDialog({ host }: { readonly host: HostView }) {
  return (
    <Dialog
      open
      onOpenChange={closeDialog}
      width="wide"
      title={`What reading ${host.name} found`}
      description={`${sourceHint(host)}. Nothing was filled in without a line here.`}
    >
      {host.findings.length === 0 && (
        <EmptyState icon="check" title="Everything was read">
          No file was missing, damaged or contradictory.
        </EmptyState>
      )}
      <div className="findings">
        {GROUPS.map(([severity, title, about]) => {
          const findings = host.findings.filter((finding) => finding.severity === severity);
          if (findings.length === 0) return null;
          return (
            <section key={severity} className="finding-group">
              <header>
                <SeverityMark severity={severity} />
                <h3>
                  {title} <span className="faint">{findings.length}</span>
                </h3>
                <p className="quiet">{about}</p>
              </header>
              <ul>
                {findings.map((finding) => (
                  <FindingRow key={`${finding.file} ${finding.message}`} finding={finding} />
                ))}
              </ul>
            </section>
          );
        })}
      </div>
    </Dialog>
  );
}
