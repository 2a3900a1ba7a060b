/** Every fix that is offered, of a problem, a refusal or a card, can be made: on states no example thought of. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ApEdit, apEditSchema } from '../../../../shared/ap/edits.ts';
import { AP_PROFILES, type ApState, QUEUE } from '../../../../shared/ap/types.ts';
import type { Fix } from '../../../../shared/findings.ts';
import { FULL_MASK, maskOf, minus } from '../../../../shared/mask.ts';
import { applyEdit, applyGesture } from '../edits.ts';
import { refreshShadows } from '../kernel/filter.ts';
import { createApState, createMdev, masksOf } from '../model.ts';
import { guestCard } from './guest-card.ts';
import { previewGesture } from './preview.ts';
import { problems } from './problems.ts';
import { queueCard } from './queue-card.ts';

const ADAPTERS = [0, 5, 64] as const;
const DOMAINS = [4, 71] as const;
const CELLS = ADAPTERS.flatMap((adapter) => DOMAINS.map((domain) => adapter * 256 + domain));

const adapters = fc.subarray([...ADAPTERS]);
const domains = fc.subarray([...DOMAINS]);
const apqn = fc.constantFrom(...CELLS);
const guest = fc.record({
  matrix: fc.tuple(adapters, domains, domains).map(([a, d, c]) => masksOf(a, d, c)),
  seen: fc.option(fc.tuple(adapters, domains).map(([a, d]) => masksOf(a, d))),
  running: fc.boolean(),
  active: fc.integer({ min: 0, max: 3 }).map((roll) => roll > 0),
  defined: fc.constantFrom('auto', 'manual', null),
});

const apState = fc
  .record({
    profile: fc.constantFrom(...AP_PROFILES),
    hasApConfig: fc.boolean(),
    lpar: fc.tuple(adapters, domains, domains),
    freeAdapters: adapters,
    freeDomains: domains,
    vfioApLoaded: fc.integer({ min: 0, max: 5 }).map((roll) => roll > 0),
    defaultDomain: fc.constantFrom(-1, 4, 71),
    oldCards: fc.subarray([0, 5], { maxLength: 1 }),
    guests: fc.array(guest, { maxLength: 3 }),
    oddQueues: fc.array(fc.tuple(apqn, fc.constantFrom(1, 1, 2, 3)), { maxLength: 3 }),
    overrides: fc.array(fc.tuple(apqn, fc.constantFrom('vfio_ap', 'cex4queue')), { maxLength: 1 }),
  })
  .map(({ lpar, freeAdapters, freeDomains, oldCards, guests, oddQueues, overrides, ...parts }): ApState => {
    const current = parts.profile.startsWith('upstream');
    const base = createApState({
      ...parts,
      hasApConfig: parts.hasApConfig && current,
      lpar: masksOf(...lpar),
      apmask: minus(FULL_MASK, maskOf(freeAdapters)),
      aqmask: minus(FULL_MASK, maskOf(freeDomains)),
      cards: new Map(
        oldCards.map((id) => [
          id,
          {
            type: 'CEX3C',
            mode: 'cca',
            hwtype: 9,
            online: true,
            config: true,
            chkstop: false,
            serial: null,
          } as const,
        ]),
      ),
    });
    const table = Uint8Array.from(base.queues.state);
    for (const [cell, value] of oddQueues) if (table[cell] !== QUEUE.ABSENT) table[cell] = value;
    const state = {
      ...base,
      queues: { ...base.queues, state: table, overrides: new Map(overrides) },
      mdevs: guests.map(({ matrix, running, active, defined }, at) =>
        createMdev(`0000000${at}-0000-4000-8000-000000000000`, {
          name: `guest-${at}`,
          matrix,
          active: active && base.vfioApLoaded,
          guest: running && active && base.vfioApLoaded ? `vm${at}` : null,
          defined: active && base.vfioApLoaded ? defined : 'manual',
        }),
      ),
    };
    const fresh = refreshShadows(state);
    const mdevs = fresh.mdevs.map((mdev, at) => ({ ...mdev, shadow: guests[at]!.seen ?? mdev.shadow }));
    return current ? { ...fresh, mdevs } : fresh;
  });

function edits(state: ApState): fc.Arbitrary<ApEdit> {
  const mdev = fc.constantFrom(...state.mdevs.map(({ id }) => id), '00000009-0000-4000-8000-000000000000');
  const family = fc.constant('ap' as const);
  return fc.oneof(
    fc.record({
      family,
      op: fc.constantFrom('assign' as const, 'unassign' as const),
      mdev,
      adapters,
      domains,
      controlDomains: domains,
    }),
    fc.record({ family, op: fc.constantFrom('reapply' as const, 'removeGuest' as const), mdev }),
    fc.record({ family, op: fc.constant('guestStart' as const), mdev, guest: fc.constantFrom('vm0', 'vm1') }),
    fc.record({
      family,
      op: fc.constant('writeMask' as const),
      mask: fc.constantFrom('apmask' as const, 'aqmask' as const),
      value: fc.constantFrom('+5', '-5', '+4', '-71', '+0-255', 'ff'),
    }),
    fc.record({
      family,
      op: fc.constantFrom('bind' as const, 'unbind' as const),
      apqn,
      driver: fc.constantFrom('vfio_ap', 'cex4queue'),
    }),
    fc.record({
      family,
      op: fc.constant('driverOverride' as const),
      apqn,
      driver: fc.constantFrom('', 'vfio_ap'),
    }),
  );
}

function allPass(state: ApState, where: string, fixes: readonly Fix[]): void {
  for (const fix of fixes) {
    for (const edit of fix.edits) expect(apEditSchema.safeParse(edit).success).toBe(true);
    const outcome = applyGesture(state, fix.edits as ApEdit[]);
    expect([where, fix.label, outcome.ok ? null : outcome.refusal.message]).toEqual([where, fix.label, null]);
  }
}

it('every offered fix passes', () => {
  const world = apState.chain((state) =>
    fc.record({
      state: fc.constant(state),
      edit: edits(state),
      rows: adapters,
      columns: domains,
      cell: apqn,
    }),
  );
  fc.assert(
    fc.property(world, ({ state, edit, rows, columns, cell }) => {
      const outcome = applyEdit(state, edit);
      if (!outcome.ok) allPass(state, outcome.refusal.rule, outcome.refusal.fixes);
      const now = outcome.ok ? outcome.state : state;
      for (const problem of problems(state, now)) allPass(now, problem.id, problem.fixes);
      for (const note of queueCard(state, now, cell).notes) allPass(now, note.text, note.fixes);
      for (const mdev of now.mdevs) {
        const card = guestCard(now, mdev);
        for (const { fixes } of [...card.hidden, ...card.control, ...card.notes])
          allPass(now, mdev.name, fixes);
      }
      const [mdev] = now.mdevs;
      for (const target of ['usage', 'control', 'masks'] as const) {
        const gesture = {
          target,
          mdev: mdev?.id ?? '',
          adapters: rows,
          domains: columns,
          mode: 'paint',
        } as const;
        for (const { refusal } of previewGesture(now, gesture).choices)
          allPass(now, target, refusal?.fixes ?? []);
      }
    }),
    { numRuns: 150 },
  );
});
