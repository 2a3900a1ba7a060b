/** Rules as the smallest case that shows each; the worked cases of the reference show them together. */
import { runCase } from '../cases/runner.ts';

export type Args = Readonly<Record<string, unknown>>;
export type Step = readonly [op: string, args?: Args];

/** Differences between what is expected and what the model plays; none are wanted. */
export function played(profile: string, steps: readonly Step[], wanted: Args, initial: Args = {}): unknown {
  const file = {
    id: 'rule',
    name: 'rule',
    source: 'rule',
    profile,
    initial,
    steps: steps.map(([op, args = {}]) => ({ op, args })),
    expect: wanted,
    certainty: 'code-read',
  };
  return runCase(file).differences;
}

export const ROCE = {
  start: '0x100000000',
  end: '0x1ffffffff',
  pchid: '0x01c0',
  vfn: 1,
  pft: '0x0a',
  gid: '0x07',
  fh: '0x80000417',
  pfip: '01.02.00.05',
  dasm: '0x3ffffffffff',
  msia: '0xfe00000000000000',
  mui: 2000,
  noi: 64,
  maxstbl: 4096,
  version: 1,
  fmbLength: 128,
  msix: 65,
  util: 'LAB',
};

export function host(functions: Readonly<Record<string, Args>>, guest: Args = {}): Args {
  return { host: { functions }, guest };
}

export function one(parts: Args = {}, guest: Args = {}): Args {
  return host({ '0001:00:00.0': { ...ROCE, ...parts } }, guest);
}

export const GIVE: readonly Step[] = [
  ['zpci', { target: 'h0', uid: '0x31', fid: '0x41' }],
  ['vfio', { id: 'h0', host: '0001:00:00.0' }],
  ['boot'],
];
export const OK3 = { rc: ['ok', 'ok', 'ok'] };
export const EMULATED: readonly Step[] = [
  ['zpci', { target: 'n0', uid: '0x10', fid: '0x20', id: 'z0' }],
  ['emul', { id: 'n0' }],
  ['boot'],
];
