/** The host as chzdev, mdevctl and ap-check see it: running devices, definitions and masks. */
import type { ApState } from '../../../../../shared/ap/types.ts';
import { storedMasks } from '../definitions.ts';
import type { ToolHost } from '../../tools/host.ts';

/** `except`: the definition under change, which its own check does not count. */
export function toolHost(state: ApState, except: string | null = null): ToolHost {
  const definitions = state.mdevs.filter(
    (mdev) => mdev.defined !== null && mdev.type === 'passthrough' && mdev.id !== except,
  );
  return {
    state,
    defined: new Set(definitions.map(({ id }) => id)),
    autostart: definitions
      .filter(({ defined }) => defined === 'auto')
      .map((mdev) => ({ id: mdev.id, masks: storedMasks(mdev) })),
  };
}

/** More lines than this of one program tell nothing new. */
const MOST_LINES = 200;

export function shortened(lines: readonly string[]): readonly string[] {
  return lines.length <= MOST_LINES
    ? lines
    : [...lines.slice(0, MOST_LINES), `... and ${lines.length - MOST_LINES} more lines`];
}

/** The first few of a tool's complaints as one clause. */
export function firstWords(lines: readonly string[], most = 3): string {
  const rest = lines.length - most;
  return `${lines.slice(0, most).join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`;
}
