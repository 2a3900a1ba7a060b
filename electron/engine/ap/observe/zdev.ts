/** Masks as `lszdev -t ap --info` and `chzdev --export` tell them (ap.md 5.3, management.md 2.2). */
import type { Mask } from '../../../../shared/mask.ts';
import { parseIdRanges } from './mask-text.ts';

interface MaskPair {
  /** Undefined: not told. Null: told to be not set. */
  apmask?: Mask | null;
  aqmask?: Mask | null;
}

export interface ZdevMasks {
  readonly active: Readonly<MaskPair>;
  readonly persistent: Readonly<MaskPair>;
  /** Lines that should hold a mask and do not. */
  readonly damaged: readonly string[];
}

function maskOfText(text: string, line: string, damaged: string[]): Mask | null | undefined {
  if (text === '-' || text === '') return null;
  const mask = parseIdRanges(text);
  if (mask === null) damaged.push(line);
  return mask ?? undefined;
}

/** The table at the end of `lszdev --info`: attribute, active value, persistent value, values in quotes or `-`. */
export function parseLszdev(text: string): ZdevMasks {
  const result = { active: {} as MaskPair, persistent: {} as MaskPair, damaged: [] as string[] };
  for (const line of text.split('\n')) {
    const row = /^\s*(apmask|aqmask)\s+("[^"]*"|\S+)(?:\s+("[^"]*"|\S+))?\s*$/.exec(line);
    if (!row) continue;
    const name = row[1] as keyof MaskPair;
    const [active, persistent] = [row[2], row[3] ?? '-'].map((cell) => cell!.replaceAll('"', ''));
    result.active[name] = maskOfText(active!, line, result.damaged);
    result.persistent[name] = maskOfText(persistent!, line, result.damaged);
  }
  return result;
}

/** Sections `[active ap]` and `[persistent ap]` with `apmask=0-4,16-31` lines. */
export function parseChzdevExport(text: string): ZdevMasks {
  const result = { active: {} as MaskPair, persistent: {} as MaskPair, damaged: [] as string[] };
  let section: MaskPair | null = null;
  for (const line of text.split('\n')) {
    const head = /^\[(active|persistent) ap\]\s*$/.exec(line);
    if (head) section = result[head[1] as 'active' | 'persistent'];
    else if (line.startsWith('[')) section = null;
    const row = /^(apmask|aqmask)=(.*)$/.exec(line);
    if (row && section) section[row[1] as keyof MaskPair] = maskOfText(row[2]!.trim(), line, result.damaged);
  }
  return result;
}
