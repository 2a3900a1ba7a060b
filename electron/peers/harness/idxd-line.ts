/** The second model of the idxd driver (idxd_model.py) as a line process, and what it and the engine's model show of one state. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import type { DsaState } from '../../../shared/dsa/types.ts';
import type { DsaOp } from '../../engine/dsa/kernel/kernel.ts';
import { readAttribute } from '../../engine/dsa/kernel/read.ts';
import { plainEnvironment } from './run.ts';

/** What the machine is, without any setting: the second model begins idle. */
export function factsOf({ host, devices }: DsaState): unknown {
  return {
    drivers: host.drivers,
    types: host.types,
    enqcmd: host.enqcmd,
    kernel_pasid: host.kernelPasid,
    devices: devices.map(({ name, kind, id, bdf, caps, lacks }) => ({
      name,
      kind,
      id,
      bdf,
      lacks,
      version: caps.version,
      groups: caps.maxGroups,
      wqs: caps.maxWorkQueues,
      engines: caps.maxEngines,
      total_size: caps.totalSize,
      read_buffers: caps.maxReadBuffers,
      max_batch: caps.maxBatchSize,
      max_xfer: caps.maxTransferSize,
      numa: caps.numaNode,
      op_cap: caps.opCap,
      gen_cap: caps.genCap,
      configurable: caps.configurable,
      pasid: caps.pasid,
      cdev_major: caps.cdevMajor,
      ims_size: caps.imsSize,
      limit_capable: caps.readBufferLimit,
      occupancy: caps.occupancy,
      prs: caps.prs,
    })),
  };
}

/** `wq0.3/size` and `mdev/UUID` -> what is shown there; an errno stands for a file that cannot be read. */
export type Shown = Readonly<Record<string, unknown>>;

export interface LineModel {
  /** Begins anew with an idle host. */
  host(state: DsaState): Promise<void>;
  /** The errno of each, null where it was taken. */
  ops(ops: readonly DsaOp[]): Promise<readonly (string | null)[]>;
  dump(): Promise<Shown>;
}

/** Ends with the test. */
export function startLineModel(): LineModel {
  const program = path.join(import.meta.dirname, 'idxd_model.py');
  const child = spawn('/usr/bin/python3', [program], {
    env: plainEnvironment(),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill();
  });
  const waiting: { resolve: (answer: string) => void; reject: (error: Error) => void }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(line));
  child.on('exit', (status) => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`idxd_model.py ended with ${status}`));
  });
  async function ask(request: unknown): Promise<unknown> {
    const answer = new Promise<string>((resolve, reject) => waiting.push({ resolve, reject }));
    child.stdin.write(`${JSON.stringify(request)}\n`);
    return JSON.parse(await answer) as unknown;
  }
  return {
    host: async (state) => {
      await ask({ host: factsOf(state) });
    },
    ops: async (ops) => (await ask({ ops })) as readonly (string | null)[],
    dump: async () => (await ask({ dump: true })) as Shown,
  };
}

/** What the engine's model shows at the same places. */
export function shownByModel(state: DsaState, places: Iterable<string>): Shown {
  const drivers = new Map(
    state.devices.flatMap(({ name, id, driver, wqs }): [string, string][] => [
      [`${name}/driver`, driver ?? ''],
      ...wqs.map((wq, index): [string, string] => [`wq${id}.${index}/driver`, wq.driver ?? '']),
    ]),
  );
  const mdevs = state.mdevs.map(({ id, device, wq, type, orphan, running }): [string, unknown] => [
    `mdev/${id}`,
    { device, wq, type, orphan, slot: running?.slots[0] ?? null },
  ]);
  const files = [...places]
    .filter((at) => !at.startsWith('mdev/'))
    .map((at): [string, unknown] => {
      const driver = drivers.get(at);
      if (driver !== undefined) return [at, driver];
      const read = readAttribute(state, at);
      return [at, read.ok ? read.text : { errno: read.errno }];
    });
  return Object.fromEntries([...files, ...mdevs]);
}
