/** A small host for tests: adapters 4-7, domains 6, 71 and 84, three guests, the host keeps domain 84 of adapter 7. */
import { NO_MASKS, unfilteredShadow } from '../../shared/ap/packed.ts';
import { predictedQueues } from '../../shared/ap/predict.ts';
import type { PaintChoice } from '../../shared/ap/preview.ts';
import { type ApState, type Card, type CardMode, emptyQueueTable, type Mdev } from '../../shared/ap/types.ts';
import { EMPTY_MASK, FULL_MASK, maskOf, minus } from '../../shared/mask.ts';

const LPAR = { apm: maskOf([4, 5, 6, 7]), aqm: maskOf([6, 71, 84]), adm: maskOf([6, 71, 84]) };

function card(mode: CardMode): Card {
  const letter = { accelerator: 'A', cca: 'C', ep11: 'P', unknown: '' }[mode];
  return {
    type: `CEX8${letter}`,
    mode,
    hwtype: 14,
    online: true,
    config: true,
    chkstop: false,
    serial: null,
  };
}

export function fixtureGuest(
  id: string,
  adapters: number[],
  domains: number[],
  extra: Partial<Mdev> = {},
): Mdev {
  const matrix = { apm: maskOf(adapters), aqm: maskOf(domains), adm: EMPTY_MASK };
  return {
    id,
    name: id,
    hue: 0,
    type: 'passthrough',
    matrix,
    shadow: unfilteredShadow(matrix, LPAR),
    pending: NO_MASKS,
    guest: null,
    crycbFormat: 2,
    active: true,
    defined: 'auto',
    stored: matrix,
    virtualAdapters: new Map(),
    virtualDomains: new Map(),
    ...extra,
  };
}

export function fixtureState(extra: Partial<ApState> = {}): ApState {
  const bus = {
    lpar: LPAR,
    apmask: minus(FULL_MASK, maskOf([4, 5, 6])),
    aqmask: minus(FULL_MASK, maskOf([6, 71])),
    vfioApLoaded: true,
    ...extra,
  };
  return {
    ...bus,
    profile: 'upstream',
    profileReason: 'driver_override exists',
    hasApConfig: true,
    max: { adapter: 255, domain: 84 },
    persistent: { apmask: null, aqmask: null },
    defaultDomain: 84,
    queues: { ...emptyQueueTable(), state: predictedQueues(bus) },
    cards: new Map([
      [4, card('cca')],
      [5, card('cca')],
      [6, card('ep11')],
      [7, card('accelerator')],
    ]),
    mdevs: [
      fixtureGuest('payments-a', [4, 5], [6, 71]),
      fixtureGuest('hsm-proxy', [6], [71], { guest: 'hsm' }),
      fixtureGuest('test-ci', [], []),
    ],
    unknown: new Set(),
    ...extra,
  };
}

/** A choice of a preview that changes nothing; tests add what they are about. */
export function fixtureChoice(parts: Partial<PaintChoice> = {}): PaintChoice {
  return {
    label: '',
    edits: [],
    refusal: null,
    adds: [],
    removes: [],
    takenByGuest: [],
    hostOwned: [],
    hides: [],
    reveals: [],
    notes: [],
    masks: null,
    ...parts,
  };
}
