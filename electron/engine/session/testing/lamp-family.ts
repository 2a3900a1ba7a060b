/** A family small enough for tests of the session: lamps that are lit or not. Also proof that a family is its folder and a line. */
import { z } from 'zod';
import { FAMILY_CALLS } from '../../../../shared/contract.ts';
import { StudioError } from '../../../../shared/errors.ts';
import type { DeviceFamily } from '../../family.ts';
import type { FamilyRegistration } from '../../families.ts';

export interface LampState {
  readonly lit: readonly number[];
}

const lampEditSchema = z.object({
  family: z.literal('lamp'),
  op: z.literal('light'),
  lamp: z.number().int().min(0).max(9),
});
type LampEdit = z.infer<typeof lampEditSchema>;
const stateSchema = z.object({ lit: z.array(z.number()) });

/** Lamp 9 is broken (LAMP-1); lamp 8 hangs on the wire of lamp 7 (LAMP-2). */
export const LAMP_FAMILY: DeviceFamily<LampState, LampEdit> = {
  id: 'lamp',
  title: 'Lamp',
  editSchema: lampEditSchema,
  rules: [
    {
      id: 'LAMP-1',
      title: 'Lamp 9 is broken',
      plain: 'It cannot be lit.',
      kernel: '',
      errnos: [],
      profiles: [],
    },
    {
      id: 'LAMP-2',
      title: 'Lamp 8 hangs on the wire of lamp 7',
      plain: 'It has current only while lamp 7 is lit.',
      kernel: '',
      errnos: [],
      profiles: [],
    },
  ],
  wants: (path) => path === '/sys' || path === '/sys/lamps',
  observe(tree) {
    const text = tree.text('/sys/lamps');
    if (text === undefined) return null;
    return { state: { lit: text.split(',').map(Number) }, findings: [] };
  },
  apply(state, { lamp }) {
    if (lamp === 9) {
      const refusal = { rule: 'LAMP-1', message: 'Lamp 9 is broken.', because: [], fixes: [] };
      return { ok: false, refusal };
    }
    if (lamp === 8 && !state.lit.includes(7)) {
      const light = (one: number) => ({ family: 'lamp', op: 'light', lamp: one });
      const fixes = [{ label: 'Light lamp 7 first', edits: [light(7), light(8)] }];
      return {
        ok: false,
        refusal: { rule: 'LAMP-2', message: 'Lamp 8 has no current.', because: [], fixes },
      };
    }
    if (state.lit.includes(lamp)) return { ok: true, state, notes: [] };
    return { ok: true, state: { lit: [...state.lit, lamp] }, notes: [`Lamp ${lamp} is lit.`] };
  },
  problems: () => [],
  view: (observed, desired) => ({ observed: observed.lit, desired: desired.lit }),
  summary: (_observed, desired) => [`${desired.lit.length} lamps are lit`],
  toFile: (state) => ({ lit: state.lit }),
  fromFile(json) {
    const state = stateSchema.safeParse(json);
    if (!state.success) throw new StudioError('unreadable', 'The lamps are damaged.');
    return state.data;
  },
  planning: null,
  exports: [],
  cases: null,
};

/** Stands in for the calls of the families the contract names, so that a whole engine can start around the lamps. */
const otherFamiliesCalls = Object.keys(FAMILY_CALLS);

export const LAMP_REGISTRATION: FamilyRegistration = {
  family: LAMP_FAMILY,
  queries: (read) => Object.fromEntries(otherFamiliesCalls.map((name) => [name, () => read('host', 'ap')])),
};
