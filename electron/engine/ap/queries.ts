/** Registers the AP family with the engine. Provisional until the family's own files are there: it finds no devices. */
import { z } from 'zod';
import { StudioError } from '../../../shared/errors.ts';
import type { FamilyRegistration } from '../families.ts';

const NOT_THERE = () => {
  throw new StudioError('not-found', 'This host has no crypto devices.');
};

export const AP_REGISTRATION: FamilyRegistration = {
  family: {
    id: 'ap',
    title: 'Crypto (AP)',
    editSchema: z.looseObject({ family: z.string(), op: z.string() }),
    rules: [],
    wants: () => false,
    observe: () => null,
    apply: (state) => ({ ok: true, state, notes: [] }),
    problems: () => [],
    view: () => null,
    toFile: () => null,
    fromFile: () => null,
    cases: null,
  },
  queries: () => ({
    'ap.preview': NOT_THERE,
    'ap.queue': NOT_THERE,
    'ap.release': NOT_THERE,
    'ap.virtualRun': NOT_THERE,
  }),
};
