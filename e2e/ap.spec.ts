/** A person's tasks in the AP view, done with the mouse and the keyboard in a real browser, on the shipped examples. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

async function openExample(page: Page, address: string, title: RegExp): Promise<void> {
  await page.goto(address);
  await page.getByRole('button', { name: title }).click();
  await page.getByRole('link', { name: /AP crypto matrix/ }).click();
  await page.getByRole('grid').waitFor();
}

/** The grid is a canvas; its hidden cells lie exactly over the drawn ones. */
async function cellPlace(page: Page, apqn: string): Promise<{ x: number; y: number }> {
  const box = await page.locator(`[data-apqn="${apqn}"]`).boundingBox();
  if (!box) throw new Error(`cell ${apqn} is not on screen`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function hoverCell(page: Page, apqn: string): Promise<void> {
  const { x, y } = await cellPlace(page, apqn);
  await page.mouse.move(x, y);
}

async function clickCell(page: Page, apqn: string): Promise<void> {
  const { x, y } = await cellPlace(page, apqn);
  await page.mouse.move(x, y);
  await page.mouse.click(x, y);
}

function guest(page: Page, name: string) {
  return page.getByRole('button', { name: new RegExp(`^${name}, \\d+ APQNs`) });
}

const cell = (page: Page, apqn: string) => page.locator(`[data-apqn="${apqn}"]`);

test('gives a new guest two domains on two cards, and takes it all back', async ({ page, studio }) => {
  await openExample(page, studio.newAddress(), /z16 LPAR/);
  await page.getByRole('button', { name: 'New guest' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('batch');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await clickCell(page, '03.0005');
  await clickCell(page, '04.0007');
  await expect(cell(page, '03.0007')).toContainText('batch');
  await expect(cell(page, '04.0005')).toContainText('batch');
  for (let step = 0; step < 3; step++) await page.keyboard.press('Control+z');
  await expect(cell(page, '04.0005')).not.toContainText('batch');
  await expect(page.getByRole('button', { name: /^Undo/ })).toBeDisabled();
});

test('shows before the click what is refused and why, and the fix makes it possible', async ({
  page,
  studio,
}) => {
  await openExample(page, studio.newAddress(), /z16 LPAR/);
  await guest(page, 'payments-a').click();
  await hoverCell(page, '06.0005');
  await expect(page.locator('.ap-grid-tip')).toContainText('hsm-proxy');
  await expect(page.locator('.ap-grid-tip')).toContainText('EADDRINUSE');
  await clickCell(page, '06.0005');
  const inspector = page.getByRole('complementary');
  await expect(inspector).toContainText('EADDRINUSE');
  await expect(inspector).toContainText('AP-C2');
  await expect(cell(page, '06.0005')).not.toContainText('payments-a');
  await inspector.getByRole('button', { name: 'Take domain 5 from hsm-proxy' }).first().click();
  await expect(cell(page, '06.0005')).toContainText('payments-a');
  await expect(cell(page, '06.0005')).not.toContainText('hsm-proxy');
});

test('resolves the conflict of the example from the problems list', async ({ page, studio }) => {
  await openExample(page, studio.newAddress(), /z16 LPAR/);
  await expect(cell(page, '06.0047')).toContainText('conflict');
  await page.getByRole('button', { name: 'Take domain 71 (0x47) from hsm-proxy' }).first().click();
  await expect(cell(page, '06.0047')).not.toContainText('conflict');
  await page.keyboard.press('Control+z');
  await expect(cell(page, '06.0047')).toContainText('conflict');
});

test('names the queue that hides an adapter from a guest', async ({ page, studio }) => {
  await openExample(page, studio.newAddress(), /z16 LPAR/);
  await guest(page, 'payments-a').click();
  const inspector = page.getByRole('complementary');
  await expect(inspector).toContainText('9 of 12');
  await expect(inspector).toContainText('07.0006');
  await inspector.getByRole('button', { name: 'Bind 07.0006 to vfio_ap' }).first().click();
  await expect(inspector).toContainText('12 of 12');
});

test('goes to a queue by its name and paints with the keyboard alone', async ({ page, studio }) => {
  await openExample(page, studio.newAddress(), /z16 LPAR/);
  await guest(page, 'test-ci').click();
  await page.getByRole('grid').focus();
  await page.keyboard.type('0a.0006');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(300);
  await page.keyboard.press('Enter');
  await expect(cell(page, '0b.0006')).toContainText('test-ci');
});

test('releases a host queue by masks: alternatives with what they drag along', async ({ page, studio }) => {
  await openExample(page, studio.newAddress(), /z16 LPAR/);
  await page.getByRole('radio', { name: 'Host masks' }).click();
  await clickCell(page, '03.0000');
  const inspector = page.getByRole('complementary');
  await expect(inspector).toContainText(/host keeps/i);
  await inspector
    .getByRole('button', { name: /release/i })
    .first()
    .click();
  await expect(cell(page, '03.0000')).not.toContainText('host driver');
});

test('a full machine of 65,536 queues opens and stays usable', async ({ page, studio }) => {
  await openExample(page, studio.newAddress(), /full machine/);
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '257');
  await guest(page, 'guest-001').click();
  await clickCell(page, '04.0010');
  await expect(cell(page, '04.0012')).toContainText('guest-001');
});
