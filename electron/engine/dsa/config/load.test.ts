import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DsaState } from '../../../../shared/dsa/types.ts';
import { applyOp } from '../kernel/apply-op.ts';
import type { DsaOp } from '../kernel/kernel.ts';
import { createDevice, createState } from '../model.ts';
import { loadConfig } from './load.ts';

const FIXTURES = path.join(import.meta.dirname, 'fixtures');

function idleHost(): DsaState {
  return createState({
    devices: [
      createDevice({ kind: 'dsa', id: 0, bdf: '0000:6a:01.0' }),
      createDevice({ kind: 'iax', id: 1, bdf: '0000:6a:02.0' }),
      createDevice({ kind: 'dsa', id: 2, bdf: '0000:e7:01.0' }),
    ],
    host: { drivers: ['dmaengine', 'idxd', 'mdev', 'user'] },
  });
}

/** One `$ accel-config load-config …` of a capture with what it printed, wrote and how it ended. */
interface Session {
  readonly command: string;
  readonly out: readonly string[];
  readonly err: readonly string[];
  readonly writes: readonly string[];
  readonly exit: number;
}

function sessionsOf(file: string): Session[] {
  const text = readFileSync(path.join(FIXTURES, 'out', file), 'utf8');
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command = '', ...lines] = part.split('\n');
      const starting = (start: string): string[] =>
        lines.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length));
      return {
        command,
        err: starting('  2> '),
        writes: starting('  w> '),
        out: lines
          .filter((line) => /^ {2}/.test(line) && !/^ {2}(?:2>|w>|\[exit)/.test(line))
          .map((line) => line.slice(2)),
        exit: Number(/\[exit (\d+)\]/.exec(part)?.[1]),
      };
    });
}

function shown(op: DsaOp, errno: string | null, state: DsaState): string {
  const answer = errno ?? 'ok';
  if (op.op === 'bind' || op.op === 'unbind')
    return `bus/dsa/drivers/${op.driver}/${op.op} <- '${op.name}' : ${answer}`;
  if (op.op !== 'write') return op.op;
  const id = /\d+/.exec(op.at)?.[0];
  const device = state.devices.find((one) => `${one.id}` === id)!.name;
  const at = op.at.startsWith(device) ? op.at : `${device}/${op.at}`;
  return `${at} <- '${op.value}' : ${answer}`;
}

function loadOnto(state: DsaState, command: string): { readonly session: Session; readonly state: DsaState } {
  const file = /-c (\S+)/.exec(command)![1]!;
  const folder = file.startsWith('/etc/accel-config/contrib/') ? 'contrib' : 'conf';
  const name = folder === 'contrib' ? path.basename(file) : file;
  const saved = name.startsWith('saved-') || name === 'rt-saved.conf';
  const text = readFileSync(path.join(FIXTURES, saved ? 'out' : folder, name), 'utf8');
  const options = { enable: /-e\b/.test(command), force: /-f\b/.test(command) };
  const loaded = loadConfig(text, state, options);
  const said = (stream: 'out' | 'err'): string[] =>
    loaded.messages.filter((one) => one.stream === stream).map((one) => one.text);
  return {
    session: {
      command,
      out: said('out'),
      err: said('err'),
      writes: loaded.writes.map(({ op, errno }) => shown(op, errno, state)),
      exit: loaded.exit,
    },
    state: loaded.state,
  };
}

const isLoad = ({ command }: Session): boolean =>
  /^accel-config load-config -c \S+\.conf[ -ef]*$/.test(command);

describe('DSA-M22 loading, as the real accel-config 3.5.3 did it', () => {
  const files = readdirSync(path.join(FIXTURES, 'out')).filter(
    (name) => /^(?:bad-(?!00)|08-)/.test(name) && name.endsWith('.txt'),
  );

  it('has the captures of all wrong files and of all files Debian ships', () => {
    expect(files.length).toBe(29);
  });

  it.each(files)('%s: same writes in the same order, same words, same end', (file) => {
    const sessions = sessionsOf(file).filter(isLoad);
    expect(sessions.map(({ command }) => loadOnto(idleHost(), command).session)).toEqual(sessions);
  });

  it.each(['07-load-save.txt', '07b-round-trip.txt'])('%s: one after the other on one host', (file) => {
    let state = idleHost();
    const got: Session[] = [];
    const wanted: Session[] = [];
    for (const session of sessionsOf(file)) {
      if (isLoad(session)) {
        const loaded = loadOnto(state, session.command);
        ({ state } = loaded);
        // The second loading of 07b was captured without its writes.
        const told = session.writes.length > 0 || session.exit !== 0;
        got.push(told ? loaded.session : { ...loaded.session, writes: [] });
        wanted.push(session);
      }
      const [, verb, names] = /(enable|disable)-device ((?:dsa\d ?)+)/.exec(session.command) ?? [];
      for (const name of names?.trim().split(' ') ?? [])
        state = applyOp(state, { op: verb === 'enable' ? 'bind' : 'unbind', driver: 'idxd', name }).state;
    }
    expect(got).toEqual(wanted);
  });

  it('DSA-M7 gives up at a batch size of IAA, and at a driver that is not there', () => {
    const sessions = sessionsOf('09-iax.txt').filter(isLoad);
    let state = idleHost();
    const got = sessions.map(({ command }) => {
      const loaded = loadOnto(state, command);
      ({ state } = loaded);
      return loaded.session;
    });
    expect(got).toEqual(sessions);
  });

  it('DSA-M3 passes over driver_name on a kernel without that file', () => {
    const lacking: DsaState = {
      ...idleHost(),
      devices: idleHost().devices.map((device) => ({
        ...device,
        lacks: [...device.lacks, 'wq/driver_name'],
      })),
    };
    const { session } = loadOnto(lacking, 'accel-config load-config -c mixed.conf -e');
    expect([session.exit, session.writes.filter((line) => line.includes('driver_name'))]).toEqual([0, []]);
  });
});
