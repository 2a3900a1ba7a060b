/**
 * The wire, declared once: every command (changes something), query (only reads) and event (pushed).
 * Dispatcher, clients, preload allow-list, test doubles and docs/ipc.md are derived from this table.
 */
import { z } from 'zod';
import { AP_CALLS } from './ap/calls.ts';
import { command, mergeCalls, output, query } from './call.ts';
import { DSA_CALLS } from './dsa/calls.ts';
import { PLAN_CALLS } from './plan-calls.ts';
import type { Finding, Refusal } from './findings.ts';
import type { Patch } from './patches.ts';
import type { WorkspaceView } from './view.ts';
import { XIVE_CALLS } from './xive/calls.ts';
import { ZPCI_CALLS } from './zpci/calls.ts';

const hostId = z.string().min(1).max(64);
const filePath = z.string().min(1).max(4096);
const nothing = z.object({}).strict();
const edit = z.looseObject({ family: z.string().max(16), op: z.string().max(40) });

export type EditAnswer =
  | { readonly ok: true; readonly revision: number; readonly notes: readonly string[] }
  | { readonly ok: false; readonly refusal: Refusal };

export interface ImportAnswer {
  readonly hostId: string;
  readonly findings: readonly Finding[];
}

export interface FileEntry {
  readonly name: string;
  readonly path: string;
  readonly kind: 'folder' | 'capture' | 'workspace' | 'other';
  readonly size: number;
}

export interface ExampleEntry {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly families: readonly string[];
}

export interface RuleExplanation {
  readonly id: string;
  readonly title: string;
  /** The rule in plain words. */
  readonly plain: string;
  /** What the kernel does, and where that is known from. */
  readonly kernel: string;
  readonly errnos: readonly string[];
  readonly profiles: readonly string[];
}

export interface AppInfo {
  readonly host: 'electron' | 'web' | 'test';
  readonly version: string;
  readonly node: string;
  readonly electron: string | null;
  readonly platform: string;
  /** Native file dialogs exist (desktop); otherwise the renderer shows its own browser of the engine's files. */
  readonly nativeDialogs: boolean;
  readonly homeFolder: string;
  /** `/sys/bus/ap` or `/sys/bus/dsa` exists here: "read this machine" can find something. */
  readonly canReadThisMachine: boolean;
}

