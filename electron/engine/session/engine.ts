/** The engine as a host (desktop, web, test) starts it: session, handlers, dispatcher, events. */
import { type AppInfo, CONTRACT, type EventName, type EventPayloads } from '../../../shared/contract.ts';
import { type FamilyRegistration, FAMILIES } from '../families.ts';
import { createHostPlans } from '../plan/host-plans.ts';
import { createDispatch, type Dispatch, type Log, mergeHandlers } from './dispatch.ts';
import { appHandlers } from './handlers/app.ts';
import { applyHandlers } from './handlers/apply.ts';
import { exportHandlers } from './handlers/exports.ts';
import { fileHandlers } from './handlers/files.ts';
import { hostHandlers } from './handlers/hosts.ts';
import { planHandlers } from './handlers/plan.ts';
import { ruleHandlers } from './handlers/rules.ts';
import { workspaceHandlers } from './handlers/workspace.ts';
import { openRecentList } from './recent.ts';
import { Session } from './session.ts';
import { stateReader } from './state-reader.ts';

export type PickPurpose = 'open' | 'open-folder' | 'save';

export interface EngineOptions {
  readonly host: AppInfo['host'];
  readonly version: string;
  /** Electron's version; null elsewhere. */
  readonly electron: string | null;
  /** Folder of this program's own files of the user, e.g. `~/.config/passthrough-studio`; made when needed. */
  readonly configFolder: string;
  /** Folder of shipped examples (`*.pts`). */
  readonly examplesFolder: string;
  /** Native file dialog; null where there is none. Answers null when the user cancels. */
  readonly pick: ((purpose: PickPurpose, suggested: string | undefined) => Promise<string | null>) | null;
  readonly log: Log;
  /** Tests give their own; every host uses families.ts. */
  readonly families?: readonly FamilyRegistration[];
}

export type EventListener = (name: EventName, payload: EventPayloads[EventName]) => void;

export interface Engine {
  readonly dispatch: Dispatch;
  onEvent(listener: EventListener): () => void;
  emit<Name extends EventName>(name: Name, payload: EventPayloads[Name]): void;
}

/** Throws when the contract and the handlers do not match: a host that cannot answer everything does not start. */
export function createEngine(options: EngineOptions): Engine {
  const registrations = options.families ?? FAMILIES;
  const families = registrations.map(({ family }) => family);
  const session = new Session(families);
  const recent = openRecentList(options.configFolder, options.log);
  const listeners = new Set<EventListener>();

  function emit<Name extends EventName>(name: Name, payload: EventPayloads[Name]): void {
    for (const listener of listeners) listener(name, payload);
  }

  session.subscribe((payload) => emit('workspace.patches', payload));
  const read = stateReader(session);
  const handlers = mergeHandlers([
    appHandlers({ options, recent }),
    fileHandlers(options.pick),
    ruleHandlers(families),
    workspaceHandlers({ session, families, recent, examplesFolder: options.examplesFolder }),
    hostHandlers({ session, families, recent }),
    applyHandlers({ session, families, configFolder: options.configFolder }),
    exportHandlers({ session, families }),
    planHandlers({ session, families, plans: createHostPlans(families) }),
    ...registrations.map(({ queries }) => queries(read)),
  ]);
  return {
    dispatch: createDispatch(CONTRACT, handlers, options.log),
    emit,
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
