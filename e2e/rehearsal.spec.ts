/** What stands around the matrix while it shows a rehearsal, and in a window of 1024 by 700. */
import { expect, test } from './fixtures.ts';
import { cell, clickCell, guest, openExample } from './matrix.ts';

test('the lists count what the rehearsal shows, a click changes nothing and says so, and nothing jumps', async ({
  page,
  studio,
}) => {
  await openExample(page, studio.newAddress());
  await guest(page, 'test-ci').click();
  await clickCell(page, '0a.0006');
  await expect(guest(page, 'test-ci')).toHaveAccessibleName(/6 APQNs/);
  await page.getByRole('button', { name: /^Rehearse \d/ }).click();
  await expect(guest(page, 'test-ci')).toHaveAccessibleName(/4 APQNs/);
  await expect(page.getByRole('radio', { name: 'Rehearsal' })).toBeChecked();
  const top = await page.getByRole('grid').boundingBox();
  await page.getByRole('slider').focus();
  await page.keyboard.press('End');
  await expect(guest(page, 'test-ci')).toHaveAccessibleName(/6 APQNs/);
  expect(await page.getByRole('grid').boundingBox()).toEqual(top);
  await clickCell(page, '01.0004');
  await expect(page.getByText('A rehearsal is read-only: leave it to change the wish.')).toBeVisible();
  await page.getByRole('button', { name: 'Leave' }).click();
  await expect(page.getByRole('radio', { name: 'Desired' })).toBeChecked();
});

test('a script is rehearsed from the host as it is, whatever is wished', async ({ page, studio }) => {
  await openExample(page, studio.newAddress());
  await guest(page, 'test-ci').click();
  await clickCell(page, '0a.0006');
  await expect(cell(page, '0a.0006')).toContainText('test-ci');
  await page.getByRole('tab', { name: 'Rehearsal' }).click();
  await page.getByRole('radio', { name: 'Paste a script' }).click();
  await page
    .getByRole('textbox', { name: 'Script to rehearse' })
    .fill('echo -5 > /sys/bus/ap/apmask\necho -5 > /sys/bus/ap/apmask');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Rehearsal: before the first of 2 lines')).toBeVisible();
  await expect(cell(page, '0a.0006')).not.toContainText('test-ci');
});

test('in a small window every tab and both arrows of the rehearsal can be reached', async ({
  page,
  studio,
}) => {
  await page.setViewportSize({ width: 1024, height: 700 });
  await openExample(page, studio.newAddress());
  await guest(page, 'test-ci').click();
  await clickCell(page, '0a.0006');
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Masks & files' }).click();
  await expect(page.getByRole('tab', { name: 'Masks & files' })).toBeInViewport({ ratio: 1 });
  await page.getByRole('button', { name: /^Rehearse \d/ }).click();
  await expect(page.getByRole('tab', { name: 'Rehearsal' })).toBeInViewport({ ratio: 1 });
  await page.getByRole('button', { name: 'The next step' }).click();
  await expect(page.getByText('Rehearsal: after step 1 of 1')).toBeVisible();
});
