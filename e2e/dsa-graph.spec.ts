/** The graph of work queues with the mouse and the keyboard, in a real browser: what is in view, what is dragged, what is marked. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { addGuest, guest, inspector, openHost, select } from './dsa.ts';

const graph = (page: Page): Locator => page.getByRole('tree', { name: /^Work queues/ });
const box = (page: Page, part: string): Locator => page.locator(`.dsa-graph [data-part="${part}"]`);

async function middleOf(locator: Locator): Promise<{ x: number; y: number }> {
  const { x, y, width, height } = (await locator.boundingBox())!;
  return { x: x + width / 2, y: y + height / 2 };
}

test('adds a guest by keyboard alone: nothing else differs from the host, and the keyboard goes on from the guest', async ({
  page,
  studio,
}) => {
  await openHost(page, studio.newAddress(), studio.folder, 'idle');
  await page.getByRole('radio', { name: 'Graph' }).click();
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await addGuest(page, 'vm-web');
  await expect(guest(page, 'vm-web')).toBeFocused();
  await expect(page.locator('.dsa-graph [data-changed]')).toHaveCount(0);
  await expect(page.locator('.dsa-part[data-kind="guest"]')).toBeInViewport({ ratio: 0.99 });
  await graph(page).focus();
  const before = await graph(page).getAttribute('aria-activedescendant');
  await page.keyboard.press('ArrowLeft');
  await expect(graph(page)).not.toHaveAttribute('aria-activedescendant', before!);
});

test('moves a guest’s device to another queue, by dragging it there and by the key for it', async ({
  page,
  studio,
}) => {
  await openHost(page, studio.newAddress(), studio.folder, 'idle');
  await addGuest(page, 'vm-web');
  await select(page, 'wq0.0');
  await page.keyboard.press('g');
  await expect(guest(page, 'vm-web')).toContainText('1 mdev');
  await page.getByRole('radio', { name: 'Graph' }).click();
  const mdev = page.locator('.dsa-part[data-kind="mdev"]');
  await page.locator('.dsa-part[data-kind="fold"]', { hasText: '7 unused wqs' }).click();
  const from = await middleOf(mdev);
  const to = await middleOf(box(page, 'wq0.1'));
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x - 30, from.y + 10);
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await expect(box(page, 'wq0.1')).toHaveAttribute('data-drop', 'takes');
  await page.mouse.up();
  await inspector(page)
    .getByRole('button', { name: /^Do it/ })
    .click();
  await expect(box(page, 'wq0.1')).toContainText('mdev');
  await mdev.click();
  await page.keyboard.press('m');
  const dialog = page.getByRole('dialog', { name: /^Move mdev/ });
  await dialog.getByRole('button', { name: /^wq0\.0/ }).click();
  await inspector(page)
    .getByRole('button', { name: /^Do it/ })
    .click();
  await expect(inspector(page)).toContainText(/Work queue\s*wq0\.0/);
});

test('a rehearsal unfolds what its steps change and goes after them', async ({ page, studio }) => {
  await openHost(page, studio.newAddress(), studio.folder, 'idle');
  await addGuest(page, 'vm-web');
  await select(page, 'wq2.3');
  await page.keyboard.press('g');
  await page.getByRole('radio', { name: 'Graph' }).click();
  await page.keyboard.press('Alt+Shift+ArrowUp');
  await page.getByRole('button', { name: /^Rehearse \d/ }).click();
  for (const _step of ['engine', 'queue']) {
    await page.getByRole('button', { name: 'The next step' }).click();
    await expect(page.locator('.dsa-part[data-changed]')).toBeInViewport({ ratio: 0.99 });
  }
  await expect(page.locator('.dsa-part[data-changed]')).toContainText('wq2.3');
});

test('what pointing says goes when the picture is scrolled away under it, and scrolling ends where there is nothing more', async ({
  page,
  studio,
}) => {
  await openHost(page, studio.newAddress(), studio.folder, 'busy');
  await page.getByRole('radio', { name: 'Graph' }).click();
  const { x, y } = await middleOf(box(page, 'wq0.0'));
  await page.mouse.move(x, y);
  await expect(page.locator('.dsa-tip')).toBeVisible();
  for (let turn = 0; turn < 25; turn++) await page.mouse.wheel(0, 400);
  await expect(page.locator('.dsa-tip')).toHaveCount(0);
  await expect(box(page, 'wq0.0')).not.toBeInViewport();
  await expect(box(page, 'dsa2')).toBeInViewport();
});
