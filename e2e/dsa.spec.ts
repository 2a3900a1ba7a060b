/** A person's tasks with DSA work queues, done with the mouse and the keyboard in a real browser. */
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { addGuest, guest, inspector, openHost, row, select } from './dsa.ts';

test('gives a guest a dedicated queue of the second socket by dropping it on the device, and takes it back', async ({
  page,
  studio,
}) => {
  await openHost(page, studio.newAddress(), studio.folder, 'idle');
  await addGuest(page, 'vm-web');
  await page.getByRole('searchbox').fill('dsa2');
  const from = (await guest(page, 'vm-web').boundingBox())!;
  const to = (await row(page, 'dsa2').boundingBox())!;
  await page.mouse.move(from.x + 40, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(from.x + 90, from.y + 40);
  await page.mouse.move(to.x + 60, to.y + 10, { steps: 3 });
  await expect(page.locator('.dsa-ghost')).toContainText(/wq2\.0/);
  await page.mouse.up();
  await expect(guest(page, 'vm-web')).toContainText('1 mdev');
  await page.getByRole('searchbox').fill('');
  await row(page, 'wq2.0').focus();
  await expect(row(page, 'wq2.0')).toContainText('dedicated');
  await expect(row(page, 'wq2.0')).toContainText('locked');
  await expect(row(page, 'wq2.0')).toContainText('vm-web');
  await expect(row(page, 'dsa2')).toContainText('enabled');
  await page.keyboard.press('Control+z');
  await expect(guest(page, 'vm-web')).toContainText('0 mdevs');
  await expect(row(page, 'dsa2')).toContainText('disabled');
});

test('shares one queue among three guests with the keyboard alone', async ({ page, studio }) => {
  await openHost(page, studio.newAddress(), studio.folder, 'busy');
  for (const name of ['vm-web', 'vm-db', 'vm-cache']) await addGuest(page, name);
  await select(page, 'wq0.2');
  for (const key of ['1', '2', '3']) {
    await page.keyboard.press(key);
    await select(page, 'wq0.2');
    await page.keyboard.press('g');
    await expect(page.getByRole('button', { name: /, 1 mdev$/ })).toHaveCount(Number(key));
  }
  await expect(row(page, 'wq0.2')).toContainText('vm-web, vm-db, vm-cache');
  await expect(inspector(page)).toContainText('vm-cache');
});

test('finds out why a queue cannot be enabled, and mends it from there', async ({ page, studio }) => {
  await openHost(page, studio.newAddress(), studio.folder, 'idle');
  await select(page, 'wq0.0');
  const card = inspector(page);
  await expect(card).toContainText('Why can’t it be enabled?');
  await expect(card.getByRole('button', { name: 'Enable…' })).toHaveAttribute('aria-disabled', 'true');
  await card.getByRole('button', { name: 'Make it a user queue' }).click();
  await expect(row(page, 'wq0.0')).toContainText('user');
  await expect(card).not.toContainText('Nothing tells which driver');
});

test('writes a frozen setting: what it stops is said first, and undo brings all of it back', async ({
  page,
  studio,
}) => {
  await openHost(page, studio.newAddress(), studio.folder, 'busy');
  await select(page, 'wq0.1');
  const card = inspector(page);
  const size = card.getByRole('textbox', { name: 'Size' });
  await size.fill('24');
  const through = card.getByRole('group', { name: 'Size is frozen' });
  await expect(through).toContainText('EPERM');
  await expect(through).toContainText('dsa0 goes down and comes up again');
  await through.getByRole('button', { name: 'Go through with it' }).click();
  await expect(row(page, 'wq0.1')).toContainText('24');
  await expect(page.locator('.work-made')).toContainText('dsa0 goes down and comes up again');
  await page.keyboard.press('Control+z');
  await expect(row(page, 'wq0.1')).toContainText('16');
});

test('a frozen setting that is written as it is meets the refusal, with the way through as its fix', async ({
  page,
  studio,
}) => {
  await openHost(page, studio.newAddress(), studio.folder, 'busy');
  await select(page, 'wq0.1');
  const card = inspector(page);
  await card.getByRole('textbox', { name: 'Size' }).fill('24');
  await page.keyboard.press('Enter');
  const refusal = card.getByRole('region', { name: 'Refused' });
  await expect(refusal).toContainText('EPERM');
  await refusal.getByRole('button', { name: /with dsa0 taken down and up again$/ }).click();
  await expect(row(page, 'wq0.1')).toContainText('24');
});

test('the table sorts, searches, and is walked through with the keyboard', async ({ page, studio }) => {
  await openHost(page, studio.newAddress(), studio.folder, 'busy');
  await page.getByRole('button', { name: 'Entries' }).click();
  await page.getByRole('button', { name: 'Entries' }).click();
  await expect(page.getByRole('columnheader', { name: 'Entries' })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
  await page.getByRole('grid').focus();
  await page.keyboard.press('Home');
  await expect(page.locator('.dsa-row[aria-selected="true"]')).toContainText('128');
  await page.keyboard.press('Control+g');
  await page.keyboard.type('shared mdev enabled wq0');
  await expect(page.locator('.dsa-row[data-row]')).toHaveCount(2);
  await page.keyboard.press('Enter');
  await expect(row(page, 'wq0.2')).toHaveAttribute('aria-selected', 'true');
  // The search field gives the focus to the row a frame after it is selected.
  await expect(row(page, 'wq0.2')).toBeFocused();
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menu')).toContainText('Disable wq0.2…');
});

test('what stops something is asked first, with its steps, and can be left', async ({ page, studio }) => {
  await openHost(page, studio.newAddress(), studio.folder, 'busy');
  await select(page, 'wq0.1');
  await page.keyboard.press('Alt+k');
  const offer = page.getByRole('form', { name: 'Disable wq0.1' });
  await expect(offer).toContainText('/sys/bus/dsa/drivers/mdev/unbind');
  await page.keyboard.press('Escape');
  await expect(offer).toHaveCount(0);
  await expect(row(page, 'wq0.1')).toContainText('enabled');
  await page.keyboard.press('Alt+k');
  await expect(offer.getByRole('button', { name: /^Do it/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(row(page, 'wq0.1')).toContainText('disabled');
});

test('the graph shows what a guest has got, and its menu gives', async ({ page, studio }) => {
  await openHost(page, studio.newAddress(), studio.folder, 'busy');
  await addGuest(page, 'vm-web');
  await page.getByRole('radio', { name: 'Graph' }).click();
  const tree = page.getByRole('tree');
  await tree.getByRole('treeitem', { name: /wq0\.1\b/ }).waitFor();
  const place = (await tree.getByRole('treeitem', { name: /wq0\.1\b/ }).boundingBox())!;
  await page.mouse.click(place.x + place.width / 2, place.y + place.height / 2, { button: 'right' });
  await page.getByRole('menuitem', { name: 'vm-web' }).click();
  await expect(guest(page, 'vm-web')).toContainText('1 mdev');
  await expect(tree.getByRole('treeitem', { name: /vm-web/ }).first()).toBeAttached();
});

test('a way to give queues is chosen, and can be played', async ({ page, studio }) => {
  await openHost(page, studio.newAddress(), studio.folder, 'idle');
  await page.getByRole('button', { name: /other ways$/ }).click();
  const ways = page.getByRole('radiogroup', { name: 'How a guest gets its queue' });
  await expect(ways.getByRole('radio')).toHaveCount(9);
  await page.getByRole('button', { name: /^Why\? UUID/ }).click();
  await expect(page.getByRole('dialog', { name: 'How a guest gets its queue' })).toContainText('UUID');
  await page.keyboard.press('Escape');
  await ways.getByRole('radio', { name: /^Create takes any/ }).click();
  await expect(ways.getByRole('radio', { name: /^Create takes any/ })).toBeChecked();
  await page.keyboard.press('Control+z');
  await expect(ways.getByRole('radio', { name: /^Pool/ })).toBeChecked();
});

/** On dsa0, shared; nothing of the host tells whether wq0.2 or wq0.3 is its queue. */
const UNTOLD = '83b8f4f2-509f-4b8c-a0b2-8c4b6e1d0a03';

async function chooseFor(page: Page, entry: RegExp): Promise<void> {
  await inspector(page).getByRole('button', { name: 'Assign, move, start' }).click();
  await page.getByRole('menu').getByText(entry).click();
}

test('which queue an mdev has is told, taken back and told again, its guest made, and it is moved', async ({
  page,
  studio,
}) => {
  await openHost(page, studio.newAddress(), studio.folder, 'busy');
  await select(page, UNTOLD);
  const queue = row(page, UNTOLD).getByRole('gridcell').nth(5);
  await expect(inspector(page)).toContainText('one of wq0.2, wq0.3');
  await chooseFor(page, /^wq0\.3$/);
  await expect(queue).toHaveText('wq0.3');
  await chooseFor(page, /^A new guest…$/);
  await page.getByRole('textbox', { name: 'Name' }).fill('vm-web');
  await page.keyboard.press('Enter');
  await expect(guest(page, 'vm-web')).toContainText('1 mdev');
  await chooseFor(page, /^Not told after all$/);
  await expect(inspector(page)).toContainText('one of wq0.2, wq0.3');
  await expect(guest(page, 'vm-web')).toContainText('1 mdev');
  await chooseFor(page, /^wq0\.3$/);
  await expect(queue).toHaveText('wq0.3');
  await chooseFor(page, /^wq0\.2: /);
  const offer = page.getByRole('form', { name: 'Move mdev 83b8f4f2…0a03 to wq0.2' });
  await expect(offer).toContainText('made again with the same UUID');
  await offer.getByRole('button', { name: /^Do it/ }).click();
  await expect(queue).toHaveText('wq0.2');
});

test('a refusal goes when what it was said of is undone', async ({ page, studio }) => {
  await openHost(page, studio.newAddress(), studio.folder, 'busy');
  await addGuest(page, 'vm-web');
  await select(page, 'wq0.1');
  await inspector(page).getByRole('textbox', { name: 'Size' }).fill('24');
  await page.keyboard.press('Enter');
  const refusal = inspector(page).getByRole('region', { name: 'Refused' });
  await expect(refusal).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(guest(page, 'vm-web')).toHaveCount(0);
  await expect(refusal).toHaveCount(0);
});

test('in a window as low as one at 200 % selecting shows the inspector, and its tab opens the panel again', async ({
  page,
  studio,
}) => {
  await page.setViewportSize({ width: 720, height: 450 });
  await openHost(page, studio.newAddress(), studio.folder, 'busy');
  const panel = page.getByRole('tabpanel', { name: 'Inspector' });
  await expect(panel).toBeHidden();
  await select(page, 'wq0.1');
  await expect(panel.getByRole('heading', { name: 'wq0.1', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Hide this panel' }).click();
  await expect(panel).toBeHidden();
  await page.getByRole('tab', { name: 'Inspector' }).click();
  await expect(panel).toBeVisible();
});

test('a capture is opened by its whole path, pasted', async ({ page, studio }) => {
  await page.goto(studio.newAddress());
  await page.getByText('Give hardware to guests').waitFor();
  await page.keyboard.press('Control+o');
  const folder = page.getByRole('dialog').getByRole('textbox', { name: 'Folder' });
  await folder.fill(path.resolve('electron/engine/dsa/observe/fixtures/hostA-busy.tar.gz'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: /DSA work queues/ })).toBeVisible();
  // None of its four mdevs is told to be a guest's, and none is told to run.
  await expect(page.getByRole('region', { name: 'Guests with queues' })).toContainText('4 mdevs are there');
  await expect(page.getByRole('row', { name: /dsa0/ })).toContainText('at least 0 of 2,048');
});
