// Click to painted pixels and first paint, in a real Chromium with software rendering: the studio against a DOM table.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { findChromium } from '../chromium.mjs';
import { at } from '../paths.mjs';
import { DOM_TABLE_PAGE } from './dom-table.mjs';
import { startHost } from './host.mjs';
import { median } from './report.mjs';

const CLICKS = 24;
const VIEWPORT = { width: 1920, height: 1280 };

/** Measures in the page: from the hardware time of the next release of the button to the frame in which `pixel()` differs. */
function installProbe() {
  // Called in the animation frame that shows the change: runs when that frame has been handed over, before other tasks.
  const afterFrame = (done) => {
    void window.scheduler.postTask(() => done(performance.now()), { priority: 'user-blocking' });
  };
  window.pixelOf = (canvas, x, y) => {
    const box = canvas.getBoundingClientRect();
    const scale = canvas.width / box.width;
    return [
      ...canvas.getContext('2d').getImageData((x - box.left) * scale, (y - box.top) * scale, 1, 1).data,
    ].join();
  };
  window.armProbe = (pixel) => {
    const before = pixel();
    window.probe = new Promise((resolve) => {
      addEventListener(
        'pointerup',
        ({ timeStamp }) => {
          let frames = 0;
          const look = () => {
            frames++;
            if (pixel() !== before)
              afterFrame((now) => resolve({ milliseconds: now - timeStamp, frames, changed: true }));
            else if (frames > 600) resolve({ milliseconds: Number.NaN, frames, changed: false });
            else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        },
        { capture: true, once: true },
      );
    });
  };
}

/**
 * Middle of a cell on screen. The hidden grid holds a part of the rows and columns only, at the places of the drawn
 * ones; all cells are of one size, so any of its headers tells where every cell is.
 */
function cellPlace(page, adapter, domain) {
  return page.evaluate(
    ([row, column]) => {
      const grid = document.querySelector('[role=grid]');
      const box = grid.getBoundingClientRect();
      const columnHeader = grid.querySelector('[role=columnheader][aria-colindex]');
      const rowHeader = grid.querySelector('[role=rowheader]');
      const number = (style, key) => Number.parseFloat(style[key]);
      const firstColumn = Number(columnHeader.getAttribute('aria-colindex')) - 2;
      const firstRow = Number(rowHeader.closest('[role=row]').getAttribute('aria-rowindex')) - 2;
      const width = number(columnHeader.style, 'width');
      const height = number(rowHeader.style, 'height');
      const x = number(columnHeader.style, 'left') + (column - firstColumn + 0.5) * width;
      const y = number(rowHeader.style, 'top') + (row - firstRow + 0.5) * height;
      return { x: box.left + x - grid.scrollLeft, y: box.top + y - grid.scrollTop };
    },
    [adapter, domain],
  );
}

async function openFullMatrix(page, address) {
  await page.goto(address);
  await page.getByRole('link', { name: /AP crypto matrix/ }).click();
  await page.getByRole('grid').waitFor();
  await page.keyboard.press('Alt+0');
  await page.waitForTimeout(500);
}

/** guest-001 has adapters 0-3 and domains 16-18; each click adds one more adapter, undo takes it back. */
async function studioClicks(page) {
  await page.getByText('guest-001', { exact: true }).first().click();
  const place = await cellPlace(page, 6, 17);
  const times = [];
  for (let click = 0; click < CLICKS; click++) {
    await page.mouse.move(place.x, place.y);
    await page.waitForTimeout(120);
    await page.evaluate(
      ({ x, y }) => window.armProbe(() => window.pixelOf(document.querySelector('canvas'), x, y)),
      place,
    );
    await page.mouse.down();
    await page.mouse.up();
    const { milliseconds, changed } = await page.evaluate(() => window.probe);
    if (!changed) throw new Error('a click changed no pixel');
    times.push(milliseconds);
    await page.keyboard.press('Control+z');
    await page.mouse.move(place.x + 40, place.y + 200);
    await page.waitForTimeout(150);
  }
  return times;
}

/** From the click on the navigation to the frame that shows the far corner of the matrix. */
async function studioFirstPaint(page) {
  const corner = await cellPlace(page, 250, 250);
  const times = [];
  for (let round = 0; round < 7; round++) {
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.waitForTimeout(300);
    await page.evaluate(
      (place) =>
        window.armProbe(() => {
          const canvas = document.querySelector('canvas');
          return canvas && canvas.width > 300 ? window.pixelOf(canvas, place.x, place.y) : '0,0,0,0';
        }),
      corner,
    );
    await page.getByRole('link', { name: /AP crypto matrix/ }).click();
    const { milliseconds, changed } = await page.evaluate(() => window.probe);
    if (!changed) throw new Error('opening the matrix painted nothing');
    times.push(milliseconds);
  }
  return times;
}

async function tableFirstPaint(page, codes) {
  const times = [];
  for (let round = 0; round < 5; round++) {
    await page.setContent(DOM_TABLE_PAGE);
    await page.evaluate(installProbe);
    await page.evaluate((cells) => {
      document.getElementById('draw').addEventListener('click', () => window.drawTable(cells));
      window.armProbe(() => {
        const last = document.querySelector('tr:last-child td:last-child');
        return last ? getComputedStyle(last).backgroundColor + last.getBoundingClientRect().top : '';
      });
    }, codes);
    await page.click('#draw');
    times.push((await page.evaluate(() => window.probe)).milliseconds);
  }
  return times;
}

/** The same change as the studio's click: three cells get another class. The table asks no engine; that favours it. */
async function tableClicks(page, codes) {
  const target = 6 * 256 + 17;
  const times = [];
  for (let click = 0; click < CLICKS; click++) {
    await page.evaluate(
      ([cells, cell]) => {
        const next = cells.slice();
        for (const near of [cell - 1, cell, cell + 1]) next[near] = 4;
        window.recolour(cells);
        document
          .querySelector('table')
          .addEventListener('pointerup', () => window.recolour(next), { once: true });
        const element = document.querySelectorAll('td')[cell];
        window.armProbe(() => getComputedStyle(element).backgroundColor);
      },
      [codes, target],
    );
    await page.waitForTimeout(100);
    await page.locator('td').nth(target).click({ force: true });
    const { milliseconds, changed } = await page.evaluate(() => window.probe);
    if (!changed) throw new Error('a click on the table changed no colour');
    times.push(milliseconds);
  }
  return times;
}

/** Milliseconds (medians) of both, each with assertions that pixels changed. */
export async function measureBrowser(codes) {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('no Chromium: set CHROMIUM_PATH');
  const folder = mkdtempSync(path.join(tmpdir(), 'studio-bench-'));
  const browser = await chromium.launch({
    executablePath,
    chromiumSandbox: false,
    args: ['--disable-background-networking', '--no-first-run'],
  });
  const { host, address } = await startHost(folder, at('examples/full-machine.pts'));
  try {
    const page = await browser.newPage({ viewport: VIEWPORT });
    await page.addInitScript(installProbe);
    await openFullMatrix(page, address);
    const clicks = await studioClicks(page);
    const firstPaint = await studioFirstPaint(page);
    await page.close();
    const table = await browser.newPage({ viewport: VIEWPORT });
    const tablePaint = await tableFirstPaint(table, codes);
    const tableClick = await tableClicks(table, codes);
    return {
      click: median(clicks),
      firstPaint: median(firstPaint),
      tableClick: median(tableClick),
      tableFirstPaint: median(tablePaint),
    };
  } finally {
    await browser.close();
    host.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
