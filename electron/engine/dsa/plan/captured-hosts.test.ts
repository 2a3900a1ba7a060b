/** Plans between what was read of the captured hosts, rehearsed as the program does it. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DsaState } from '../../../../shared/dsa/types.ts';
import { dsaFamily } from '../family.ts';
import type { DeviceFamily } from '../../family.ts';
import { planHost, planningsOf } from '../../plan/named-plan.ts';
import { rehearsePlan } from '../../plan/rehearse.ts';
import { importCapture } from '../../session/import-capture.ts';

const FAMILIES: readonly DeviceFamily[] = [dsaFamily];
const FOLDER = path.resolve('electron/engine/dsa/observe/fixtures');

async function read(name: string) {
  const context = { signal: new AbortController().signal, progress: () => {} };
  return importCapture({ kind: 'path', path: path.join(FOLDER, name) }, FAMILIES, context);
}

/** As read, with a domain for each guest, so that all can be stopped. */
function withDomains(state: DsaState): DsaState {
  return { ...state, guests: state.guests.map((guest) => ({ ...guest, domain: guest.domain ?? guest.id })) };
}

async function planned(from: string, to: string) {
  const [start, end] = [await read(from), await read(to)];
  const observed = withDomains(start.families.get('dsa')!.observed as DsaState);
  const desired = withDomains(end.families.get('dsa')!.observed as DsaState);
  const host = { ...start, families: new Map([['dsa', { observed, desired }]]) };
  const restart = [...observed.guests.map(({ id }) => id), ...observed.mdevs.map(({ id }) => id)];
  return { observed, desired, plan: planHost(FAMILIES, host, { style: 'immediate', restart }) };
}

describe('captured hosts', () => {
  it.each([
    ['hostA-idle.tar.gz', 'hostA-busy.tar.gz'],
    ['hostA-busy.tar.gz', 'hostA-idle.tar.gz'],
    ['guest-idle.tar.gz', 'guest-busy.tar.gz'],
  ])('from %s to %s', async (from, to) => {
    const { observed, desired, plan } = await planned(from, to);
    expect(plan.blocks).toEqual([]);
    expect(plan.steps.length).toBeGreaterThan(0);
    const { result } = rehearsePlan(
      planningsOf(FAMILIES),
      new Map([['dsa', observed]]),
      new Map([['dsa', dsaFamily.planning!.target(observed, desired, 'immediate')]]),
      plan,
    );
    const failed = result.failedAt === null ? null : result.steps[result.failedAt];
    expect({ failed, differences: result.differences }).toEqual({ failed: null, differences: [] });
  });

  it('DSA-O15 M24: inside a guest a queue that was used cannot be brought back to what it was when the driver was loaded', async () => {
    const { plan } = await planned('guest-busy.tar.gz', 'guest-idle.tar.gz');
    expect([plan.steps, plan.blocks.map(({ rule }) => rule)]).toEqual([[], ['DSA-O2']]);
  });
});
