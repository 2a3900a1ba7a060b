/** What happens to files: captures dropped and opened, workspaces saved and opened again, and input nobody should send. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

const FIXTURES = path.resolve('electron/engine/hosts/fixtures');
const CAPTURE = path.join(FIXTURES, 'sys-kvm1.tar.gz');

/** Drops bytes as a file onto the window, as a file manager does. */
async function dropFile(page: Page, name: string, bytes: Buffer): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([fileName, base64]) => {
      const data = Uint8Array.from(atob(base64!), (char) => char.charCodeAt(0));
      const held = new DataTransfer();
      held.items.add(new File([data], fileName!));
      return held;
    },
    [name, bytes.toString('base64')],
  );
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
  await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}

async function openMatrix(page: Page): Promise<void> {
  await page.getByRole('link', { name: /AP crypto matrix/ }).click();
  await page.getByRole('grid').waitFor();
}

test('a capture dropped onto the window opens with what reading it found', async ({ page, studio }) => {
  await page.goto(studio.newAddress());
  await page.getByText('Give hardware to guests').waitFor();
  await dropFile(page, 'sys-kvm1.tar.gz', readFileSync(CAPTURE));
  await openMatrix(page);
  await expect(page.locator('[data-apqn="05.0047"]')).toContainText('mdev 9f1c2a30');
  await expect(page.locator('[data-apqn="02.0001"]')).toContainText('host');
});

test('queues that a text names as taken, without saying by whom, are counted and shown apart from free ones', async ({
  page,
  studio,
}) => {
  await page.goto(studio.newAddress());
  await page.getByText('Give hardware to guests').waitFor();
  await dropFile(page, 'lszcrypt-V.txt', readFileSync(path.join(FIXTURES, 'lszcrypt-V.txt')));
  await openMatrix(page);
  await expect(page.locator('[data-apqn="05.0004"]')).toContainText('taken by a mediated device');
  await expect(page.locator('[data-apqn="06.0004"]')).toContainText('free for guests');
  await expect(page.getByRole('button', { name: /^vfio_ap, free: 6 queues/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Unknown devices: 2 queues/ })).toBeVisible();
});

test('garbage is answered with one sentence, and the open workspace stays as it was', async ({
  page,
  studio,
}) => {
  await page.goto(studio.newAddress());
  await page.getByRole('button', { name: /z16 LPAR/ }).click();
  await openMatrix(page);
  await dropFile(
    page,
    'garbage.tar.gz',
    Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919) % 251)),
  );
  await expect(
    page.getByText(/not a capture this program knows|cannot be read|is damaged/i).first(),
  ).toBeVisible();
  await expect(page.locator('[data-apqn="06.0047"]')).toContainText('conflict');
});

test('a workspace is saved, opened again and is the same', async ({ page, studio }) => {
  await page.goto(studio.newAddress());
  await page.getByRole('button', { name: /z16 LPAR/ }).click();
  await openMatrix(page);
  await page.getByRole('button', { name: 'Take domain 71 (0x47) from hsm-proxy' }).first().click();
  await expect(page.locator('[data-apqn="06.0047"]')).not.toContainText('conflict');
  const target = path.join(studio.folder, 'mine.pts');
  await page.keyboard.press('Control+s');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(studio.folder);
  await page.keyboard.press('Enter');
  await dialog.getByRole('textbox', { name: 'File name' }).fill('mine');
  await dialog.getByRole('button', { name: /^Save/ }).click();
  await expect(dialog).toBeHidden();
  // The dialog closes when the file is chosen; writing it safely takes a moment more.
  await expect.poll(() => existsSync(target)).toBe(true);
  expect(JSON.parse(readFileSync(target, 'utf8'))).toMatchObject({
    format: 'passthrough-studio-workspace',
    formatVersion: 2,
  });
  await studio.restart();
  await page.goto(studio.newAddress());
  await page.getByRole('button', { name: /mine\.pts/ }).click();
  await openMatrix(page);
  await expect(page.locator('[data-apqn="06.0047"]')).toContainText('payments-a');
  await expect(page.locator('[data-apqn="06.0047"]')).not.toContainText('conflict');
});

test('closing with changes asks first', async ({ page, studio }) => {
  await page.goto(studio.newAddress());
  await page.getByRole('button', { name: /z16 LPAR/ }).click();
  await openMatrix(page);
  await page.getByRole('button', { name: 'Take domain 71 (0x47) from hsm-proxy' }).first().click();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Close the workspace');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('alertdialog').or(page.getByRole('dialog'));
  await expect(dialog).toContainText(/save/i);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('grid')).toBeVisible();
});
