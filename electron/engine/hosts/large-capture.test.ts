import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PassThrough } from 'node:stream';
import { createGzip } from 'node:zlib';
import { expect, test } from 'vitest';
import { FULL_MASK, maskOf } from '../../../shared/mask.ts';
import type { ApState, Card } from '../../../shared/ap/types.ts';
import { createApState, createMdev, masksOf } from '../ap/model.ts';
import { observeAp, wantsAp } from '../ap/observe.ts';
import { shadowOf } from '../ap/kernel/filter.ts';
import { apFolders, apTree } from '../ap/tree.ts';
import { writeCaptureTar } from './make-capture.ts';
import { readCapture } from './read-capture.ts';

function fullMachine(): ApState {
  const card: Card = {
    type: 'CEX8C',
    mode: 'cca',
    hwtype: 14,
    online: true,
    config: true,
    chkstop: false,
    serial: null,
  };
  const bare = createApState({
    lpar: { apm: FULL_MASK, aqm: FULL_MASK, adm: FULL_MASK },
    apmask: maskOf([0, 1, 2, 3]),
    cards: new Map(Array.from({ length: 256 }, (_, id) => [id, card])),
  });
  const details = new Map(Array.from({ length: 65_536 }, (_, apqn) => [apqn, { requests: '0' }] as const));
  const state = { ...bare, queues: { ...bare.queues, details } };
  const mdevs = Array.from({ length: 200 }, (_, index) => {
    const matrix = masksOf([4 + index], [0, 1, 2, index], []);
    const uuid = `9f1c2a30-6d7e-4b55-8a11-${index.toString(16).padStart(12, '0')}`;
    return createMdev(uuid, {
      name: `guest${index}`,
      matrix,
      shadow: shadowOf(state, matrix),
      guest: `guest${index}`,
    });
  });
  return { ...state, mdevs };
}

/** Measured on two cores shared with other work; the bound is loose so that only a change of order fails. */
test('a machine with 65,536 queues is read in seconds', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'large-capture-'));
  const path = join(folder, 'full.tar.gz');
  try {
    const tar = new PassThrough();
    const written = pipeline(tar, createGzip({ level: 1 }), createWriteStream(path));
    const state = fullMachine();
    await writeCaptureTar(apTree(state), apFolders(state), tar);
    await written;
    const t1 = performance.now();
    const capture = await readCapture({ kind: 'path', path }, wantsAp);
    const seen = observeAp(capture.tree);
    const t3 = performance.now();
    expect({
      queues: seen?.state.queues.state.filter((value) => value !== 0).length,
      guests: seen?.state.mdevs.length,
      fast: t3 - t1 < 30_000,
    }).toEqual({ queues: 65_536, guests: 200, fast: true });
  } finally {
    await rm(folder, { recursive: true });
  }
});
