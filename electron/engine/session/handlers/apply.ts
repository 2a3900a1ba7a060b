/** Calls that reach a host: read over ssh or again, apply, take back. What a host shows afterwards is no step of undo. */
import path from 'node:path';
import { StudioError } from '../../../../shared/errors.ts';
import type { ApplyTarget, Plan } from '../../../../shared/plan.ts';
import { type Applied, type ApplyParts, applyPlan, continueRun } from '../../apply/apply-plan.ts';
import { approvedSteps, planChanges } from '../../apply/approved-steps.ts';
import { journalsFolder, lastApply, openApplies, readJournal } from '../../apply/journal.ts';
import { openTarget } from '../../apply/open-target.ts';
import { readAgain } from '../../apply/same-wish.ts';
import { targetOfSshLabel } from '../../../../shared/ssh-label.ts';
import { stateDifferences, statesOf } from '../../apply/states.ts';
import { takeBack, wayBack } from '../../apply/take-back.ts';
import type { Target } from '../../apply/target.ts';
import type { DeviceFamily } from '../../family.ts';
import { hashOf, planHost } from '../../plan/named-plan.ts';
import type { HostDocument } from '../../workspace/document.ts';
import { addReadHost } from '../add-host.ts';
import type { CallContext, Handler } from '../dispatch.ts';
import { importCapture } from '../import-capture.ts';
import { importBoth } from '../join-halves.ts';
import type { Session } from '../session.ts';

export interface ApplyHandlerParts {
  readonly session: Session;
  readonly families: readonly DeviceFamily[];
  readonly configFolder: string;
}

export function applyHandlers({ session, families, configFolder }: ApplyHandlerParts) {
  const journals = journalsFolder(configFolder);

  async function withTarget<Result>(
    where: ApplyTarget,
    work: (target: Target) => Promise<Result>,
  ): Promise<Result> {
    const target = await openTarget(where, families);
    try {
      return await work(target);
    } finally {
      await target.close();
    }
  }

  /** The workspace may have changed, or gone, while the host was at work. */
  function show(hostId: string, now: HostDocument): void {
    if (session.isOpen) session.rebase(hostId, (host) => readAgain(families, host, now));
  }

  function showApplied(hostId: string, { report, now }: Applied): void {
    if (now && report.status !== 'stale') show(hostId, now);
  }

  function parts(target: Target, host: HostDocument, context: CallContext): Omit<ApplyParts, 'options'> {
    return { target, families, host, journals, context };
  }

  /** A page names the file; only our own journals are read. */
  function requireJournal(file: string): string {
    const full = path.resolve(file);
    if (path.dirname(full) === path.resolve(journals)) return full;
    throw new StudioError('forbidden', `${file} is not among the journals of this program.`);
  }

  const start: Handler<'apply.start'> = async ({ hostId, hash, target: where, ...options }, context) => {
    // This very state is planned and applied, whatever is edited meanwhile.
    const host = session.host(hostId);
    const plan = planHost(families, host, options);
    if (plan.hash !== hash)
      throw new StudioError('stale', 'The steps have changed since they were shown. Look at them again.');
    return withTarget(where, async (target) => {
      const applied = await applyPlan({ ...parts(target, host, context), options }, plan);
      showApplied(hostId, applied);
      return applied.report;
    });
  };

  const rollBack: Handler<'apply.rollBack'> = async ({ hostId, journal, target: where, hash }, context) => {
    const [file, host] = [requireJournal(journal), session.host(hostId)];
    return withTarget(where, async (target) => {
      const agreed = (plan: Plan) => {
        if (hashOf(plan) === hash) return Promise.resolve(true);
        throw new StudioError('stale', 'The way back has changed since it was shown. Look at it again.');
      };
      const applied = await takeBack({ ...parts(target, host, context), agreed }, file);
      showApplied(hostId, applied);
      return applied.report;
    });
  };

  const back: Handler<'apply.wayBack'> = ({ hostId, journal, target: where }, context) => {
    const [file, host] = [requireJournal(journal), session.host(hostId)];
    return withTarget(where, async (target) => {
      const { plan } = await wayBack(parts(target, host, context), file);
      return { ...plan, hash: hashOf(plan) };
    });
  };

  const open: Handler<'apply.open'> = ({ hostId }) => openApplies(journals, hostId);
  const last: Handler<'apply.last'> = ({ hostId }) => lastApply(journals, hostId);

  const remaining: Handler<'apply.remaining'> = async ({ hostId, journal: file }) => {
    const [host, journal] = [session.host(hostId), await readJournal(requireJournal(file))];
    if (!journal) throw new StudioError('not-found', `The journal ${file} tells of no step.`);
    const { style, restart } = journal.header;
    const now = planHost(families, host, { style, restart });
    return { plan: approvedSteps(journal), done: journal.done, changes: planChanges(journal, now) };
  };

  const resume: Handler<'apply.resume'> = async ({ hostId, journal, target: where, hash }, context) => {
    const [file, host] = [requireJournal(journal), session.host(hostId)];
    return withTarget(where, async (target) => {
      const applied = await continueRun(parts(target, host, context), file, hash);
      showApplied(hostId, applied);
      return applied.report;
    });
  };

  const readSsh: Handler<'host.readSsh'> = async ({ host: name, root }, context) => {
    context.progress(`Connecting to ${name}`, null);
    const host = await withTarget({ kind: 'ssh', host: name, root }, (target) => target.capture(context));
    addReadHost(session, host);
    return { hostId: host.id, findings: host.findings };
  };

  /** Where a host was read from, as far as it is still there. */
  function readSource({ name, source }: HostDocument, context: CallContext): Promise<HostDocument> {
    const ssh = source.kind === 'ssh' ? targetOfSshLabel(source.label) : null;
    if (ssh) return withTarget(ssh, (target) => target.capture(context));
    if (source.kind === 'this-machine') return importCapture({ kind: 'this-machine' }, families, context);
    if (source.other !== undefined && path.isAbsolute(source.label))
      return importBoth(source.label, source.other, families, context);
    if (path.isAbsolute(source.label) && source.kind !== 'example')
      return importCapture({ kind: 'path', path: source.label }, families, context);
    throw new StudioError(
      'bad-request',
      `${name} was read from ${source.label}, which cannot be read again. Say where the host is.`,
    );
  }

  const refresh: Handler<'host.refresh'> = async ({ hostId, target: where }, context) => {
    const host = session.host(hostId);
    context.progress(`Reading ${host.name} again`, null);
    const now = await (where
      ? withTarget(where, (target) => target.capture(context))
      : readSource(host, context));
    const differences = stateDifferences(families, statesOf(host, 'observed'), statesOf(now, 'observed'));
    show(hostId, now);
    return { differences, findings: now.findings };
  };

  return {
    'apply.start': start,
    'apply.open': open,
    'apply.last': last,
    'apply.remaining': remaining,
    'apply.resume': resume,
    'apply.rollBack': rollBack,
    'apply.wayBack': back,
    'host.readSsh': readSsh,
    'host.refresh': refresh,
  };
}
