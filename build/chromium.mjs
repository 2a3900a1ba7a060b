/** Where a Chromium is that can be driven, without any package. */
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
];
const PLAYWRIGHT_BINARIES = [
  'chrome-linux64/chrome',
  'chrome-linux/chrome',
  'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  'chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  'chrome-win64/chrome.exe',
];

function playwrightCache() {
  if (process.env.PLAYWRIGHT_BROWSERS_PATH) return process.env.PLAYWRIGHT_BROWSERS_PATH;
  if (process.platform === 'darwin') return path.join(homedir(), 'Library/Caches/ms-playwright');
  if (process.platform === 'win32') return path.join(process.env.LOCALAPPDATA ?? homedir(), 'ms-playwright');
  return path.join(homedir(), '.cache/ms-playwright');
}

function playwrightChromium() {
  const cache = playwrightCache();
  if (!existsSync(cache)) return undefined;
  const folders = readdirSync(cache).filter((name) => /^chromium-\d+$/.test(name));
  const newestFirst = folders.sort((left, right) => Number(right.slice(9)) - Number(left.slice(9)));
  return newestFirst
    .flatMap((folder) => PLAYWRIGHT_BINARIES.map((binary) => path.join(cache, folder, binary)))
    .find((file) => existsSync(file));
}

/** CHROMIUM_PATH, Playwright's own, or the system's; null when there is none. */
export function findChromium() {
  const asked = process.env.CHROMIUM_PATH;
  if (asked) return existsSync(asked) ? asked : null;
  return playwrightChromium() ?? SYSTEM.find((file) => existsSync(file)) ?? null;
}
