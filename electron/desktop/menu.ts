/** The native menu, made from the list both sides share; an item asks the page for its action. */
import { Menu, type MenuItemConstructorOptions } from 'electron';
import { type MenuItem, NATIVE_MENU } from '../../shared/menu.ts';
import type { Engine } from '../engine/session/engine.ts';

function accelerator(shortcut: string): string {
  return shortcut.replace('Mod', 'CmdOrCtrl');
}

function nativeItem(item: MenuItem, engine: Engine): MenuItemConstructorOptions {
  if ('separator' in item) return { type: 'separator' };
  if ('role' in item) return { role: item.role };
  const { action, label, shortcut } = item;
  return {
    id: action,
    label,
    ...(shortcut ? { accelerator: accelerator(shortcut) } : {}),
    click: () => engine.emit('app.action', { id: action }),
  };
}

export function installMenu(engine: Engine): void {
  const sections: MenuItemConstructorOptions[] = NATIVE_MENU.map(({ label, items }) => ({
    label,
    submenu: items.map((item) => nativeItem(item, engine)),
  }));
  const macOnly: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  Menu.setApplicationMenu(Menu.buildFromTemplate([...macOnly, ...sections]));
}
