import { expect, test } from 'vitest';
import { tabsInMenu } from './Tabs.tsx';

test('tabs that do not fit go into the menu, the last ones first, and never the open one', () => {
  const widths = [100, 100, 100, 100];
  const inMenu = (open: number, room: number) => [...tabsInMenu(widths, open, room, 50)];
  expect([inMenu(0, 400), inMenu(0, 399), inMenu(3, 399), inMenu(2, 260), inMenu(1, 10)]).toEqual([
    [],
    [3],
    [2],
    [3, 1],
    [3, 2, 0],
  ]);
});
