/** Exported definitions and mdevctl.sh, judged by the real mdevctl. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ApState } from '../../shared/ap/types.ts';
import type { ExportFile } from '../../shared/plan.ts';
import { inHost, placeHost } from './harness/host-folder.ts';
import { defineAll } from './harness/mdevctl.ts';
import { needsFuse, needsNamespace, needsPrograms } from './harness/needs.ts';
import { place, scratch } from './harness/scratch.ts';
import { shownBy } from './harness/shown.ts';
import {
  exampleWishes,
  exported,
  randomWishes,
  readBack,
  targetOf,
  untouchedWish,
} from './harness/wishes.ts';

const DEFINITIONS = 'etc/mdevctl.d/matrix/';
const SEED = 20_261_121;
const changing = [...exampleWishes(), ...randomWishes(SEED, 3)];

function definitionsOf(files: readonly ExportFile[]): Record<string, string> {
  const found = files.filter(({ path: file }) => file.startsWith(DEFINITIONS));
  return Object.fromEntries(found.map(({ path: file, text }) => [file.slice(DEFINITIONS.length), text]));
}

/** The host as it was read, but with the masks of the wish: mdevctl sets none. */
function withMasksOf(target: ApState, observed: ApState): ApState {
  return { ...observed, apmask: target.apmask, aqmask: target.aqmask, queues: target.queues };
}

describe('exported definitions', () => {
  it.for([...changing, untouchedWish('full-machine')])(
    'are kept byte for byte by mdevctl, whose print-outs tell the wish again: $title',
    async (wish, context) => {
      needsPrograms(context, 'mdevctl');
      await needsNamespace(context);
      const { files } = exported({ kvm: wish }, 'mdevctl');
      const definitions = definitionsOf(files);
      const bare = {
        ...wish.observed,
        mdevs: [],
        queues: { ...wish.observed.queues, state: new Uint8Array() },
      };
      const { stored, listed } = await defineAll(placeHost(scratch(), bare), definitions);
      const calls = files.filter(({ path: file }) => file === 'mdevctl.sh');
      const listing = { path: 'list-d.json', text: listed, executable: false };
      const again = exported({ kvm: readBack(wish, 'mdevctl', [listing, ...calls]) }, 'mdevctl');
      expect({ stored, again: definitionsOf(again.files) }).toEqual({
        stored: definitions,
        again: definitions,
      });
    },
  );
});

describe('mdevctl.sh', () => {
  it.for(changing)('run for real ends in what was wished: $title', async (wish, context) => {
    needsPrograms(context, 'mdevctl');
    await needsFuse(context);
    const target = targetOf(wish);
    const bundle = scratch();
    place(bundle, exported({ kvm: wish }, 'mdevctl').files);
    const host = placeHost(scratch(), withMasksOf(target, wish.observed));
    const script = path.join(bundle, 'mdevctl.sh');
    expect(existsSync(script)).toBe(true);
    const ran = await inHost(host, 'behaving', [script]);
    const wanted = shownBy(placeHost(scratch(), target));
    const { running, defined } = shownBy(host);
    expect({ ...ran, running, defined }).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
      running: wanted.running,
      defined: wanted.defined,
    });
  });
});
