/** What of the AP set-up survives a reboot: host masks by udev rule or kernel parameter (ap.md 5.3 Z-5, 2.1). */
import type { ApState } from '../../../../shared/ap/types.ts';
import type { Mask } from '../../../../shared/mask.ts';
import { wasSearched } from '../../hosts/host-facts.ts';
import { parseMaskParameter, parseMaskText } from './mask-text.ts';
import { quoted } from '../../hosts/tree-reader.ts';
import type { ApReader } from './reader.ts';
import type { ZdevMasks } from './zdev.ts';

export const UDEV_RULE = '/etc/udev/rules.d/41-ap.rules';
const COMMAND_LINE = '/proc/cmdline';
const NAMES = ['apmask', 'aqmask'] as const;

type Persistent = { -readonly [Name in (typeof NAMES)[number]]: Mask | null };

/** What the rule's text sets the mask to, as it stands there; null where it sets none. */
export function maskTextInRule(text: string, name: 'apmask' | 'aqmask'): string | null {
  // Line by line, and only lines as long as udev reads (16 kB), so that a hostile file costs no more than its size.
  const lines = text.split('\n').filter((line) => line.length <= 16_384 && !line.trimStart().startsWith('#'));
  const pattern = new RegExp(`\\b${name}\\}\\s{0,9}=\\s{0,9}"([^"]*)"`);
  return lines.map((candidate) => pattern.exec(candidate)?.[1]).find((told) => told !== undefined) ?? null;
}

function fromRule(reader: ApReader, text: string): Persistent {
  const masks: Persistent = { apmask: null, aqmask: null };
  for (const name of NAMES) {
    const told = maskTextInRule(text, name);
    if (told === null) continue;
    const parsed = parseMaskText(told);
    if (parsed?.digits === 64) masks[name] = parsed.mask;
    else
      reader.assume(
        'persistentMasks',
        UDEV_RULE,
        `The persistent ${name} is ${quoted(told)}, not 64 hex digits; taken as not set.`,
        'warning',
      );
  }
  if (masks.apmask === null && masks.aqmask === null && !reader.unknown.has('persistentMasks'))
    reader.find('warning', UDEV_RULE, 'The rule sets neither apmask nor aqmask.');
  return masks;
}

function fromCommandLine(reader: ApReader): Persistent {
  const masks: Persistent = { apmask: null, aqmask: null };
  for (const word of (reader.text(COMMAND_LINE) ?? '').split(/\s+/)) {
    const parameter = /^ap\.(apmask|aqmask)=(.*)$/.exec(word);
    if (!parameter) continue;
    const mask = parseMaskParameter(parameter[2]!);
    if (mask) masks[parameter[1] as 'apmask' | 'aqmask'] = mask;
    else reader.find('warning', COMMAND_LINE, `The kernel ignores ${quoted(word)}: it is no mask.`);
  }
  return masks;
}

/** The rule runs after the kernel has started and wins; a kernel parameter counts where the rule says nothing. */
export function observePersistent(reader: ApReader, zdev: ZdevMasks | null): ApState['persistent'] {
  const text = reader.text(UDEV_RULE);
  const parameters = fromCommandLine(reader);
  if (text === undefined) {
    const told = zdev?.persistent;
    if (told && (told.apmask !== undefined || told.aqmask !== undefined))
      return { apmask: told.apmask ?? parameters.apmask, aqmask: told.aqmask ?? parameters.aqmask };
    const known = wasSearched(reader.tree, UDEV_RULE) || reader.tree.has('/etc/udev/rules.d');
    if (!known || reader.tree.has(UDEV_RULE))
      reader.assume(
        'persistentMasks',
        UDEV_RULE,
        'The source does not tell whether the masks survive a reboot; no persistent masks are assumed.',
      );
    return parameters;
  }
  const rule = fromRule(reader, text);
  for (const name of NAMES)
    if (rule[name] && parameters[name])
      reader.find(
        'warning',
        COMMAND_LINE,
        `Both the kernel parameter ap.${name} and the udev rule set ${name}; the rule runs later and wins.`,
      );
  return { apmask: rule.apmask ?? parameters.apmask, aqmask: rule.aqmask ?? parameters.aqmask };
}
