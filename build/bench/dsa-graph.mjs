// First paint and frames of the DSA graph in a real Chromium: the studio against React Flow with all nodes mounted and dagre.
import { readdirSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { chromium } from '@playwright/test';
import { build } from 'vite';
import { findChromium } from '../chromium.mjs';
import { at } from '../paths.mjs';
import { median } from './report.mjs';

const VIEWPORT = { width: 1440, height: 900 };
const OUT = 'dist/tools/dsa-graph';

/** 125 devices x 8 wqs = 1,000 wqs, 40 mdevs each = 5,000. */
const HUGE = [125, 8, 40, 60];
/**
 * dagre's time grows faster than the graph: half a minute for 25 devices, hours for all. So both draw 16 devices where they
 * are compared, which favours the baseline.
 */
const COMPARED = [16, 8, 40, 60];

async function buildPage() {
  await build({
    configFile: false,
    logLevel: 'warn',
    plugins: [react()],
    publicDir: false,
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: at(OUT),
      emptyOutDir: true,
      cssMinify: false,
      lib: { entry: at('build/bench/dsa-graph-page.ts'), formats: ['iife'], name: 'graph', fileName: 'page' },
    },
  });
  const files = readdirSync(at(OUT));
  return {
    script: at(
      OUT,
      files.find((name) => name.endsWith('.js')),
    ),
    style: at(
      OUT,
      files.find((name) => name.endsWith('.css')),
    ),
  };
}

async function openPage(browser, { script, style }, host) {
  const page = await browser.newPage({ viewport: VIEWPORT });
  await page.setContent(
    '<!doctype html><meta charset="utf-8"><style>html,body,#root{height:100%;margin:0}</style><div id="root"></div>',
  );
  await page.addStyleTag({ path: style });
  await page.addScriptTag({ path: script });
  const size = await page.evaluate((numbers) => window.makeHost(...numbers), host);
  return { page, size };
}

/** From the call to the frame in which the drawing stands, `what` being the name of the function in the page. */
function firstPaint(page, what) {
  return page.evaluate(async (name) => {
    const start = performance.now();
    const layout = window[name]();
    const drawn = () =>
      name === 'drawStudio'
        ? document.querySelector('.dsa-graph-tree > canvas')?.width > 300
        : // Edges are drawn when React Flow has measured its nodes.
          document.querySelectorAll('.react-flow__edge').length > 0;
    await new Promise((resolve) => {
      const look = () => (drawn() ? resolve() : requestAnimationFrame(look));
      look();
    });
    await new Promise((resolve) => {
      requestAnimationFrame(() => {
        void window.scheduler.postTask(resolve, { priority: 'user-blocking' });
      });
    });
    return { milliseconds: performance.now() - start, layout: layout ?? 0 };
  }, what);
}

/** Lengths of the frames while the pointer drags the pane about, in milliseconds. */
async function framesWhile(page, work) {
  await page.evaluate(() => {
    window.frames = [];
    window.watching = true;
    let before = performance.now();
    const look = (now) => {
      window.frames.push(now - before);
      before = now;
      if (window.watching) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const transform = () =>
    page.evaluate(() => document.querySelector('.react-flow__viewport').style.transform);
  const before = await transform();
  await work();
  if ((await transform()) === before) throw new Error('panning moved nothing');
  const frames = await page.evaluate(() => {
    window.watching = false;
    return window.frames;
  });
  // The first frame began before the work did.
  return frames.slice(2).sort((left, right) => left - right);
}

/** A place near the middle that is pressed to pan: a guest or an mdev would be dragged instead. */
async function ground(page) {
  for (let y = 450; y < 700; y += 12) {
    await page.mouse.move(700, y);
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
    const over = await page.evaluate(() => document.querySelector('.dsa-graph-tree').dataset.pointing);
    if (over !== 'mdev' && over !== 'guest') return y;
  }
  throw new Error('nothing to pan at');
}

async function pan(page, steps) {
  const middle = await ground(page);
  await page.mouse.down();
  for (let step = 0; step < steps; step++)
    await page.mouse.move(700 + 300 * Math.sin(step / 8), middle + 200 * Math.sin(step / 11));
  await page.mouse.up();
}

async function zoom(page, steps, towards) {
  await page.mouse.move(500, 400);
  await page.keyboard.down('Control');
  for (let step = 0; step < steps; step++) await page.mouse.wheel(0, -towards * 40);
  await page.keyboard.up('Control');
}

/** 95th percentile of the calmest of three rounds: what else the machine does makes a frame late, never early. */
async function best(round) {
  const rounds = [await round(), await round(), await round()];
  return Math.min(...rounds.map((sorted) => sorted[Math.floor(sorted.length * 0.95)]));
}

async function measureStudio(browser, files, host) {
  const { page, size } = await openPage(browser, files, host);
  const paints = [];
  for (let round = 0; round < 5; round++) paints.push((await firstPaint(page, 'drawStudio')).milliseconds);
  await page.waitForTimeout(400);
  const far = await best(() => framesWhile(page, () => pan(page, 120)));
  const zooming = await best(() =>
    framesWhile(page, async () => {
      await zoom(page, 40, 1);
      await zoom(page, 38, -1);
    }),
  );
  await page.evaluate(() => window.showPart('wq62.3'));
  await page.waitForTimeout(600);
  const boxes = await page.locator('.dsa-part').count();
  if (boxes === 0) throw new Error('going to a queue showed no boxes');
  const near = await best(() => framesWhile(page, () => pan(page, 120)));
  await page.close();
  return { parts: size.nodes, paint: median(paints), far, zooming, near };
}

async function measurePlain(browser, files, host) {
  const { page } = await openPage(browser, files, host);
  const { milliseconds, layout } = await firstPaint(page, 'drawPlain');
  await page.close();
  return { paint: milliseconds, layout };
}

/** First paint alone: the comparison needs no frames. */
async function measureStudioPaint(browser, files, host) {
  const { page } = await openPage(browser, files, host);
  const paints = [];
  for (let round = 0; round < 5; round++) paints.push((await firstPaint(page, 'drawStudio')).milliseconds);
  await page.close();
  return median(paints);
}

/** Milliseconds: `paint` from the data to the frame that shows them; frames as their 95th percentile. */
export async function measureDsaGraph() {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('no Chromium: set CHROMIUM_PATH');
  const files = await buildPage();
  const browser = await chromium.launch({ executablePath, chromiumSandbox: false });
  try {
    const whole = await measureStudio(browser, files, HUGE);
    const paint = await measureStudioPaint(browser, files, COMPARED);
    const plain = await measurePlain(browser, files, COMPARED);
    return { whole, paint, plain };
  } finally {
    await browser.close();
  }
}
