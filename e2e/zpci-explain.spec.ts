/** The pictures that explain zPCI functions: groups, sources, the list, lives. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

/** Opens the LPAR with 40 functions at one of the displays. */
async function openAt(page: Page, address: string, display: string): Promise<void> {
  await page.goto(address);
  await page.getByText('Give hardware to guests').waitFor();
  await page
    .getByRole('button', { name: /^zPCI: an LPAR with 40 functions/ })
    .first()
    .click();
  await page.getByRole('link', { name: /zPCI functions/ }).click();
  await page.getByRole('radio', { name: display, exact: true }).click();
}

test('groups tell what their functions share, and a member is one click away', async ({ page, studio }) => {
  await openAt(page, studio.newAddress(), 'Groups');
  const host = page.getByRole('article', { name: 'Host: group 0x07, host' });
  await expect(host).toContainText(
    '14 functions share 64 interrupt vectors each and store blocks of up to 4096 bytes.',
  );
  const vault = page.getByRole('article', { name: /^vault: group 0xf0, simulated/ }).first();
  await expect(vault).toContainText('other than on the host: 128');
  await expect(page.getByRole('list', { name: 'Simulated groups left in each guest' })).toContainText(
    '13 left',
  );
  await vault.getByRole('list', { name: 'Members' }).getByRole('button').first().click();
  await expect(vault.getByRole('list', { name: 'Members' }).getByRole('button').first()).toHaveAttribute(
    'aria-pressed',
    'true',
  );
});

test('the CLP ioctl shows a neighbour and whose it is, VFIO shows nothing of it', async ({
  page,
  studio,
}) => {
  await openAt(page, studio.newAddress(), 'Sources');
  const area = page.getByRole('region', { name: 'Sources' });
  const clp = area.getByRole('region', { name: 'CLP ioctl' });
  await expect(clp).toContainText('shows 40 functions');
  await clp.getByRole('slider').focus();
  await page.keyboard.press('ArrowRight');
  await expect(area.locator('.reach-reading')).toContainText('guest db1');
  await expect(area.locator('.reach-reading')).toContainText('interrupts');
  await area.getByRole('region', { name: 'VFIO' }).getByRole('slider').focus();
  await page.keyboard.press('ArrowRight');
  await expect(area.locator('.reach-reading')).toContainText('VFIO shows nothing of it.');
});

test('a list is walked page by page, and wrong lengths are refused in words', async ({ page, studio }) => {
  await openAt(page, studio.newAddress(), 'List');
  const area = page.getByRole('region', { name: 'List', exact: true });
  await area.getByRole('button', { name: '48 · one entry' }).click();
  const strips = area.getByRole('list', { name: 'Pages so far' });
  await expect(strips.getByRole('listitem')).toHaveCount(1);
  await area.getByRole('button', { name: 'Next page' }).click();
  await expect(strips.getByRole('listitem')).toHaveCount(2);
  await expect(area).toContainText('1 entry');
  await area.getByRole('button', { name: 'Next page' }).press('n');
  await expect(strips.getByRole('listitem')).toHaveCount(3);
  await expect(area).toContainText('Token 0: this was the last page.');
  await area.getByRole('button', { name: '40 · too small' }).click();
  await expect(area).toContainText('0x0060');
  await area.getByRole('button', { name: '56 · no whole entries' }).click();
  await expect(area).toContainText('0x0050');
  await expect(area).toContainText('Condition code 3');
  const length = area.getByRole('spinbutton', { name: 'Response length in bytes' });
  await length.fill('44');
  await expect(area).toContainText('Program exception: operand.');
  await expect(area).not.toContainText('Condition code');
  await length.fill('-8');
  await expect(area).toContainText('A length is a whole number from 0 to 65,536');
});

test('a life is played by keyboard, and what must not be done stands out', async ({ page, studio }) => {
  await openAt(page, studio.newAddress(), 'Life');
  const area = page.getByRole('region', { name: 'Life', exact: true });
  // A guest of libvirt, which the first one is, never has a zpci device without its card.
  await page.getByRole('button', { name: /^web/ }).first().click();
  await expect(area.getByRole('heading', { name: /^Life of \S+ in web/ })).toBeVisible();
  await area.getByRole('combobox', { name: /^Life/ }).selectOption({ label: 'A zpci device without card' });
  await area.getByRole('slider', { name: 'Step of the life' }).focus();
  await page.keyboard.press('End');
  await expect(area.locator('.rung-refused').filter({ hasText: 'ZPCI-R1' })).toHaveCount(1);
  await page.keyboard.press('Home');
  await expect(area.getByRole('complementary', { name: 'This step' })).toContainText('Step 1');
});
