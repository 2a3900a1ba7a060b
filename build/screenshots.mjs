#!/usr/bin/env node
/** npm run screenshots: the pictures of the README in both themes, taken from the examples: the matrix, a rehearsal, the graph of work queues, a stale ESB page, a guest's CLP answer that is not its card's. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { startHost } from './bench/host.mjs';
import { findChromium } from './chromium.mjs';
import { at } from './paths.mjs';

const executablePath = findChromium();
if (!executablePath) throw new Error('no Chromium: set CHROMIUM_PATH');
const folder = mkdtempSync(path.join(tmpdir(), 'studio-pictures-'));
const browser = await chromium.launch({ executablePath, chromiumSandbox: false });
mkdirSync(at('docs/images'), { recursive: true });
try {
  for (const colorScheme of ['dark', 'light']) {
    const { host, address } = await startHost(folder, at('examples/z16-lpar.pts'));
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme });
    await page.goto(address);
    await page.getByRole('link', { name: /AP crypto matrix/ }).click();
    await page.getByRole('button', { name: /^payments-a, \d+ APQNs/ }).click();
    const cell = await page.locator('[data-apqn="06.0005"]').boundingBox();
    await page.mouse.move(cell.x + cell.width / 2, cell.y + cell.height / 2);
    await page.locator('.ap-grid-tip').waitFor();
    await page.waitForTimeout(400);
    await page.screenshot({ path: at(`docs/images/ap-${colorScheme}.png`) });
    await page.mouse.move(0, 0);
    await page.getByRole('button', { name: 'Take domain 71 (0x47) from hsm-proxy' }).first().click();
    await page.getByRole('button', { name: /^test-ci, \d+ APQNs/ }).click();
    const given = await page.locator('[data-apqn="0a.0006"]').boundingBox();
    await page.mouse.click(given.x + given.width / 2, given.y + given.height / 2);
    await page.getByRole('tab', { name: /^Changes \d/ }).waitFor();
    await page.getByRole('button', { name: /^Rehearse \d/ }).click();
    await page.getByText(/^Rehearsal: before/).waitFor();
    await page.getByRole('slider').press('ArrowRight');
    await page.getByText(/^Rehearsal: after step 1/).waitFor();
    await page.waitForTimeout(400);
    await page.screenshot({ path: at(`docs/images/rehearsal-${colorScheme}.png`) });
    await page.close();
    host.kill();
    const queues = await startHost(folder, at('examples/dsa-two-sockets.pts'));
    const graph = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme });
    await graph.goto(queues.address);
    await graph.getByRole('link', { name: /DSA work queues/ }).click();
    await graph.locator('[data-part="wq0.2"]').click();
    await graph.getByRole('heading', { name: 'wq0.2', exact: true }).waitFor();
    await graph.waitForTimeout(400);
    await graph.screenshot({ path: at(`docs/images/dsa-${colorScheme}.png`) });
    await graph.close();
    queues.host.kill();
    const pages = await startHost(folder, at('examples/xive-replug.pts'));
    const map = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme });
    await map.goto(pages.address);
    await map.getByRole('link', { name: /XIVE ESB pages/ }).click();
    await map.getByLabel('LISNs that are shown').fill('0x1304');
    await map.getByLabel('LISNs that are shown').press('Enter');
    await map.getByRole('heading', { name: 'LISN 0x1304' }).waitFor();
    await map.waitForTimeout(400);
    await map.screenshot({ path: at(`docs/images/xive-${colorScheme}.png`) });
    await map.close();
    pages.host.kill();
    const functions = await startHost(folder, at('examples/zpci-lpar.pts'));
    const answer = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme });
    await answer.goto(functions.address);
    await answer.getByRole('link', { name: /zPCI functions/ }).click();
    await answer
      .getByRole('button', { name: /^archive/ })
      .first()
      .click();
    await answer.getByText('Answer', { exact: true }).click();
    await answer.getByText('last DMA address', { exact: true }).first().click();
    await answer.getByRole('heading', { name: /last DMA address/ }).waitFor();
    await answer.waitForTimeout(400);
    await answer.screenshot({ path: at(`docs/images/zpci-${colorScheme}.png`) });
    await answer.close();
    functions.host.kill();
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
