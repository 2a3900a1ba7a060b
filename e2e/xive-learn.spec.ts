/** Learning about ESB pages: figures that answer what the reader does, and two strategies side by side. */
import { expect, test } from './fixtures.ts';

test('the figures of P and Q and of pages answer by keyboard as the kernel would', async ({
  page,
  studio,
}) => {
  await page.goto(studio.newAddress());
  await page.goto(`${new URL(page.url()).origin}/#/learn/xive-esb`);
  const presses = page.getByRole('group', { name: 'What happens to the source' });
  for (const name of ['Trigger', 'Unmask', 'Trigger', 'Trigger']) {
    await presses.getByRole('button', { name }).first().focus();
    await page.keyboard.press('Enter');
  }
  await expect(page.getByRole('img', { name: 'State 11, queued. 1 in the guest’s queue.' })).toBeVisible();
  await presses.getByRole('button', { name: 'EOI' }).click();
  await expect(page.getByText('returned 1: 11 became 10, and a notification went out.')).toBeVisible();

  await page.getByRole('button', { name: 'A VMA is not its pages' }).click();
  await page.getByRole('button', { name: 'Page 9, empty' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Unmap pages 4 and 5' }).click();
  await page.getByRole('button', { name: 'Page 11, empty' }).click();
  await expect(page.getByRole('button', { name: 'Page 9, fresh, shows ipi(0x44):E' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Page 11, misresolved, shows ipi(0x42):E' })).toBeVisible();
});

test('a stale page is gone with the zap, and two strategies stand side by side', async ({ page, studio }) => {
  await page.goto(studio.newAddress());
  await page.goto(`${new URL(page.url()).origin}/#/learn/xive-stale`);
  const event = page.getByRole('slider', { name: 'Event' });
  await event.focus();
  await page.keyboard.press('End');
  await page.getByRole('radio', { name: 'First touched after it' }).click();
  await expect(page.getByText(/Owner phb2\[0\], the page shows phb1\[0\]: stale\./)).toBeVisible();
  await page.getByRole('radio', { name: 'Zap' }).click();
  await expect(page.getByText('Owner phb2[0], the page shows phb2[0].')).toBeVisible();
  await expect(page.getByText('no access went wrong')).toBeVisible();

  await page.getByRole('link', { name: /Six answers to one problem/ }).click();
  await page.getByRole('radiogroup', { name: 'First strategy' }).getByRole('radio', { name: 'none' }).click();
  const row = page.getByRole('row', { name: /same LISN/ });
  await expect(row).toHaveAttribute('data-differs', 'true');
  await expect(row.getByRole('cell')).toHaveText(['yes', 'no']);
});
