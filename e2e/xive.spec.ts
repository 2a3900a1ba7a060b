/** A person's tasks with the ESB pages of a POWER guest, done with the mouse and the keyboard in a real browser. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from './fixtures.ts';
import { goToLisn, inspector, leaveFields, openExample } from './xive.ts';

const REPLUG = /another drive gets the same numbers/;
const CAPTURES = path.resolve('electron/engine/xive/observe/fixtures');

test('explains why interrupt 0x1304 goes to a wrong source after a re-plug, and since when', async ({
  page,
  studio,
}) => {
  await openExample(page, studio.newAddress(), REPLUG);
  await goToLisn(page, '0x1304');
  const card = inspector(page);
  await expect(card).toContainText('Interrupt 0x1304 goes to a wrong source');
  await expect(card).toContainText('should show phb2[4]');
  await expect(card).toContainText('The guest’s page drives phb1[4], not the owner phb2[4]');
  await expect(card.getByRole('button', { name: 'Branch here under B1' })).toBeVisible();
  await expect(card.getByRole('button', { name: 'Zap LISN 0x1304 after step 6' })).toBeVisible();
  await card
    .getByRole('button', { name: /^Why\? Rule XIVE-S4/ })
    .first()
    .click();
  await expect(page.getByRole('dialog')).toContainText('XIVE-S4');
  await page.keyboard.press('Escape');
  await card
    .getByRole('region', { name: 'What happened to it' })
    .getByRole('button', { name: 'Go to step 6' })
    .first()
    .click();
  await expect(page.getByText('step 6 of 12')).toBeVisible();
});

test('scrubs by key: before the plug nothing is wrong, and the next stale page is one key away', async ({
  page,
  studio,
}) => {
  await openExample(page, studio.newAddress(), REPLUG);
  const card = inspector(page);
  await expect(card).toContainText('leads to a wrong source');
  await leaveFields(page);
  await page.keyboard.press('<');
  await expect(card).toContainText('guest, step 0');
  await expect(card).not.toContainText('wrong source');
  await page.keyboard.press('>');
  await expect(card).toContainText('guest, step 12');
  await page.keyboard.press('n');
  await expect(card).toContainText('Page 0x2609');
  await expect(card).toContainText('stale');
});

test('triggers and ends an interrupt: the state moves, the events are in the timeline, and undo takes them out', async ({
  page,
  studio,
}) => {
  await openExample(page, studio.newAddress(), REPLUG);
  await goToLisn(page, '0x1');
  const card = inspector(page);
  const pq = card.getByRole('img', { name: /^P and Q/ });
  await card.getByRole('button', { name: 'Unmask', exact: true }).click();
  await expect(pq).toHaveAccessibleName(/00 ready/);
  await card.getByRole('button', { name: 'Trigger', exact: true }).click();
  await expect(pq).toHaveAccessibleName(/10 pending/);
  await card.getByRole('button', { name: 'EOI', exact: true }).click();
  await expect(pq).toHaveAccessibleName(/00 ready/);
  await expect(page.getByText('step 15 of 15')).toBeVisible();
  for (let time = 0; time < 3; time += 1) await page.keyboard.press('Control+z');
  await expect(page.getByText('step 12 of 12')).toBeVisible();
});

test('plugs a device at a step in the middle, and the events behind it stay', async ({ page, studio }) => {
  await openExample(page, studio.newAddress(), REPLUG);
  await leaveFields(page);
  for (let time = 0; time < 5; time += 1) await page.keyboard.press(',');
  await expect(page.getByText('step 7 of 12')).toBeVisible();
  await page.keyboard.press('d');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('gpu0');
  await dialog.getByRole('textbox', { name: /PHB/ }).fill('phb3');
  await dialog.getByRole('button', { name: 'Plug it' }).click();
  await expect(page.getByText('step 8 of 13')).toBeVisible();
  await expect(inspector(page)).toContainText('gpu0');
  await expect(inspector(page)).toContainText('0x1308 to 0x130b');
});

test('shows what strategy C would change, and stops comparing', async ({ page, studio }) => {
  await openExample(page, studio.newAddress(), REPLUG);
  await leaveFields(page);
  await page.keyboard.press('c');
  await expect(page.getByRole('tab', { name: 'Comparison' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('heading', { name: /the same events, step 12: C: own range/ })).toBeVisible();
  await expect(page.getByRole('tabpanel')).toContainText('0x1984');
  await page.keyboard.press('Shift+C');
  await expect(page.getByRole('heading', { name: /the same events/ })).toHaveCount(0);
  await expect(page.getByRole('tab', { name: 'Timeline' })).toHaveAttribute('aria-selected', 'true');
});

test('lists the sources whose pages the guest touched wrongly, and goes to one', async ({ page, studio }) => {
  await openExample(page, studio.newAddress(), REPLUG);
  await page.getByRole('tab', { name: 'Sources' }).click();
  await page.getByRole('searchbox', { name: 'Filter the sources' }).fill('stale');
  const rows = page.getByRole('list', { name: 'Sources' }).getByRole('button');
  await expect(rows).toHaveCount(1);
  await rows.first().click();
  await expect(inspector(page)).toContainText('LISN 0x1304');
});

test('makes a new study from nothing, branches it under another strategy and deletes the branch', async ({
  page,
  studio,
}) => {
  await page.goto(studio.newAddress());
  await page.getByRole('button', { name: 'New XIVE study' }).click();
  await page.getByRole('toolbar', { name: 'ESB space' }).waitFor();
  await expect(page.getByText('step 1 of 1')).toBeVisible();
  await leaveFields(page);
  await page.keyboard.press('b');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Zap it');
  await dialog.getByRole('combobox').selectOption('C');
  await dialog.getByRole('button', { name: 'Make the branch' }).click();
  const study = page.getByRole('button', { name: /^Zap it/ });
  await expect(study).toHaveAttribute('aria-pressed', 'true');
  await study.hover();
  await page.getByRole('button', { name: 'More for Zap it' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete the branch' }).click();
  await expect(study).toHaveCount(0);
});

test('opens a capture of a real guest, and studies one of its readings', async ({ page, studio }) => {
  await page.goto(studio.newAddress());
  await page.getByText('Give hardware to guests').waitFor();
  await page.keyboard.press('Control+o');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(path.join(CAPTURES, 'kvm-vfio'));
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Use this folder' }).click();
  await page.getByRole('link', { name: /XIVE ESB pages/ }).click();
  const reading = page.getByRole('button', { name: /^01-/ });
  await reading.click();
  await goToLisn(page, '0x1300');
  const card = inspector(page);
  await expect(card).toContainText('LISN 0x1300');
  await expect(card.getByRole('button', { name: 'Trigger', exact: true })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await card.getByRole('button', { name: 'Study this reading' }).click();
  await page.getByRole('button', { name: 'Make the branch' }).click();
  await expect(page.getByRole('button', { name: /studied/ }).first()).toHaveAttribute('aria-pressed', 'true');
  await expect(card.getByRole('button', { name: 'Trigger', exact: true })).not.toHaveAttribute(
    'aria-disabled',
  );
});

test('writes scenario, trace and calls, and saves the picture as SVG', async ({ page, studio }) => {
  await openExample(page, studio.newAddress(), REPLUG);
  await leaveFields(page);
  await page.keyboard.press('Alt+e');
  const dialog = page.getByRole('dialog');
  await expect(dialog.locator('pre')).toContainText('"op": "plug"');
  await dialog.getByRole('radio', { name: 'Calls' }).click();
  await expect(dialog.locator('pre')).toContainText('set_mapped(0x1304, phb2[4])');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'SVG' }).click();
  const file = await (await download).path();
  expect(readFileSync(file, 'utf8')).toMatch(/^<svg[\s>]|^<\?xml/);
});

for (const scheme of ['light', 'dark'] as const)
  test(`fits into a window 1024 wide, ${scheme}`, async ({ page, studio }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width: 1024, height: 700 });
    await openExample(page, studio.newAddress(), REPLUG);
    await goToLisn(page, '0x1304');
    await expect(inspector(page)).toContainText('0x1304');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
  });

test('does the re-plug task by keyboard alone: plugs, touches, takes out, plugs another, and is told what goes wrong', async ({
  page,
  studio,
}) => {
  await openExample(page, studio.newAddress(), REPLUG);
  await leaveFields(page);
  const step = (words: string) => expect(page.getByText(words, { exact: true })).toBeVisible();
  const card = inspector(page);
  await page.keyboard.press('<');
  await step('step 0 of 12');
  // What the example did already is done again by hand, in a branch that ends before its first event.
  await page.keyboard.press('b');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('By hand');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^By hand/ })).toHaveAttribute('aria-pressed', 'true');
  await expect(card).toContainText('guest, step 0');
  async function plug(name: string, phb: string): Promise<void> {
    await leaveFields(page);
    await page.keyboard.press('d');
    await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused();
    await page.keyboard.press('Control+a');
    await page.keyboard.type(name);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Control+a');
    await page.keyboard.type(phb);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('8');
    await page.keyboard.press('Enter');
    await expect(dialog).toHaveCount(0);
    await expect(card.getByRole('heading', { name })).toBeVisible();
  }
  await plug('nvme1', 'phb1');
  await card.getByRole('button', { name: 'Touch its pages' }).focus();
  await page.keyboard.press('Enter');
  await step('step 2 of 2');
  await card.getByRole('button', { name: 'Unplug' }).focus();
  await page.keyboard.press('Enter');
  await step('step 3 of 3');
  await plug('nvme2', 'phb2');
  await step('step 4 of 4');
  await page.keyboard.press('Control+g');
  await page.keyboard.type('0x1304');
  await page.keyboard.press('Enter');
  await expect(card).toContainText('Interrupt 0x1304 goes to a wrong source');
  await expect(card).toContainText('should show phb2[4]');
});

test('says that a name is taken, and goes from the overview to a LISN by its keys', async ({
  page,
  studio,
}) => {
  await openExample(page, studio.newAddress(), REPLUG);
  await leaveFields(page);
  await page.keyboard.press('d');
  const name = page.getByRole('dialog').getByRole('textbox', { name: 'Name' });
  await name.fill('nvme2');
  await expect(name).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByRole('dialog')).toContainText('nvme2 is plugged already: type another name.');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: /Overview/ }).click();
  await expect(page.getByRole('toolbar', { name: 'ESB space' })).toHaveCount(0);
  await page.keyboard.press('Control+g');
  await expect(page.getByRole('textbox', { name: 'LISNs that are shown' })).toBeFocused();
});

test('a fix that branches shows the new branch, and deleting it leads back', async ({ page, studio }) => {
  await openExample(page, studio.newAddress(), REPLUG);
  await page.getByRole('tab', { name: /Problems/ }).click();
  await page.getByRole('button', { name: 'Branch here under B1' }).first().click();
  const made = page.getByRole('button', { name: /^No measure under B1/ });
  await expect(made).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByText(/is new, and is shown now/).first()).toBeVisible();
  await made.hover();
  await page.getByRole('button', { name: 'More for No measure under B1' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete the branch' }).click();
  await expect(made).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^No measure/ })).toHaveAttribute('aria-pressed', 'true');
});
