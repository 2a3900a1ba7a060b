/** A person's tasks with zPCI functions, done with the mouse and the keyboard in a real browser. */
import { expect, test } from './fixtures.ts';
import { devicesOf, dragTo, fn, guest, inspector, openLpar, peek, search } from './zpci.ts';

const ROCE = '0100:00:00.4';

test('gives a guest a second RoCE function with the mouse, and sees before that no number clashes', async ({
  page,
  studio,
}) => {
  await openLpar(page, studio.newAddress());
  await guest(page, 'db1').click();
  await fn(page, ROCE).hover();
  await expect(peek(page)).toContainText(/0100:00:00\.4 for db1: UID 0x[0-9a-f]{4} · FID 0x[0-9a-f]{8}/);
  await expect(peek(page)).toContainText('mlx5_core loses it');
  await fn(page, ROCE)
    .getByRole('button', { name: `Give ${ROCE} to db1` })
    .click();
  await inspector(page).getByRole('button', { name: 'Do it all the same' }).click();
  await expect(guest(page, 'db1')).toHaveAccessibleName(/^db1, 4 devices/);
  await expect(fn(page, ROCE)).toHaveAccessibleName(/db1, device/);
  await expect(devicesOf(page, 'db1').filter({ hasText: 'refused' })).toHaveCount(0);
  const names = await devicesOf(page, 'db1').allTextContents();
  const uids = names.map((text) => /0x[0-9a-f]{4}/.exec(text)?.[0]);
  expect(new Set(uids).size).toBe(4);
});

test('gives a function, gives it back, undoes and redoes with the keyboard alone', async ({
  page,
  studio,
}) => {
  await openLpar(page, studio.newAddress());
  await page.keyboard.press('1');
  await page.keyboard.press('Control+g');
  await page.keyboard.type(ROCE);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await fn(page, ROCE).focus();
  await page.keyboard.press('Enter');
  await expect(inspector(page).getByRole('form', { name: `Give ${ROCE} to db1` })).toContainText('UID 0x');
  await expect(inspector(page).getByRole('button', { name: 'Do it all the same' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(guest(page, 'db1')).toHaveAccessibleName(/^db1, 4 devices/);
  await expect(fn(page, ROCE)).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(guest(page, 'db1')).toHaveAccessibleName(/^db1, 3 devices/);
  await page.keyboard.press('Control+Shift+Z');
  await expect(guest(page, 'db1')).toHaveAccessibleName(/^db1, 4 devices/);
  await fn(page, ROCE).focus();
  await page.keyboard.press('ArrowRight');
  await expect(devicesOf(page, 'db1').last()).toBeFocused();
  await page.keyboard.press('Delete');
  const offered = inspector(page).getByRole('button', { name: /^Do it( all the same)?$/ });
  await expect(offered.or(guest(page, 'db1').and(page.locator('[aria-label^="db1, 3"]')))).toBeVisible();
  if (await offered.isVisible()) await page.keyboard.press('Enter');
  await expect(guest(page, 'db1')).toHaveAccessibleName(/^db1, 3 devices/);
});

test('moves a device to another guest by dragging it there, Escape leaves it', async ({ page, studio }) => {
  await openLpar(page, studio.newAddress());
  const device = devicesOf(page, 'db1').first();
  await dragTo(page, device, guest(page, 'vault'));
  await expect(page.locator('.zpci-ghost')).toContainText(/vault/);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect(guest(page, 'db1')).toHaveAccessibleName(/^db1, 3 devices/);
  await dragTo(page, device, guest(page, 'batch'));
  await expect(page.locator('.zpci-ghost')).toContainText(/batch/);
  await page.mouse.up();
  const offered = inspector(page).getByRole('button', { name: /^Do it( all the same)?$/ });
  await expect(offered.or(page.locator('[aria-label^="db1, 2"]'))).toBeVisible();
  if (await offered.isVisible()) await offered.click();
  await expect(guest(page, 'db1')).toHaveAccessibleName(/^db1, 2 devices/);
  await expect(guest(page, 'batch')).toHaveAccessibleName(/^batch, 4 devices/);
});

test('makes a guest, marks two functions and gives both in one undo step', async ({ page, studio }) => {
  await openLpar(page, studio.newAddress());
  await page.keyboard.press('Alt+n');
  await page.getByRole('textbox', { name: 'Name' }).fill('new1');
  await page.keyboard.press('Enter');
  await expect(guest(page, 'new1')).toHaveAttribute('aria-pressed', 'true');
  await search(page).fill('roce free 0100:');
  await fn(page, '0100:00:00.4').click();
  await fn(page, '0100:00:00.5').click({ modifiers: ['Control'] });
  await expect(peek(page)).toContainText('2 functions marked');
  await peek(page).getByRole('button', { name: 'Give all to new1' }).click();
  await inspector(page)
    .getByRole('button', { name: /^Do it( all the same)?$/ })
    .click();
  await expect(guest(page, 'new1')).toHaveAccessibleName(/^new1, 2 devices/);
  await page.keyboard.press('Control+z');
  await expect(guest(page, 'new1')).toHaveAccessibleName(/^new1, 0 devices/);
});

test('a UID that is taken is told while it is typed, a free one is taken', async ({ page, studio }) => {
  await openLpar(page, studio.newAddress());
  await devicesOf(page, 'db1').first().click();
  await page.keyboard.press('u');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: /^UID/ }).fill('0x33');
  await expect(dialog.locator('.callout-danger')).toContainText('0x0033');
  await expect(dialog.getByRole('button', { name: /^(Take these|See what)/ })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await dialog.getByRole('textbox', { name: /^UID/ }).fill('0x77');
  await expect(dialog.locator('.callout-danger')).toHaveCount(0);
  await dialog.getByRole('button', { name: /^(Take these|See what)/ }).click();
  await expect(devicesOf(page, 'db1').first()).toContainText('0x0077');
});

test('changes the QEMU of a guest, with what it changes told, and adds an emulated device', async ({
  page,
  studio,
}) => {
  await openLpar(page, studio.newAddress());
  await guest(page, 'db1').click();
  await page.keyboard.press('Alt+g');
  const dialog = page.getByRole('dialog', { name: 'Settings of db1' });
  await dialog.getByLabel('QEMU').selectOption('merged-7.2');
  await expect(dialog).toContainText('simulated groups');
  await dialog.getByRole('button', { name: 'Take these' }).click();
  await expect(page.getByRole('row', { name: /^Guest db1/ })).toContainText('QEMU 7.2');
  await page.keyboard.press('e');
  const emulated = page.getByRole('dialog', { name: 'Emulated device for db1' });
  await emulated.getByRole('radio', { name: /virtio-net-pci/ }).check();
  await emulated.getByRole('button', { name: 'Add' }).click();
  await expect(guest(page, 'db1')).toHaveAccessibleName(/^db1, 4 devices/);
  await expect(devicesOf(page, 'db1').last()).toContainText('emulated');
});
