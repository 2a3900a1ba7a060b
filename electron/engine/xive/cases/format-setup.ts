/** The set-up of a case: of one guest, or of several under their names. */
import { setupSchema } from '../../../../shared/xive/edits.ts';
import { parseHwPage } from '../../../../shared/xive/pages.ts';
import { ONLY_VM, type Setup } from '../../../../shared/xive/types.ts';
import { explain, type ReadError } from './read-error.ts';
import { withNumbers } from './values.ts';

type Raw = Readonly<Record<string, unknown>>;

export type SetupRead =
  | { readonly ok: true; readonly setup: Setup }
  | { readonly ok: false; readonly error: ReadError };

function isObject(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const VM_KEYS = ['sources', 'vmas', 'populated', 'devices', 'orphans', 'vcpus'];
const NAMES: ReadonlySet<string> = new Set(['name', 'owners']);

/** Gives every part that may be left out its usual value. */
function filledIn(name: string, raw: Raw): Raw {
  const list = (key: string) =>
    Array.isArray(raw[key]) ? (raw[key] as readonly unknown[]) : raw[key] === undefined ? [] : raw[key];
  const each = (key: string, fill: (one: Raw, index: number) => Raw) => {
    const value = list(key);
    return Array.isArray(value)
      ? value.map((one: unknown, index) => (isObject(one) ? fill(one, index) : one))
      : value;
  };
  return {
    name,
    vcpus: raw['vcpus'] ?? 1,
    sources: each('sources', (one) => ({ lsi: false, ...one })),
    vmas: each('vmas', (one, index) => ({ name: `VMA${index}`, ...one })),
    populated: list('populated'),
    devices: each('devices', (one) => ({ mapped: true, ...one })),
    orphans: list('orphans'),
  };
}

/** What the shapes cannot say: ranges the right way round, pages that are pages. */
function contradiction(setup: Setup): ReadError | null {
  for (const { sources, vmas, devices } of setup.vms) {
    const source = sources.find(({ from, to }) => to < from);
    if (source) return { key: 'setup.sources', expected: 'from not above to', got: source };
    const vma = vmas.find(({ start, end }) => end <= start);
    if (vma) return { key: 'setup.vmas', expected: 'end above start', got: vma };
    const sorted = [...vmas].sort((left, right) => left.start - right.start);
    const overlapping = sorted.find((one, index) => index > 0 && one.start < sorted[index - 1]!.end);
    if (overlapping) return { key: 'setup.vmas', expected: 'mappings that do not overlap', got: overlapping };
    const owner = devices.flatMap(({ owners }) => owners).find((text) => parseHwPage(text) === null);
    if (owner !== undefined)
      return { key: 'setup.devices', expected: 'hardware pages such as phb1[2]', got: owner };
  }
  return null;
}

export function readSetup(parsed: unknown): SetupRead {
  const no = (key: string, expected: string, got: unknown): SetupRead => ({
    ok: false,
    error: { key, expected, got },
  });
  if (!isObject(parsed)) return no('setup', 'an object', parsed);
  const { vms } = parsed;
  const guests = vms === undefined ? { [ONLY_VM]: parsed } : vms;
  if (!isObject(guests)) return no('setup.vms', 'guests by name', vms);
  if (vms !== undefined && Object.keys(parsed).length > 1)
    return no('setup', 'vms alone, or the parts of one guest', Object.keys(parsed));
  for (const [name, raw] of Object.entries(guests)) {
    if (!isObject(raw)) return no(`setup.vms.${name}`, 'an object', raw);
    const strange = Object.keys(raw).find((key) => !VM_KEYS.includes(key));
    if (strange !== undefined)
      return no(`setup.${strange}`, `one of ${VM_KEYS.join(', ')}, or vms`, 'an unknown key');
  }
  const whole = {
    vms: Object.entries(guests).map(([name, raw]) => filledIn(name, withNumbers(raw, NAMES) as Raw)),
  };
  const read = setupSchema.safeParse(whole);
  if (!read.success) {
    const error = explain(read.error.issues[0]!, whole);
    return { ok: false, error: { ...error, key: `setup.${error.key.split('.').slice(2).join('.')}` } };
  }
  const setup: Setup = read.data;
  const wrong = contradiction(setup);
  return wrong === null ? { ok: true, setup } : { ok: false, error: wrong };
}
