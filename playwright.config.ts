import { defineConfig } from '@playwright/test';
import { findChromium } from './build/chromium.mjs';

const chromium = findChromium();

export default defineConfig({
  testDir: 'e2e',
  // Two cores are what CI gives; more browsers than that only time out.
  workers: 1,
  timeout: 30_000,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list']],
  projects: [
    { name: 'web', testMatch: /\.spec\.ts$/, testIgnore: /desktop\.spec\.ts$/ },
    { name: 'electron-double', testMatch: /desktop\.spec\.ts$/ },
    { name: 'electron', testMatch: /desktop\.spec\.ts$/ },
  ],
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      ...(chromium ? { executablePath: chromium } : {}),
      // Chromium refuses its own sandbox to root, which CI often is.
      chromiumSandbox: false,
      args: [
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-dev-shm-usage',
      ],
    },
  },
});
