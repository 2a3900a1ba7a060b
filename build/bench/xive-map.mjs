// First paint and frames of the map of an ESB space in a real Chromium: the studio against one fillRect for each source.
import { readdirSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { chromium } from '@playwright/test';
import { build } from 'vite';
import { findChromium } from '../chromium.mjs';
import { at } from '../paths.mjs';

const VIEWPORT = { width: 1440, height: 900 };
const OUT = 'dist/tools/xive-map';
const SOURCES = 1_000_000;
const POPULATED = 50_000;

export async function buildMapPage(out = at(OUT)) {
  await build({
    configFile: false,
    logLevel: 'warn',
    plugins: [react()],
    publicDir: false,
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: out,
      emptyOutDir: true,
      cssMinify: false,
      lib: { entry: at('build/bench/xive-map-page.ts'), formats: ['iife'], name: 'map', fileName: 'page' },
    },
  });
  const files = readdirSync(out);
  const ending = (end) => `${out}/${files.find((name) => name.endsWith(end))}`;
  return { script: ending('.js'), style: ending('.css') };
}

export async function openMapPage(browser, { script, style }, viewport = VIEWPORT) {
  const page = await browser.newPage({ viewport });
  await page.setContent(
    '<!doctype html><meta charset="utf-8"><style>html,body,#root{height:100%;margin:0}</style><div id="root"></div>',
  );
  await page.addStyleTag({ path: style });
  await page.addScriptTag({ path: script });
  return page;
}

/** From the call to the end of the frame in which the drawing stands. */
function firstPaint(page, what) {
  return page.evaluate(async (name) => {
    window.clear();
    const start = performance.now();
    window[name]();
    const drawn = () => document.querySelector('canvas')?.width > 300;
    await new Promise((resolve) => {
      const look = () => (drawn() ? resolve() : requestAnimationFrame(look));
      look();
    });
    await new Promise((resolve) => {
      requestAnimationFrame(() => {
        void window.scheduler.postTask(resolve, { priority: 'user-blocking' });
      });
    });
    return performance.now() - start;
  }, what);
}

function pixels(page) {
  return page.evaluate(() => {
    const canvas = document.querySelector('.xive-map canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, 200);
    return data.reduce((sum, value, index) => (sum * 31 + value * (index & 255)) % 1_000_003, 0);
  });
}

/** Lengths of the frames while something is done to the map, which must change what is drawn. */
async function framesWhile(page, work) {
  const before = await pixels(page);
  await page.evaluate(() => {
    window.mapFrames = [];
    window.watching = true;
    let last = performance.now();
    const look = (now) => {
      window.mapFrames.push(now - last);
      last = now;
      if (window.watching) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await work();
  const frames = await page.evaluate(() => {
    window.watching = false;
    return window.mapFrames;
  });
  if ((await pixels(page)) === before) throw new Error('the gesture changed nothing on the map');
  return frames.slice(2).sort((left, right) => left - right);
}

const p95 = (frames) => frames[Math.floor(frames.length * 0.95)];

/** Least of three: what else the machine does makes single rounds longer, never shorter. */
async function best(measure) {
  const rounds = [];
  for (let round = 0; round < 3; round++) rounds.push(p95(await measure()));
  return Math.min(...rounds);
}

async function zoom(page, turns, by) {
  for (let turn = 0; turn < turns; turn++) {
    await page.mouse.wheel(0, by);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
}

async function pan(page) {
  await page.mouse.move(700, 400);
  await page.mouse.down();
  for (let at = 1; at <= 90; at++) {
    await page.mouse.move(700 - at * 6, 400);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  await page.mouse.up();
}

/** Least of nine, as above; of both ways of drawing. */
async function paintTime(page, what) {
  const times = [];
  for (let round = 0; round < 9; round++) {
    await page.waitForTimeout(150);
    times.push(await firstPaint(page, what));
  }
  return Math.min(...times);
}

/** Milliseconds: `paint` and `plain` from the data to the frame that shows them; frames as their 95th percentile. */
export async function measureXiveMap() {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('no Chromium: set CHROMIUM_PATH');
  const files = await buildMapPage();
  const browser = await chromium.launch({ executablePath, chromiumSandbox: false });
  try {
    const page = await openMapPage(browser, files);
    await page.evaluate(([sources, populated]) => window.makeSpace(sources, populated), [SOURCES, POPULATED]);
    const paint = await paintTime(page, 'drawStudio');
    await firstPaint(page, 'drawStudio');
    await page.mouse.move(700, 400);
    const zooming = await best(async () => {
      await firstPaint(page, 'drawStudio');
      return framesWhile(page, async () => {
        await zoom(page, 45, -120);
        await zoom(page, 25, 120);
      });
    });
    const panning = await best(() => framesWhile(page, () => pan(page)));
    await page.close();
    // In a page of its own: a million recorded rectangles keep the raster threads busy long after their frame.
    const other = await openMapPage(browser, files);
    await other.evaluate(
      ([sources, populated]) => window.makeSpace(sources, populated),
      [SOURCES, POPULATED],
    );
    const plain = await paintTime(other, 'drawPlain');
    return { paint, plain, zooming, panning };
  } finally {
    await browser.close();
  }
}
