/** A person reads what a guest's CLP instructions answer, and why, in a real browser. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

/** Opens the LPAR of the examples and the answer of one guest's first function; the questions of the what-if are open. */
async function openAnswer(page: Page, address: string, guest: string): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(address);
  await page.getByText('Give hardware to guests').waitFor();
  await page
    .getByRole('button', { name: /^zPCI: an LPAR with 40 functions/ })
    .first()
    .click();
  await page.getByRole('link', { name: /zPCI functions/ }).click();
  await page.getByRole('button', { name: new RegExp(`^${guest}, \\d+ devices?`) }).click();
  await page
    .getByRole('radiogroup', { name: 'What is shown' })
    .getByRole('radio', { name: /answer/i })
    .click();
  await expect(page.getByRole('heading', { level: 2, name: new RegExp(`^${guest} `) })).toBeVisible();
}

const answer = (page: Page): Locator => page.getByRole('region', { name: 'Answer', exact: true });
const row = (page: Page, name: string): Locator => answer(page).locator(`tr[data-name="${name}"]`);
const bytesOf = (page: Page, block: 'function' | 'group', offset: number): Locator =>
  page.getByRole('grid', { name: `Bytes of query ${block}` }).locator(`[data-offset="${offset}"]`);
const inspector = (page: Page): Locator => page.getByRole('complementary', { name: 'Inspector' });

async function lies(page: Page): Promise<readonly (string | null)[]> {
  return answer(page)
    .locator('tr[data-lie="true"]')
    .evaluateAll((rows) => rows.map((each) => (each as HTMLElement).dataset['name'] ?? null));
}

test('tells which values the QEMU of 2019 makes up, and how the driver would notice', async ({
  page,
  studio,
}) => {
  await openAnswer(page, studio.newAddress(), 'archive');
  await expect(answer(page).getByRole('status')).toContainText(/\d+ of \d+ values are not this card’s/);
  await expect.poll(() => lies(page)).toEqual(expect.arrayContaining(['pchid', 'pfip', 'edma']));
  await row(page, 'edma').hover();
  await expect(answer(page)).toContainText('outside the host’s window');
  await row(page, 'edma').click();
  const card = inspector(page).getByRole('region', { name: 'Field last DMA address' });
  await expect(card).toContainText('Not this card’s');
  await expect(card).toContainText('How the driver would notice');
  await card.getByRole('button', { name: 'Why? Rule ZPCI-K1' }).click();
  await expect(page.getByRole('dialog', { name: 'Rule ZPCI-K1' })).toBeVisible();
});

test('asks what a kernel without capabilities would do, sees what changes, and goes back', async ({
  page,
  studio,
}) => {
  await openAnswer(page, studio.newAddress(), 'web');
  await expect.poll(() => lies(page)).toEqual([]);
  const pchid = await row(page, 'pchid').locator('.zpci-guest-cell').textContent();
  await answer(page).getByLabel('Host kernel').selectOption('none');
  await answer(page).getByLabel('Mode').selectOption('intercept');
  await expect(answer(page)).toContainText('What if: a host kernel before 5.10, interception.');
  await expect.poll(() => lies(page)).toEqual(expect.arrayContaining(['vfn', 'pchid', 'pfip', 'edma']));
  await expect(row(page, 'pchid')).toContainText(`was ${pchid}`);
  await answer(page)
    .getByRole('radio', { name: /Query group/ })
    .click();
  await expect.poll(() => lies(page)).toEqual(expect.arrayContaining(['noi', 'mui', 'dasm']));
  await answer(page)
    .getByRole('button', { name: /^not this card’s, \d+/ })
    .click();
  await expect(row(page, 'dtsm')).toHaveCount(0);
  await answer(page).getByRole('button', { name: 'Back to how it is' }).click();
  await expect(answer(page)).not.toContainText('What if:');
  await expect.poll(() => lies(page)).toEqual([]);
});

test('misses one capability at a time', async ({ page, studio }) => {
  await openAnswer(page, studio.newAddress(), 'web');
  await answer(page).getByLabel('Mode').selectOption('intercept');
  await answer(page).getByRole('button', { name: 'Without PFIP' }).click();
  await expect.poll(() => lies(page)).toEqual(['pfip']);
  await answer(page).getByRole('button', { name: 'Without PFIP' }).click();
  await expect.poll(() => lies(page)).toEqual([]);
});

test('a field lights its bytes, and a byte lights its field', async ({ page, studio }) => {
  await openAnswer(page, studio.newAddress(), 'archive');
  await row(page, 'edma').hover();
  for (const offset of [72, 79])
    await expect(bytesOf(page, 'function', offset)).toHaveAttribute('data-lit', 'true');
  await expect(bytesOf(page, 'function', 71)).toHaveAttribute('data-lit', 'false');
  await bytesOf(page, 'function', 30).hover();
  await expect(row(page, 'pchid')).toHaveAttribute('data-lit', 'true');
  await expect(row(page, 'edma')).toHaveAttribute('data-lit', 'false');
  await bytesOf(page, 'group', 40).click();
  await expect(row(page, 'msia')).toHaveAttribute('aria-selected', 'true');
});

test('is read with the keyboard alone', async ({ page, studio }) => {
  await openAnswer(page, studio.newAddress(), 'web');
  await row(page, 'vfn').focus();
  await page.keyboard.press('ArrowDown');
  await expect(row(page, 'flags')).toBeFocused();
  await expect(bytesOf(page, 'function', 18)).toHaveAttribute('data-lit', 'true');
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  await expect(row(page, 'vfn')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(inspector(page).getByRole('region', { name: 'Field VFN' })).toBeVisible();
  await bytesOf(page, 'function', 0).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(inspector(page).getByRole('region', { name: 'Field first DMA address' })).toBeVisible();
  await row(page, 'sdma').focus();
  await page.keyboard.press('.');
  await expect(answer(page)).toContainText('2 of 3');
  await page.keyboard.press(',');
  await expect(answer(page)).toContainText('1 of 3');
});
