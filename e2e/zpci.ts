/** The zPCI functions of a host, as a person opens and finds them. */
import type { Locator, Page } from '@playwright/test';

/** Opens the example of the LPAR with 40 functions, and its functions. */
export async function openLpar(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByText('Give hardware to guests').waitFor();
  await page
    .getByRole('button', { name: /^zPCI: an LPAR with 40 functions/ })
    .first()
    .click();
  await page.getByRole('link', { name: /zPCI functions/ }).click();
  await page.getByRole('grid', { name: 'Functions of the host' }).waitFor();
}

/** A guest in the column. */
export const guest = (page: Page, name: string): Locator =>
  page.getByRole('button', { name: new RegExp(`^${name}, \\d+ devices?`) });

/** A function's row on the board, by what it is called there. */
export const fn = (page: Page, address: string): Locator =>
  page
    .getByRole('grid', { name: 'Functions of the host' })
    .getByRole('row', { name: new RegExp(`^${address}`) });

export const devicesOf = (page: Page, name: string): Locator =>
  page
    .getByRole('grid', { name: 'Guests and their devices' })
    .getByRole('row', { name: new RegExp(`of ${name},`) });

export const inspector = (page: Page): Locator => page.getByRole('complementary', { name: 'Inspector' });

export const search = (page: Page): Locator => page.getByRole('searchbox', { name: 'Search functions' });

/** What the guest that is picked would get, or what clashes. */
export const peek = (page: Page): Locator => page.locator('.zpci-peek');

export async function dragTo(page: Page, from: Locator, to: Locator): Promise<void> {
  const start = (await from.boundingBox())!;
  const end = (await to.boundingBox())!;
  await page.mouse.move(start.x + 60, start.y + start.height / 2);
  await page.mouse.down();
  await page.mouse.move(start.x + 80, start.y + start.height / 2 + 12);
  await page.mouse.move(end.x + 60, end.y + end.height / 2, { steps: 3 });
}
