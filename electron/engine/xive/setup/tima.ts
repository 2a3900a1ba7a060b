/** Which lines are the TIMA: page 0 to 3 of the device fd; where the ESB pages have an fd of their own, only the name tells. */
import { ESB_PGOFF } from '../../../../shared/xive/pages.ts';
import type { XiveConfig } from '../../../../shared/xive/types.ts';

interface Line {
  readonly pgoff: number;
  readonly name?: string | undefined;
}

const NAMED = /tima/i;
/** Put behind the name of a line, so that strategy D tells it from one of ESB pages; taken off on the way back. */
const MARK = ' (TIMA)';
/** Name of a mapping of the timeline that had none. */
const UNNAMED = 'TIMA fd';
const LONGEST_NAME = 64;

export function isTima({ pgoff, name }: Line, { strategy, esbOffset }: XiveConfig): boolean {
  if (strategy === 'D' && NAMED.test(name ?? '')) return true;
  return (esbOffset ?? (strategy === 'D' ? 0 : ESB_PGOFF)) > 0 && pgoff < ESB_PGOFF;
}

export function markedName(name: string | undefined): string {
  if (name === undefined) return UNNAMED;
  return NAMED.test(name) ? name : `${name.slice(0, LONGEST_NAME - MARK.length)}${MARK}`;
}

/** Undefined = it had none. */
export function unmarkedName(name: string | undefined): string | undefined {
  if (name === UNNAMED) return undefined;
  return name?.endsWith(MARK) === true ? name.slice(0, -MARK.length) : name;
}

/** A line of ESB pages must not be called so where only the name tells. */
export function unmistakableName(name: string): string {
  return name.replace(/(ti)(ma)/gi, '$1-$2').slice(0, LONGEST_NAME);
}

export function plainName(name: string): string {
  return name.replace(/(ti)-(ma)/gi, '$1$2');
}
