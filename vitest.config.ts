import { defineConfig } from 'vitest/config';

const PEERS = 'electron/peers/*.peer.test.ts';

export default defineConfig({
  test: {
    environment: 'node',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{shared,electron,renderer,build}/**/*.test.{ts,tsx}'],
          exclude: ['**/node_modules/**', PEERS],
          // The built programs are started by some tests; on two busy cores a start takes a while.
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        // After the others: these start many programs, and some of the others measure time.
        test: {
          name: 'peers',
          include: [PEERS],
          testTimeout: 60_000,
          // Two at once on any machine: they mostly wait for each other's programs, and the longest takes as long as the rest.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
