/** mdevctl's own words (management.md 1.4, 1.6), whatever the parent. */
import type { OptionTable } from './options.ts';

/** Options that mean something for every parent; a family adds those it answers too. */
export const MDEVCTL_OPTIONS: OptionTable = {
  flags: {
    '-a': 'auto',
    '--auto': 'auto',
    '-m': 'manual',
    '--manual': 'manual',
    '-d': 'defined',
    '--defined': 'defined',
    '-v': 'verbose',
    '--verbose': 'verbose',
    '-f': 'force',
    '--force': 'force',
    '--dumpjson': 'dumpjson',
  },
  values: {
    '-u': 'uuid',
    '--uuid': 'uuid',
    '-p': 'parent',
    '--parent': 'parent',
    '-t': 'type',
    '--type': 'type',
    '--jsonfile': 'jsonfile',
    '--addattr': 'addattr',
    '--value': 'value',
  },
};

/** Every spelling of a UUID that mdevctl takes (management.md 1.4), as it writes it; null when it is none. */
export function mdevctlUuid(text: string): string | null {
  const digits = text
    .toLowerCase()
    .replace(/^urn:uuid:/, '')
    .replaceAll(/[{}-]/g, '');
  return /^[0-9a-f]{32}$/.test(digits)
    ? digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    : null;
}
