/** From a wish to what a host needs, done by a person: changes, drift, commands, rehearsal, scripts and files. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { cell, clickCell, guest, openExample } from './matrix.ts';

/** Domain 71 of hsm-proxy goes: the example's conflict is over, and test-ci gets domain 6. */
async function changeTwoGuests(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Take domain 71 (0x47) from hsm-proxy' }).first().click();
  await expect(cell(page, '06.0047')).not.toContainText('conflict');
  await guest(page, 'test-ci').click();
  await clickCell(page, '0a.0006');
  await expect(cell(page, '0a.0006')).toContainText('test-ci');
}

async function openChanges(page: Page): Promise<Locator> {
  await page.getByRole('tab', { name: /^Changes/ }).click();
  return page.getByRole('tabpanel', { name: /^Changes/ });
}

test('what is changed is listed per guest, becomes commands, and is copied', async ({
  page,
  context,
  studio,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openExample(page, studio.newAddress());
  await expect(page.getByRole('button', { name: /^Rehearse/ })).toHaveAttribute('aria-disabled', 'true');
  await changeTwoGuests(page);
  const panel = await openChanges(page);
  await expect(panel.getByRole('region', { name: 'test-ci' })).toContainText('domain 6');
  await expect(panel.getByRole('region', { name: 'hsm-proxy' })).toContainText('domain 71');
  await page.getByRole('tab', { name: 'Commands' }).click();
  const steps = page.getByRole('tabpanel', { name: 'Commands' });
  await expect(steps.getByRole('heading', { name: 'Give domain 6 to test-ci' })).toBeVisible();
  await steps.getByRole('button', { name: 'Copy all' }).click();
  await expect(page.getByText(/commands copied\./).first()).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^set -eu\n\n# 1\. /);
  expect(copied).toMatch(/^echo \S+ > \/sys\/devices\/vfio_ap\/matrix\/\S+$/m);
  await steps.getByRole('button', { name: 'mdevctl' }).click();
  await expect(steps).toContainText('vfio_ap-passthrough');
});

test('a rehearsal is scrubbed in the matrix itself, and leaves the wish as it was', async ({
  page,
  studio,
}) => {
  await openExample(page, studio.newAddress());
  await changeTwoGuests(page);
  await page.getByRole('button', { name: /^Rehearse \d/ }).click();
  const banner = page.getByText(/Rehearsal: before the first of \d+ steps/);
  await expect(banner).toBeVisible();
  // The host as it is: test-ci has not got the domain, and the conflict of the definitions is still there.
  await expect(cell(page, '0a.0006')).not.toContainText('test-ci');
  await expect(cell(page, '06.0047')).toContainText('conflict');
  await page.getByRole('slider').focus();
  await page.keyboard.press('End');
  await expect(page.getByText(/Rehearsal: after step (\d+) of \1/)).toBeVisible();
  await expect(cell(page, '0a.0006')).toContainText('test-ci');
  await expect(cell(page, '06.0047')).not.toContainText('conflict');
  await page.keyboard.press('Home');
  await expect(cell(page, '0a.0006')).not.toContainText('test-ci');
  await expect(page.getByRole('grid')).toHaveAttribute('aria-readonly', 'true');
  await page.keyboard.press('Escape');
  await expect(page.getByText(/^Rehearsal: /)).toHaveCount(0);
  await expect(cell(page, '0a.0006')).toContainText('test-ci');
});

test('a pasted script is judged line by line: the classic mistake, and what is not understood', async ({
  page,
  studio,
}) => {
  await openExample(page, studio.newAddress());
  await page.getByRole('tab', { name: 'Rehearsal' }).click();
  await page.getByRole('radio', { name: 'Paste a script' }).click();
  const script = [
    '# release adapter 5, as one would guess it is written',
    'echo 5 > /sys/bus/ap/apmask',
    'frobnicate --all',
  ].join('\n');
  await page.getByRole('textbox', { name: 'Script to rehearse' }).fill(script);
  await page.keyboard.press('Control+Enter');
  const lines = page.getByRole('list', { name: 'Rehearsed lines' });
  await expect(lines.getByRole('button', { name: /echo 5/ })).toHaveAttribute('data-status', 'failed');
  await expect(lines.getByRole('button', { name: /frobnicate/ })).toHaveAttribute('data-status', 'unknown');
  const panel = page.getByRole('tabpanel', { name: 'Rehearsal' });
  await expect(panel).toContainText('EBUSY');
  await panel
    .getByRole('button', { name: /^Why\? Rule AP-/ })
    .first()
    .click();
  await expect(page.getByRole('dialog', { name: /^Rule AP-/ })).toBeVisible();
});

test('what is active and would not survive a boot is listed as drift, and made to last', async ({
  page,
  studio,
}) => {
  await openExample(page, studio.newAddress());
  const panel = await openChanges(page);
  await panel.getByRole('radio', { name: 'Now and next boot' }).click();
  const row = panel.getByRole('row', { name: /^test-ci/ });
  await expect(row).toContainText('test-ci has no definition, so it is gone after the next boot.');
  await expect(row.getByRole('rowheader')).toContainText('drift');
  await row.getByRole('button', { name: 'Define test-ci and start it at boot' }).click();
  await panel.getByRole('radio', { name: 'Host and wish' }).click();
  await expect(panel.getByRole('region', { name: 'test-ci' })).toContainText('start');
  await page.getByRole('tab', { name: 'Commands' }).click();
  await expect(page.getByRole('tabpanel', { name: 'Commands' })).toContainText(
    /mdevctl define .*--auto|"start": "auto"/,
  );
});

test('an export that is saved into a folder and read back from it tells the same wish', async ({
  page,
  studio,
}) => {
  const folder = path.join(studio.folder, 'exported');
  mkdirSync(folder);
  await openExample(page, studio.newAddress());
  await changeTwoGuests(page);
  const changes = await openChanges(page);
  await expect(changes.getByRole('region', { name: 'test-ci' })).toBeVisible();
  const wished = await changes.innerText();
  await page.getByRole('tab', { name: 'Commands' }).click();
  const commands = page.getByRole('tabpanel', { name: 'Commands' });
  await commands.getByRole('button', { name: 'mdevctl' }).click();
  await commands.getByRole('button', { name: /^Save \d+ files…/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(folder);
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Use this folder' }).click();
  await expect(page.getByText(`written into ${folder}`).first()).toBeVisible();
  expect(readdirSync(path.join(folder, 'etc/mdevctl.d/matrix'))).toHaveLength(3);
  for (const _gesture of [1, 2]) await page.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: /^Rehearse/ })).toHaveAttribute('aria-disabled', 'true');
  await commands.getByRole('button', { name: 'Read back…' }).click();
  await dialog.getByLabel('Choose a folder').setInputFiles(folder);
  await dialog.getByRole('button', { name: /^Read \d+ files/ }).click();
  await expect(page.getByText('The wish is what the files tell.').first()).toBeVisible();
  await openChanges(page);
  await expect(changes.getByRole('region', { name: 'test-ci' })).toBeVisible();
  expect(await changes.innerText()).toBe(wished);
});

test('a guest’s device is put into a domain XML, and every other byte of it stays', async ({
  page,
  studio,
}) => {
  await openExample(page, studio.newAddress());
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: /domain XML/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Guest' }).selectOption('payments-b');
  const file = path.join(studio.folder, 'payments.xml');
  const before = "<domain type='kvm'>\n  <name>p</name><!-- by hand -->\n  <devices>\n";
  writeFileSync(file, `${before}  </devices>\n</domain>\n`);
  await dialog.getByLabel('Choose a file').setInputFiles(file);
  await dialog.getByRole('button', { name: 'Put the device in' }).click();
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save…' }).click();
  const made = readFileSync(await (await download).path(), 'utf8');
  const [top, device, end] = made.split(/( {4}<hostdev [^]*<\/hostdev>\n)/);
  expect([top, end]).toEqual([before, '  </devices>\n</domain>\n']);
  expect(device).toMatch(/type='mdev' model='vfio-ap'[^]*<address uuid='aa0f0e87-/);
});
