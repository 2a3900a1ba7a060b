/** The steps of a plan carried out on a copy of a host's files, by a person: done, surprised, stale, stopped, taken back. */
import { readFileSync, watch, writeFileSync } from 'node:fs';
import fileSystem from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { cell, clickCell, guest, openFolder } from './matrix.ts';

const DEVICE = 'sys/devices/vfio_ap/matrix/9f1c2a30-6d7e-4b55-8a11-0c0ffee0a001';
const SHOWN = ['ap_config', 'matrix', 'guest_matrix'] as const;

/** The folder's host, where the device is wished to give up domain 71 and to get adapter 6. */
async function openWithWish(page: Page, address: string, folder: string): Promise<string> {
  const root = await openFolder(page, address, folder);
  await guest(page, 'mdev 9f1c2a30').click();
  await clickCell(page, '05.0047');
  await expect(cell(page, '05.0047')).not.toContainText('9f1c2a30');
  await clickCell(page, '06.0004');
  await expect(cell(page, '06.0004')).toContainText('9f1c2a30');
  return root;
}

/** A second, new guest: three more steps. */
async function wishForNewGuest(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New guest' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('batch');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(guest(page, 'batch')).toHaveAttribute('aria-pressed', 'true');
  await clickCell(page, '02.0004');
  await expect(cell(page, '02.0004')).toContainText('batch');
}

/** Opens the dialog; the folder that was read is proposed as the target, all of it in sight. */
async function openApply(page: Page, root: string): Promise<Locator> {
  await page.keyboard.press('Alt+a');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('radio', { name: 'This machine' })).toBeChecked();
  await expect(dialog.getByRole('textbox', { name: 'Folder prefix' })).toHaveValue(root);
  await expect(applyButton(dialog)).toContainText(`to this machine below ${root}`);
  return dialog;
}

const applyButton = (dialog: Locator) => dialog.getByRole('button', { name: /^Apply \d+ steps? to / });

async function agreeAndApply(dialog: Locator): Promise<void> {
  await dialog.getByRole('checkbox', { name: 'I have read what is lost' }).check();
  await applyButton(dialog).click();
}

async function close(dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: 'Close' }).last().click();
}

const shown = (root: string) => SHOWN.map((name) => readFileSync(path.join(root, DEVICE, name), 'utf8'));

/** Another hand on the host: the device's files as they are once somebody has given it domain 1 as well. */
function giveDomainByHand(root: string): void {
  const [config = '', ...lists] = shown(root);
  const withDomain = lists.map((text) => text.replaceAll(/^(..)\.0004$/gm, '$1.0001\n$1.0004'));
  // Of the three masks that are written, the second is that of the domains; bit 1 counts from the left.
  const texts = [config.replace(',0x0', ',0x4'), ...withDomain];
  for (const [at, name] of SHOWN.entries()) writeFileSync(path.join(root, DEVICE, name), texts[at]!);
}

/** Acts in the middle of a step: when the engine has just replaced that file, and has not read it back. */
function onReplaced(file: string, act: () => void): void {
  const watcher = watch(path.dirname(file), (_event, name) => {
    if (name !== path.basename(file)) return;
    watcher.close();
    act();
  });
}

/** A slow host: once replaced, the file answers who reads it back when it is told to. The engine shares our process. */
function holdReadBack(file: string): () => void {
  const { lstat } = fileSystem;
  let isHeld = false;
  let answer = () => {};
  const told = new Promise<void>((resolve) => (answer = resolve));
  onReplaced(file, () => void (isHeld = true));
  fileSystem.lstat = (async (...looked: Parameters<typeof lstat>) => {
    if (isHeld && looked[0] === file) await told;
    return lstat(...looked);
  }) as typeof lstat;
  syncBuiltinESMExports();
  return () => {
    fileSystem.lstat = lstat;
    syncBuiltinESMExports();
    answer();
  };
}

