// First paint and scrolling of a board of 4,096 functions in a real Chromium: the studio against a DOM table of all of them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { findChromium } from '../chromium.mjs';
import { startHost } from './host.mjs';
import { median } from './report.mjs';

const VIEWPORT = { width: 1440, height: 900 };
const ROUNDS = 7;

const PLAIN_PAGE = `<!doctype html><meta charset="utf-8"><title>DOM table</title>
<style>body { margin: 0; font: 13px sans-serif } td { padding: 4px 8px; border-bottom: 1px solid #ddd }</style>
<button id="draw">Draw</button><div id="place"></div>`;

/** Measures in the page: from the press of the button to the end of the frame in which `shown()` holds. */
function installProbe() {
  window.armShown = (shown) => {
    window.shownAfter = new Promise((resolve) => {
      addEventListener(
        'pointerup',
        ({ timeStamp }) => {
          const look = () => {
            if (shown())
              void window.scheduler.postTask(() => resolve(performance.now() - timeStamp), {
                priority: 'user-blocking',
              });
            else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        },
        { capture: true, once: true },
      );
    });
  };
}

async function boardPaint(page) {
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.waitForTimeout(300);
    await page.evaluate(() => window.armShown(() => document.querySelectorAll('.zpci-function').length > 8));
    await page.getByRole('link', { name: /zPCI functions/ }).click();
    times.push(await page.evaluate(() => window.shownAfter));
  }
  return median(times);
}

async function tablePaint(page, rows) {
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    await page.setContent(PLAIN_PAGE);
    await page.evaluate(installProbe);
    await page.evaluate((cells) => {
      document.getElementById('draw').addEventListener('click', () => {
        const lines = cells.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`);
        document.getElementById('place').innerHTML = `<table>${lines.join('')}</table>`;
      });
      window.armShown(() => {
        const last = document.querySelector('tr:last-child td:last-child');
        return last !== null && last.getBoundingClientRect().top > 0;
      });
    }, rows);
    await page.click('#draw');
    times.push(await page.evaluate(() => window.shownAfter));
  }
  return median(times);
}

/** 95th percentile of the frames while the functions are scrolled by 120 CSS pixels each; other rows must show. */
async function scrolling(page) {
  // The last one: the first stays mounted for Tab, wherever the list is.
  const last = page.locator('.zpci-function').last();
  const name = await last.getAttribute('data-row');
  const place = await page.evaluate(() => {
    const shown = [...document.querySelectorAll('.zpci-function')].map((row) => row.getBoundingClientRect());
    const row = shown.find(({ top, bottom }) => top > 200 && bottom < innerHeight / 2);
    return { x: row.x + 60, y: row.y + 5 };
  });
  await page.mouse.move(place.x, place.y);
  await page.evaluate(() => {
    window.frames16 = [];
    window.watching = true;
    let last = performance.now();
    const look = (now) => {
      window.frames16.push(now - last);
      last = now;
      if (window.watching) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  for (let turn = 0; turn < 90; turn++) {
    await page.mouse.wheel(0, 120);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  const frames = await page.evaluate(() => {
    window.watching = false;
    return window.frames16;
  });
  if ((await last.getAttribute('data-row')) === name) throw new Error('scrolling showed no other function');
  const sorted = frames.slice(2).sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length * 0.95)];
}

/** Milliseconds; `file` = text of the workspace, `rows` = cells of the plain table. Least of three scrolls. */
export async function measureZpciBoard(file, rows) {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('no Chromium: set CHROMIUM_PATH');
  const folder = mkdtempSync(path.join(tmpdir(), 'studio-bench-'));
  const workspace = path.join(folder, 'full-partition.pts');
  writeFileSync(workspace, file);
  const browser = await chromium.launch({ executablePath, chromiumSandbox: false });
  const { host, address } = await startHost(folder, workspace);
  try {
    const page = await browser.newPage({ viewport: VIEWPORT });
    await page.addInitScript(installProbe);
    await page.goto(address);
    await page.getByRole('link', { name: /zPCI functions/ }).waitFor();
    const paint = await boardPaint(page);
    const scrolls = [];
    for (let round = 0; round < 3; round++) scrolls.push(await scrolling(page));
    await page.close();
    const plain = await browser.newPage({ viewport: VIEWPORT });
    const table = await tablePaint(plain, rows);
    return { paint, table, scroll: Math.min(...scrolls) };
  } finally {
    await browser.close();
    host.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
