/** From a wish to a host, done by a person: changes, commands, rehearsal, a script of one's own, and an apply. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

const CAPTURE = path.resolve('electron/engine/hosts/fixtures/sys-kvm1.tar.gz');

async function openExample(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('button', { name: /z16 LPAR/ }).click();
  await page.getByRole('link', { name: /AP crypto matrix/ }).click();
  await page.getByRole('grid').waitFor();
}

/** The capture as a folder that mirrors `/` of a host, opened as the workspace's host. */
async function openFolder(page: Page, address: string, folder: string): Promise<string> {
  const root = path.join(folder, 'host');
  mkdirSync(root);
  execFileSync('tar', ['xzf', CAPTURE, '-C', root]);
  await page.goto(address);
  await page.getByText('Give hardware to guests').waitFor();
  await page.keyboard.press('Control+o');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(root);
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Use this folder' }).click();
  await page.getByRole('link', { name: /AP crypto matrix/ }).click();
  await page.getByRole('grid').waitFor();
  return root;
}

const cell = (page: Page, apqn: string) => page.locator(`[data-apqn="${apqn}"]`);

async function clickCell(page: Page, apqn: string): Promise<void> {
  const box = await cell(page, apqn).boundingBox();
  if (!box) throw new Error(`cell ${apqn} is not on screen`);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.click(x, y);
}

function guest(page: Page, name: string) {
  return page.getByRole('button', { name: new RegExp(`^${name}, \\d+ APQNs`) });
}

/** Domain 71 of hsm-proxy goes: the example's conflict is over, and test-ci gets domain 6. */
async function changeTwoGuests(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Take domain 71 (0x47) from hsm-proxy' }).first().click();
  await expect(cell(page, '06.0047')).not.toContainText('conflict');
  await guest(page, 'test-ci').click();
  await clickCell(page, '0a.0006');
  await expect(cell(page, '0a.0006')).toContainText('test-ci');
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
  await page.getByRole('tab', { name: /^Changes/ }).click();
  const panel = page.getByRole('tabpanel', { name: /^Changes/ });
  await expect(panel.getByRole('region', { name: 'test-ci' })).toContainText('domain 6');
  await expect(panel.getByRole('region', { name: 'hsm-proxy' })).toContainText('domain 71');
  await page.getByRole('tab', { name: 'Commands' }).click();
  const steps = page.getByRole('tabpanel', { name: 'Commands' });
  await expect(steps.getByRole('heading', { name: 'Give domain 6 to test-ci' })).toBeVisible();
  await steps.getByRole('button', { name: 'Copy all' }).click();
  await expect(page.getByText(/commands copied\./).first()).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^# 1\. /);
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

test('the steps are applied to a copy of a host, read back, and the host is as wished', async ({
  page,
  studio,
}) => {
  const root = await openFolder(page, studio.newAddress(), studio.folder);
  await guest(page, 'mdev 9f1c2a30').click();
  await clickCell(page, '05.0047');
  await expect(cell(page, '05.0047')).not.toContainText('9f1c2a30');
  await clickCell(page, '06.0004');
  await expect(cell(page, '06.0004')).toContainText('9f1c2a30');
  await page.keyboard.press('Alt+a');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'This machine' }).click();
  await dialog.getByRole('button', { name: 'Advanced' }).click();
  await dialog.getByRole('textbox', { name: 'Folder prefix' }).fill(root);
  await expect(dialog.getByRole('button', { name: /^Apply \d+ steps? to / })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await dialog.getByRole('checkbox', { name: 'I have read what is lost' }).check();
  await dialog.getByRole('button', { name: /^Apply \d+ steps? to / }).click();
  await expect(dialog).toContainText(/^.*Done: .* is as wished/, { timeout: 20_000 });
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(page.getByRole('button', { name: /^Rehearse/ })).toHaveAttribute('aria-disabled', 'true');
  const matrix = path.join(root, 'sys/devices/vfio_ap/matrix/9f1c2a30-6d7e-4b55-8a11-0c0ffee0a001/matrix');
  expect(readFileSync(matrix, 'utf8')).not.toContain('05.0047');
  await page.getByRole('button', { name: 'Read the host again' }).click();
  await expect(page.getByText('Read again: the host is as it was.').first()).toBeVisible();
});
