/** The work queues of a host, as a person opens and finds them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';

const CAPTURES = path.resolve('electron/engine/dsa/observe/fixtures');

/** A capture of dsa0, iax1 and dsa2: `idle` = at defaults, `busy` = with queues up and mdevs. Opened as a folder, the table shown. */
export async function openHost(
  page: Page,
  address: string,
  folder: string,
  host: 'idle' | 'busy',
): Promise<void> {
  const root = path.join(folder, host);
  mkdirSync(root);
  execFileSync('tar', ['xzf', path.join(CAPTURES, `hostA-${host}.tar.gz`), '-C', root]);
  await page.goto(address);
  await page.getByText('Give hardware to guests').waitFor();
  await page.keyboard.press('Control+o');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(root);
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Use this folder' }).click();
  await page.getByRole('link', { name: /DSA work queues/ }).click();
  await page.getByRole('radio', { name: 'Table' }).click();
  await page.getByRole('grid').waitFor();
}

export async function addGuest(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Alt+n');
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.keyboard.press('Enter');
  await guest(page, name).waitFor();
}

export const guest = (page: Page, name: string): Locator =>
  page.getByRole('button', { name: new RegExp(`^${name}, \\d+ mdevs?`) });

/** Row of the table. */
export const row = (page: Page, part: string): Locator => page.locator(`[data-row="${part}"]`);

export const inspector = (page: Page): Locator => page.getByRole('complementary', { name: 'Inspector' });

/** Searches for the part, so that its row is in view, and selects it. */
export async function select(page: Page, part: string): Promise<void> {
  const search = page.getByRole('searchbox', { name: /^Search work queues/ });
  await search.fill(part);
  await row(page, part).click();
  await search.fill('');
  await row(page, part).focus();
}
