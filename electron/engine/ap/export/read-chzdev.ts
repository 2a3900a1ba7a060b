/** Masks of chzdev's files: exchange files, its udev rule, and what a script removes for good. */
import type { ApState } from '../../../../shared/ap/types.ts';
import { FULL_MASK, type Mask } from '../../../../shared/mask.ts';
import type { ExportFile } from '../../../../shared/plan.ts';
import type { ReadFormat } from '../../export/exporting.ts';
import { parseRelativeMask } from '../kernel/grammar.ts';
import { parseIdRanges, parseMaskText } from '../observe/mask-text.ts';
import { lasting } from './reading.ts';
import { notRead, quotedLine } from '../../export/reading.ts';
import { takeWish } from './take-wish.ts';

type Name = 'apmask' | 'aqmask';

interface Told {
  readonly active: { apmask?: Mask; aqmask?: Mask };
  readonly persistent: { apmask?: Mask | null; aqmask?: Mask | null };
  readonly damaged: string[];
}

/** AP-Z1: ids without signs are the whole mask, signed ones change what is there. */
function settingOf(text: string, before: Mask): Mask | null {
  if (!/^[+-]/.test(text.trim())) return parseIdRanges(text);
  const parsed = parseRelativeMask(text.trim(), before);
  return parsed.ok ? parsed.value : null;
}

function readExchange(text: string, base: ApState, told: Told): void {
  let section: 'active' | 'persistent' | null = null;
  for (const line of text.split('\n')) {
    const head = /^\[(active|persistent) ap\]\s*$/.exec(line);
    if (head) section = head[1] as 'active' | 'persistent';
    else if (line.startsWith('[')) section = null;
    const row = /^\s*(apmask|aqmask)\s*=(.*)$/.exec(line);
    if (!row || section === null) continue;
    const name = row[1] as Name;
    const before = section === 'active' ? base[name] : (base.persistent[name] ?? FULL_MASK);
    const mask = settingOf(row[2]!, before);
    if (mask === null) told.damaged.push(line);
    else told[section][name] = mask;
  }
}

function readRule(text: string, told: Told): void {
  for (const line of text.split('\n')) {
    const row = /^\s*ATTR\{\.\.\/\.\.\/bus\/ap\/(apmask|aqmask)\}\s*=\s*"([^"]*)"\s*$/.exec(line);
    if (!row) continue;
    const parsed = parseMaskText(row[2]!);
    if (parsed?.digits === 64) told.persistent[row[1] as Name] = parsed.mask;
    else told.damaged.push(line);
  }
}

function readRemovals(text: string, told: Told): void {
  for (const line of text.split('\n').filter((line) => /^\s*chzdev\s.*-p\b/.test(line)))
    for (const [, name] of line.matchAll(/--remove[ =](apmask|aqmask)\b/g))
      told.persistent[name as Name] = null;
}

export function readChzdev(files: readonly ExportFile[], base: ApState): ReadFormat<ApState> {
  const told: Told = { active: {}, persistent: {}, damaged: [] };
  for (const { text } of files) readRule(text, told);
  for (const { text } of files) readExchange(text, base, told);
  for (const { text } of files) readRemovals(text, told);
  const found = Object.keys(told.active).length + Object.keys(told.persistent).length;
  if (told.damaged.length > 0)
    return notRead('AP-Z2', `${quotedLine(told.damaged[0]!)} holds no mask such as 0-4,16-31.`);
  if (found === 0)
    return notRead(
      'AP-Z1',
      'No file sets apmask or aqmask: a section [active ap] or [persistent ap], or a rule 41-ap.rules was expected.',
    );
  return lasting(takeWish(base, { ...told.active, persistent: told.persistent }), []);
}
