import { expect, test } from 'vitest';
import { DSA_EXAMPLES } from '../../../build/examples/dsa-machines.ts';
import { observeDsa } from './observe.ts';
import { captureOf, observedFrom, treeOf } from './observe/testing/hosts.ts';
import { dsaTree } from './tree.ts';

test.each(['hostA-busy.tar.gz', 'hostA-idle.tar.gz', 'guest-busy.tar.gz'])(
  'the tree of %s has the files and links that were captured',
  async (name) => {
    const { tree } = await captureOf(name);
    const { state } = await observedFrom(name);
    const written = treeOf(state);
    // Of a function the capture has what no observer needs; folders are those above files.
    const captured = [...tree.paths()].filter((path) => tree.added(path)?.kind !== 'folder');
    const differing = captured.filter((path) => {
      const [was, is] = [tree.added(path), written.added(path)];
      if (was?.kind === 'link' && is?.kind === 'link') return tree.resolve(path) !== written.resolve(path);
      return JSON.stringify(was) !== JSON.stringify(is);
    });
    expect(differing).toEqual([]);
  },
);

test('every path of a tree is told once', () => {
  const paths = DSA_EXAMPLES.map(({ dsa }) => [...dsaTree(dsa)].map(([path]) => path));
  expect(paths.map((all) => all.length - new Set(all).size)).toEqual([0, 0, 0]);
});

test('a machine of 64 devices is written and read back within seconds', () => {
  const { dsa } = DSA_EXAMPLES.find(({ id }) => id === 'dsa-full-machine')!;
  const started = performance.now();
  const { state } = observeDsa(treeOf(dsa))!;
  expect([
    state.devices.length,
    state.mdevs.length,
    state.guests.length,
    performance.now() - started < 10_000,
  ]).toEqual([64, 640, 160, true]);
});
