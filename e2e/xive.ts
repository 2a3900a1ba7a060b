/** The ESB pages of a guest, as a person opens and finds them. */
import type { Locator, Page } from '@playwright/test';

/** Opens an example by its title's beginning, and its ESB pages. */
export async function openExample(page: Page, address: string, title: RegExp): Promise<void> {
  await page.goto(address);
  await page.getByText('Give hardware to guests').waitFor();
  await page.getByRole('button', { name: title }).first().click();
  await page.getByRole('link', { name: /XIVE ESB pages/ }).click();
  await page.getByRole('toolbar', { name: 'ESB space' }).waitFor();
}

export async function goToLisn(page: Page, lisn: string): Promise<void> {
  await page.keyboard.press('Control+g');
  const field = page.getByRole('textbox', { name: 'LISNs that are shown' });
  await field.fill(lisn);
  await field.press('Enter');
}

export const inspector = (page: Page): Locator => page.getByRole('complementary', { name: 'Inspector' });

/** Keys of the view go to no field. */
export async function leaveFields(page: Page): Promise<void> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
}
