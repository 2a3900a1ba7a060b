/** What the commands of mdevctl have in common: how they refuse, and where their definitions come from. */
import type { ApState, Mdev } from '../../../../../shared/ap/types.ts';
import { changeNotes, zeroizeNote } from '../../edit-notes.ts';
import { definitionText } from '../../export/definition-text.ts';
import type { ToolResult } from '../../tools/host.ts';
import type { Definition } from '../../tools/mdevctl.ts';
import { storedMasks } from '../definitions.ts';
import { adapterWords } from '../../wording.ts';
import { withMends } from '../mends.ts';
import { failureWords, lostRefs, type Outcome } from '../outcome.ts';
import { done, failed } from '../../../perform/outcome.ts';
import { definitionOf } from './definition-input.ts';
import { type Arguments, valueOf } from '../../../tools/options.ts';
import { firstWords, shortened } from './tool-host.ts';

/** mdevctl ends with 1, in its own words; `why` is a clause in ours. */
export function refuse(
  state: ApState,
  rule: string | null,
  says: string,
  why: string = says,
  errno: string | null = null,
): Outcome {
  return failed(state, errno, rule, `mdevctl ends with exit status 1: ${why}.`, [`Error: ${says}`]);
}

export interface Request {
  readonly state: ApState;
  readonly parsed: Arguments;
  readonly stdin: string | null;
  readonly id: string;
  readonly mdev: Mdev | null;
}

/** A type as somebody wrote it may be any text. */
export function shownType(type: string): string {
  return type.slice(0, 60);
}

/** What rule stands behind a line of ap-check. */
function ruleOfLine(line: string): string {
  if (/already in use by|defined for autostart/.test(line)) return 'AP-C2';
  if (line.includes('usage domain must be')) return 'AP-X1';
  if (line.includes('not loaded')) return 'AP-C7';
  if (line.includes('device config')) return 'AP-K2';
  if (line.includes('persistent ap bus mask')) return 'AP-Z5';
  if (line.includes('live modification')) return 'AP-U16';
  return 'AP-D2';
}

/** More adapters are a plan, not a sentence. */
const MOST_ADAPTERS = 4;

/** AP-Z5: what makes the masks after the next boot leave the queues to guests. */
function persistentMend(lines: readonly string[]): string[] {
  const adapters = lines.flatMap((line) => {
    const adapter = /^APQN (\d+)\.\d+ is not defined for .* persistent ap bus mask/.exec(line)?.[1];
    return adapter === undefined ? [] : [Number(adapter)];
  });
  const ids = [...new Set(adapters)];
  if (ids.length === 0 || ids.length > MOST_ADAPTERS) return [];
  const change = ids.map((id) => `-${id}`).join(',');
  return [
    `Would help: chzdev --type ap -p apmask=${change}. After the next boot ${adapterWords(ids)} ${ids.length === 1 ? 'is' : 'are'} for guests then, with every domain.`,
  ];
}

/** ap-check stopped it; what the kernel would have said is told too. */
export function refusedByCheck(state: ApState, lines: readonly string[], result: ToolResult | null): Outcome {
  const failure = result?.failure ?? null;
  const words = failure === null ? '' : ` ${failureWords(state, failure)}`;
  const onlyMasks = failure === null && lines.every((line) => line.includes('active ap bus mask'));
  const override =
    onlyMasks && state.queues.overrides.size > 0
      ? ' The kernel would take it: ap-check does not know driver_override (AP-K4).'
      : '';
  const told = failed(
    state,
    failure?.errno ?? null,
    onlyMasks && override !== '' ? 'AP-K4' : (failure?.rule ?? ruleOfLine(lines[0] ?? '')),
    `ap-check refuses it, and mdevctl ends with exit status 1: ${firstWords(lines)}.${words}${override}`,
    shortened([
      ...lines.map((line, at) => (at === 0 ? `ap-check: ${line}` : line)),
      "Error: Script '\"/usr/lib/mdevctl/scripts.d/callouts/ap-check\"' failed with status '255'",
    ]),
  );
  return withMends({ ...told, notes: persistentMend(lines) }, state, failure);
}

export function finished(before: ApState, result: ToolResult): Outcome {
  const after = result.host.state;
  return done(after, {
    notes: [...zeroizeNote(result.resets), ...changeNotes(before, after)],
    lost: lostRefs(result.resets),
  });
}

/** A definition from the model's state, in the attributes mdevctl would write. */
export function storedDefinition(mdev: Mdev): Definition {
  return JSON.parse(definitionText(mdev.defined ?? 'manual', storedMasks(mdev))) as Definition;
}

/** The definition of `--jsonfile`, checked as mdevctl does and for what the kernel would refuse at every start. */
export function fromFile(request: Request): { readonly definition: Definition } | Outcome {
  const { state, parsed, stdin } = request;
  const file = valueOf(parsed, 'jsonfile') ?? '';
  if (stdin === null)
    return refuse(
      state,
      'AP-D2',
      'No such file or directory (os error 2)',
      `the content of ${file} is not known here`,
    );
  const definition = definitionOf(stdin);
  if (typeof definition === 'string')
    return refuse(state, 'AP-D2', 'invalid json', `${file} is no definition: ${definition}`);
  return { definition };
}
