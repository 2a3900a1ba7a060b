/** Learning about zPCI functions: chapters with figures that follow the rules, and words. */
import { expect, test } from './fixtures.ts';

test('the window shrinks to 256 MiB and comes back with relaxed translation', async ({ page, studio }) => {
  await page.goto(studio.newAddress());
  await page.evaluate(() => {
    location.hash = '#/learn/zpci-window';
  });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The DMA window');
  await expect(page.getByRole('row', { name: /Guest is told/ })).toContainText('255.996 MiB');
  await page.getByRole('switch', { name: /Relaxed translation/ }).click();
  await expect(page.getByRole('row', { name: /Guest is told/ })).toContainText('8 GiB');
});

test('libvirt’s trap is sprung and mended, and a number of a message is read as octal', async ({
  page,
  studio,
}) => {
  await page.goto(studio.newAddress());
  await page.evaluate(() => {
    location.hash = '#/learn/zpci-names';
  });
  await expect(page.getByText('fid 0 is already reserved')).toBeVisible();
  await page.getByRole('textbox', { name: 'fid of address 1' }).fill('0x7');
  await expect(page.getByText('Every address has its two numbers.')).toBeVisible();
  await expect(page.getByText('is 0x1234, 4660 in decimal.')).toBeVisible();
});

test('mistakes are found by the words of a message, and words by what a tool prints', async ({
  page,
  studio,
}) => {
  await page.goto(studio.newAddress());
  await page.evaluate(() => {
    location.hash = '#/learn/zpci-mistakes';
  });
  await page.getByRole('searchbox', { name: /Find by what you see/ }).fill('11064');
  await expect(page.getByText('11064 is 0x1234')).toBeVisible();
  await expect(page.locator('.zl-list > li')).toHaveCount(1);
});

test('every zPCI chapter is whole at 1024 by 700', async ({ page, studio }) => {
  await page.setViewportSize({ width: 1024, height: 700 });
  await page.goto(studio.newAddress());
  for (const id of ['clp', 'classes', 'ways', 'names', 'groups', 'window', 'plug', 'modes', 'mistakes']) {
    await page.evaluate((chapter) => {
      location.hash = `#/learn/zpci-${chapter}`;
    }, id);
    await expect(page.locator(`.chapter-link[aria-current][href$="zpci-${id}"]`)).toBeVisible();
    const wider = await page.evaluate(() => {
      const learn = document.querySelector('.learn-page')!;
      return learn.scrollWidth - learn.clientWidth;
    });
    expect({ id, wider }).toEqual({ id, wider: 0 });
  }
});
