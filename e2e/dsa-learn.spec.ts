/** Learning about work queues: chapters of what the host has, and the player of the ways a guest gets its queue. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { openHost } from './dsa.ts';

const SLIDER = { name: 'Step of the life' } as const;

/** Parts of the player whose text is wider or higher than its box; the keys of the scrollable typing aside. */
function cutParts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('.player-stage, .player-stage *, .player-title *')]
      .filter((part) => part instanceof HTMLElement && part.clientWidth > 0)
      .filter((part) => part.scrollWidth > part.clientWidth + 1 || part.scrollHeight > part.clientHeight + 2)
      .map((part) => part.textContent ?? ''),
  );
}

/** Top of each drawing below the top of the player. */
function tops(page: Page): Promise<readonly number[]> {
  return page.evaluate(() => {
    const from = document.querySelector('.player-deck')!.getBoundingClientRect().top;
    return [...document.querySelectorAll('.player-stage')].map((stage) =>
      Math.round(stage.getBoundingClientRect().top - from),
    );
  });
}

test('a host with work queues only opens Learn with their chapters and rules', async ({ page, studio }) => {
  await openHost(page, studio.newAddress(), studio.folder, 'busy');
  await page.getByRole('link', { name: 'Learn' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('From engine to guest');
  await expect(
    page.getByRole('navigation', { name: 'Chapters' }).getByRole('region').first(),
  ).toHaveAttribute('aria-label', 'Work queues');
  await page.getByRole('radio', { name: 'Rules' }).click();
  const search = page.getByRole('searchbox', { name: 'Search rules' });
  await expect(search).toHaveAttribute('placeholder', /DSA-O22/);
  await search.fill('DSA-O22');
  await expect(page.getByRole('listitem').filter({ hasText: 'DSA-O22' }).first()).toBeVisible();
});

test('plays a queue’s life by keyboard, and puts a second way beside it', async ({ page, studio }) => {
  await openHost(page, studio.newAddress(), studio.folder, 'busy');
  await page.getByRole('link', { name: 'Learn' }).click();
  await page.getByRole('link', { name: /Who decides/ }).click();
  const side = page.getByRole('region', { name: 'Life under Pool of queues, then mdev' });
  await expect(side.getByRole('heading', { name: 'Sets up wq0.0' })).toBeVisible();
  await page.getByRole('slider', SLIDER).focus();
  await page.keyboard.press('ArrowRight');
  await expect(side.getByRole('heading', { name: 'Puts an engine into the group' })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(side.getByRole('heading', { name: 'Enables the device' })).toBeVisible();
  await expect(side.locator('.player-device-head')).toContainText('enabled');
  await expect(side).toContainText('no interrupt slot in use');
  await page.getByLabel('Beside it').selectOption({ label: 'S4 The queue itself is the vfio device' });
  const other = page.getByRole('region', { name: 'Life under The queue itself is the vfio device' });
  await page.getByRole('slider', SLIDER).focus();
  for (let step = 0; step < 40; step++) {
    if (await side.getByText('1 interrupt slot in use: slot 0').isVisible()) break;
    await page.keyboard.press('ArrowRight');
  }
  await expect(side).toContainText('1 interrupt slot in use: slot 0');
  await page.keyboard.press('End');
  await expect(other).toContainText('the way back');
  await expect(side.locator('.player-device-head')).toContainText('disabled');
});

for (const [width, height] of [
  [1440, 900],
  [1024, 700],
] as const)
  test(`two ways beside each other are whole at ${width} by ${height}, and stay in place from step to step`, async ({
    page,
    studio,
  }) => {
    await page.setViewportSize({ width, height });
    await openHost(page, studio.newAddress(), studio.folder, 'busy');
    await page.evaluate(() => {
      location.hash = '#/learn/dsa-strategies';
    });
    await page.getByLabel('Beside it').selectOption({ label: 'S2 UUID written into the queue' });
    await page.getByRole('radiogroup', { name: 'Number of guests' }).getByText('3').click();
    const slider = page.getByRole('slider', SLIDER);
    await slider.focus();
    const before = await tops(page);
    expect(before).toHaveLength(2);
    const last = Number(await slider.getAttribute('max'));
    expect(last).toBeGreaterThan(15);
    for (let step = 0; step <= last; step++) {
      await expect(slider).toHaveValue(String(step));
      expect({ step, cut: await cutParts(page), tops: await tops(page) }).toEqual({
        step,
        cut: [],
        tops: before,
      });
      await page.keyboard.press('ArrowRight');
    }
  });