test('the steps are read back one by one, and the host is as wished', async ({ page, studio }) => {
  const root = await openWithWish(page, studio.newAddress(), studio.folder);
  const before = shown(root);
  const dialog = await openApply(page, root);
  await expect(applyButton(dialog)).toHaveAttribute('aria-disabled', 'true');
  await agreeAndApply(dialog);
  await expect(dialog).toContainText(/Done: .* is as wished/);
  await close(dialog);
  await expect(page.getByRole('button', { name: /^Rehearse/ })).toHaveAttribute('aria-disabled', 'true');
  expect(shown(root)[1]).toBe('05.0004\n06.0004\n');
  await page.getByRole('button', { name: 'Read the host again' }).click();
  await expect(page.getByText('Read again: the host is as it was.').first()).toBeVisible();
  // What was read stays: undo takes wishes back, and the host has what it was given.
  await page.keyboard.press('Control+z');
  await expect(page.getByText(/^Undone: /).first()).toBeVisible();
  await expect(cell(page, '06.0004')).toContainText('free for guests, differs from the host');
  // A run that is done can be taken back from the list of changes.
  await page.getByRole('tab', { name: /^Changes/ }).click();
  await page.getByRole('button', { name: 'Roll back…' }).click();
  await dialog.getByRole('button', { name: 'Show the way back' }).click();
  await dialog.getByRole('button', { name: /^Roll back 1 step on this machine below / }).click();
  await expect(dialog).toContainText('is as it was before');
  expect(shown(root)).toEqual(before);
});

test('a surprise stops it and says what differs; the way back is shown, then gone', async ({
  page,
  studio,
}) => {
  const root = await openWithWish(page, studio.newAddress(), studio.folder);
  await wishForNewGuest(page);
  const before = shown(root);
  const dialog = await openApply(page, root);
  onReplaced(path.join(root, DEVICE, 'guest_matrix'), () => giveDomainByHand(root));
  await agreeAndApply(dialog);
  await expect(dialog).toContainText('Step 1 of 4 did not answer as planned');
  await expect(dialog).toContainText(/guest_matrix shows "05\.0001\\n.*" was expected/);
  await dialog.getByRole('button', { name: 'Roll back…' }).click();
  const steps = dialog.getByRole('list', { name: 'The exact steps back' });
  await expect(steps).toContainText(`/${DEVICE}/ap_config`);
  // Nothing of the way back is run while it is only shown.
  expect(shown(root)[2]).toBe('05.0001\n05.0004\n06.0001\n06.0004\n');
  await dialog.getByRole('button', { name: /^Roll back 1 step on / }).click();
  await expect(dialog).toContainText('is as it was before');
  expect(shown(root)).toEqual(before);
});

test('a host that was changed by hand is refused, read again and planned for anew', async ({
  page,
  studio,
}) => {
  const root = await openWithWish(page, studio.newAddress(), studio.folder);
  const dialog = await openApply(page, root);
  giveDomainByHand(root);
  const changed = shown(root);
  await agreeAndApply(dialog);
  await expect(dialog).toContainText('The host is not in the state this was planned for');
  await expect(dialog).toContainText(/mdev 9f1c2a30 .*domain 1\./);
  expect(shown(root)).toEqual(changed);
  await dialog.getByRole('button', { name: 'Read again and re-plan' }).click();
  await expect(applyButton(dialog)).toContainText(`to this machine below ${root}`);
  await expect(dialog.getByRole('list', { name: /^The exact steps/ })).toContainText('take domains 1 and 71');
  await agreeAndApply(dialog);
  await expect(dialog).toContainText(/Done: .* is as wished/);
  expect(shown(root)[2]).toBe('05.0004\n06.0004\n');
});

test('it is stopped after the step that runs, and goes on from the list of changes', async ({
  page,
  studio,
}) => {
  const root = await openWithWish(page, studio.newAddress(), studio.folder);
  await wishForNewGuest(page);
  const dialog = await openApply(page, root);
  const answer = holdReadBack(path.join(root, DEVICE, 'guest_matrix'));
  await agreeAndApply(dialog);
  try {
    await expect(dialog.getByRole('progressbar', { name: 'Step 1 of 4' })).toBeVisible();
    await dialog.getByRole('button', { name: 'Stop after this step' }).click();
    await expect(dialog.getByRole('button', { name: 'Stopping…' })).toBeVisible();
  } finally {
    answer();
  }
  await expect(dialog).toContainText('Stopped after step 1 of 4');
  await expect(dialog.getByRole('button', { name: 'Continue…' })).toBeVisible();
  await close(dialog);
  await page.getByRole('tab', { name: /^Changes/ }).click();
  await page.getByRole('button', { name: 'Continue…' }).click();
  await expect(dialog).toContainText('It stopped after step 1 of 4.');
  await dialog.getByRole('button', { name: `Continue with 3 steps on this machine below ${root}` }).click();
  await expect(dialog).toContainText(/Done: .* is as wished/);
  await close(dialog);
  await expect(page.getByRole('button', { name: 'Continue…' })).toHaveCount(0);
  expect(shown(root)[2]).toBe('05.0004\n06.0004\n');
});
