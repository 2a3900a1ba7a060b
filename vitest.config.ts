import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{shared,electron,renderer,build}/**/*.test.{ts,tsx}'],
    environment: 'node',
    // The built programs are started by some tests; on two busy cores a start takes a while.
    testTimeout: 20_000,
  },
});