const CORE_CALLS = {
  'app.info': query('About this program and where its engine runs.', nothing, output<AppInfo>()),
  'app.examples': query('Examples shipped with the program.', nothing, output<readonly ExampleEntry[]>()),
  'app.recent': query(
    'Workspaces and captures opened lately, newest first.',
    nothing,
    output<readonly { readonly path: string; readonly name: string; readonly openedAt: string }[]>(),
  ),
  'files.list': query(
    'Entries of a folder on the machine the engine runs on.',
    z.object({ folder: filePath }),
    output<{
      readonly folder: string;
      readonly parent: string | null;
      readonly entries: readonly FileEntry[];
    }>(),
  ),
  'files.pick': command(
    'Native dialog of the desktop; null when cancelled.',
    z.object({ purpose: z.enum(['open', 'open-folder', 'save']), suggested: z.string().max(255).optional() }),
    output<string | null>(),
  ),
  'rules.explain': query(
    'A rule in plain words.',
    z.object({ id: z.string().max(40) }),
    output<RuleExplanation>(),
  ),
  'rules.list': query(
    'All rules of a family.',
    z.object({ family: z.string().max(16) }),
    output<readonly RuleExplanation[]>(),
  ),
  'capture.command': query(
    'The one shell command that makes a capture on a host, in lines that any terminal takes.',
    nothing,
    output<string>(),
  ),

  'workspace.view': query(
    'Whole view with its revision; the answer to a gap in patches.',
    nothing,
    output<{ readonly revision: number; readonly view: WorkspaceView }>(),
  ),
  'workspace.new': command(
    'Close what is open and start with an empty workspace.',
    z.object({ discard: z.boolean() }),
    output<null>(),
  ),
  'workspace.open': command(
    'Open a .pts file, or a capture as a new workspace.',
    z.object({ path: filePath, discard: z.boolean() }),
    output<{ readonly findings: readonly Finding[] }>(),
  ),
  'workspace.openExample': command(
    'Open a shipped example as a new workspace.',
    z.object({ id: z.string().max(64), discard: z.boolean() }),
    output<null>(),
  ),
  'workspace.save': command(
    'Write the workspace atomically; without a path to where it came from.',
    z.object({ path: filePath.optional(), overwrite: z.boolean().default(false) }),
    output<{ readonly path: string }>(),
  ),
  'workspace.close': command(
    'Close the workspace; the start screen shows.',
    z.object({ discard: z.boolean() }),
    output<null>(),
  ),
  'workspace.edit': command(
    'One gesture: its edits are checked and made together, or none of them.',
    z.object({
      hostId,
      label: z.string().min(1).max(200),
      edits: z.array(edit).min(1).max(2000),
      revision: z.number().int().optional(),
    }),
    output<EditAnswer>(),
  ),
  'workspace.undo': command(
    'Take the last gesture back.',
    nothing,
    output<{ readonly undone: string | null }>(),
  ),
  'workspace.redo': command(
    'Make the gesture again that was taken back last.',
    nothing,
    output<{ readonly redone: string | null }>(),
  ),

  'host.import': command(
    'Read a capture (folder, archive, text) and add its host to the workspace.',
    z.object({ path: filePath }),
    output<ImportAnswer>(),
  ),
  'host.importBytes': command(
    'The same for a file dropped onto the window.',
    z.object({ name: z.string().min(1).max(255), bytes: z.instanceof(Uint8Array) }),
    output<ImportAnswer>(),
  ),
  'host.readThisMachine': command('Read the machine the engine runs on.', nothing, output<ImportAnswer>()),
  'host.rename': command(
    'Name a host.',
    z.object({ hostId, name: z.string().trim().min(1).max(64) }),
    output<null>(),
  ),
  'host.remove': command('Take a host out of the workspace.', z.object({ hostId }), output<null>()),
  'host.revert': command(
    'Make the desired state equal to the observed one again.',
    z.object({ hostId }),
    output<null>(),
  ),
} as const;

/** A new family adds its calls here. */
export const FAMILY_CALLS = mergeCalls(mergeCalls(mergeCalls(AP_CALLS, DSA_CALLS), XIVE_CALLS), ZPCI_CALLS);

export const CONTRACT = mergeCalls(mergeCalls(CORE_CALLS, PLAN_CALLS), FAMILY_CALLS);

export type CallName = keyof typeof CONTRACT;
export type Input<Name extends CallName> = z.input<(typeof CONTRACT)[Name]['input']>;
export type ParsedInput<Name extends CallName> = z.output<(typeof CONTRACT)[Name]['input']>;
export type Output<Name extends CallName> = (typeof CONTRACT)[Name]['output'] extends {
  readonly type?: infer Out;
}
  ? Out
  : never;

/** Events and their payloads. `patches` with a revision that is not the last one plus 1 means: fetch `workspace.view`. */
export interface EventPayloads {
  readonly 'workspace.patches': { readonly revision: number; readonly patches: readonly Patch[] };
  /** `fraction` 0..1, or null while the amount of work is not known. */
  readonly 'call.progress': {
    readonly callId: number;
    readonly text: string;
    readonly fraction: number | null;
  };
  /** The shell asks for an action by its id (native menu, file opened from the desktop). */
  readonly 'app.action': { readonly id: string; readonly argument?: string };
}
export type EventName = keyof EventPayloads;
export const EVENT_ABOUT: { readonly [Name in EventName]: string } = {
  'workspace.patches': 'The view changed.',
  'call.progress': 'How far a long call is.',
  'app.action': 'An action was chosen outside the page.',
};

/**
 * What every transport gives the renderer. `signal` cancels; a cancelled call rejects with code `cancelled` at once, or
 * with `awaitsAnswer` goes on waiting for what the engine answers (for calls declared with `answersCancelled`).
 */
export interface Client {
  call<Name extends CallName>(
    name: Name,
    input: Input<Name>,
    options?: {
      readonly signal?: AbortSignal;
      readonly awaitsAnswer?: boolean;
      readonly onProgress?: (text: string, fraction: number | null) => void;
    },
  ): Promise<Output<Name>>;
  on<Name extends EventName>(name: Name, listener: (payload: EventPayloads[Name]) => void): () => void;
}
