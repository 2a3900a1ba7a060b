/** What the keys do while the matrix has the focus, for the list of shortcuts; `grid/keyboard.ts` reads them. */
import type { KeyHelp } from '../app/family.ts';

export const GRID_KEYS: readonly KeyHelp[] = [
  { keys: 'Arrow keys', what: 'Move to the next cell' },
  { keys: 'Ctrl+Arrow keys', what: 'Move to the first or last cell of the row or column' },
  { keys: 'Home, End', what: 'Move to the start or the end of the row' },
  { keys: 'Ctrl+Home, Ctrl+End', what: 'Move to the first or the last cell of the matrix' },
  { keys: 'Page Up, Page Down', what: 'Move a page of rows' },
  { keys: '0a.0047', what: 'Type an APQN to go there; 0a alone is the adapter' },
  { keys: 'Space, Enter', what: 'Paint the cell, or take it away' },
  { keys: 'Shift+Space', what: 'Paint the row' },
  { keys: 'Ctrl+Space', what: 'Paint the column' },
  { keys: 'Delete, Backspace', what: 'Take the cell away, like Alt+click' },
  { keys: 'Shift+Arrow keys', what: 'Span a rectangle; Space paints it, Delete takes it away' },
  { keys: 'Escape', what: 'Drop the rectangle or close what was refused or offered' },
  { keys: '+, -', what: 'Make the cells larger or smaller' },
  { keys: '0', what: 'Fit the matrix into the window, after a short wait' },
];
