/** The AP matrix of a host, as a person opens and clicks it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';

const CAPTURE = path.resolve('electron/engine/hosts/fixtures/sys-kvm1.tar.gz');

export async function openExample(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('button', { name: /z16 LPAR/ }).click();
  await page.getByRole('link', { name: /AP crypto matrix/ }).click();
  await page.getByRole('grid').waitFor();
}

/** The capture as a folder that mirrors `/` of a host, opened as the workspace's host. */
export async function openFolder(page: Page, address: string, folder: string): Promise<string> {
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

export const cell = (page: Page, apqn: string) => page.locator(`[data-apqn="${apqn}"]`);

export async function clickCell(page: Page, apqn: string): Promise<void> {
  const box = await cell(page, apqn).boundingBox();
  if (!box) throw new Error(`cell ${apqn} is not on screen`);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.click(x, y);
}

export function guest(page: Page, name: string) {
  return page.getByRole('button', { name: new RegExp(`^${name}, \\d+ APQNs`) });
}
