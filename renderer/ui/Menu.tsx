import './menu.css';
import { ContextMenu as RadixContext, DropdownMenu as RadixMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons.tsx';
import { Kbd } from './Kbd.tsx';

export type MenuEntry =
  | {
      readonly kind: 'item';
      readonly id: string;
      readonly label: string;
      readonly icon?: IconName | undefined;
      readonly shortcut?: string | undefined;
      /** A sentence; the item is then shown with it and cannot be chosen. */
      readonly disabledReason?: string | null;
      readonly checked?: boolean;
      readonly danger?: boolean;
      readonly onSelect: () => void;
    }
  | { readonly kind: 'heading'; readonly id: string; readonly label: string }
  | { readonly kind: 'separator'; readonly id: string };

/** A function is read each time the menu opens, so that what can run now is what is said. */
export type MenuEntries = readonly MenuEntry[] | (() => readonly MenuEntry[]);

type Parts = Pick<typeof RadixMenu, 'Item' | 'CheckboxItem' | 'Label' | 'Separator'>;

function EntryContent({ entry }: { readonly entry: Extract<MenuEntry, { kind: 'item' }> }) {
  const icon = entry.checked === true ? 'check' : entry.icon;
  return (
    <>
      <span className="menu-icon">{icon !== undefined && <Icon name={icon} />}</span>
      <span className="menu-text">
        {entry.label}
        {entry.disabledReason != null && <span className="menu-reason">{entry.disabledReason}</span>}
      </span>
      {entry.shortcut !== undefined && <Kbd shortcut={entry.shortcut} />}
    </>
  );
}

function Entries({ entries, parts }: { readonly entries: MenuEntries; readonly parts: Parts }) {
  return (typeof entries === 'function' ? entries() : entries).map((entry) => {
    if (entry.kind === 'separator') return <parts.Separator key={entry.id} className="menu-separator" />;
    if (entry.kind === 'heading')
      return (
        <parts.Label key={entry.id} className="menu-heading section-label">
          {entry.label}
        </parts.Label>
      );
    const common = {
      className: entry.danger === true ? 'menu-item menu-item-danger' : 'menu-item',
      disabled: entry.disabledReason != null,
      onSelect: entry.onSelect,
    };
    return entry.checked === undefined ? (
      <parts.Item key={entry.id} {...common}>
        <EntryContent entry={entry} />
      </parts.Item>
    ) : (
      <parts.CheckboxItem key={entry.id} {...common} checked={entry.checked}>
        <EntryContent entry={entry} />
      </parts.CheckboxItem>
    );
  });
}

export interface MenuProps {
  /** One button-like element. */
  readonly trigger: ReactNode;
  readonly label: string;
  readonly entries: MenuEntries;
  readonly align?: 'start' | 'end';
}

/**
 * Not modal: Radix would lock scrolling with an inline style sheet, which the content security policy forbids.
 */
export function Menu({ trigger, label, entries, align = 'start' }: MenuProps) {
  return (
    <RadixMenu.Root modal={false}>
      <RadixMenu.Trigger asChild>{trigger}</RadixMenu.Trigger>
      <RadixMenu.Portal>
        <RadixMenu.Content
          className="menu"
          align={align}
          sideOffset={5}
          collisionPadding={8}
          aria-label={label}
        >
          <Entries entries={entries} parts={RadixMenu} />
        </RadixMenu.Content>
      </RadixMenu.Portal>
    </RadixMenu.Root>
  );
}

export interface ContextMenuProps {
  readonly label: string;
  readonly entries: MenuEntries;
  readonly onOpenChange?: (open: boolean) => void;
  /** One element; right click, Shift+F10 or the menu key on it opens the menu. */
  readonly children: ReactNode;
}

export function ContextMenu({ label, entries, onOpenChange, children }: ContextMenuProps) {
  return (
    <RadixContext.Root modal={false} onOpenChange={onOpenChange}>
      <RadixContext.Trigger asChild>{children}</RadixContext.Trigger>
      <RadixContext.Portal>
        <RadixContext.Content className="menu" collisionPadding={8} aria-label={label}>
          <Entries entries={entries} parts={RadixContext} />
        </RadixContext.Content>
      </RadixContext.Portal>
    </RadixContext.Root>
  );
}

export interface PointMenuProps {
  readonly label: string;
  readonly entries: MenuEntries;
  /** A place of the window; null = closed. */
  readonly at: { readonly x: number; readonly y: number } | null;
  readonly onClose: () => void;
}

/** A menu at a place of a drawing that brings its own right click and menu key. */
export function PointMenu({ label, entries, at, onClose }: PointMenuProps) {
  return (
    <RadixMenu.Root
      modal={false}
      open={at !== null}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <RadixMenu.Trigger asChild>
        <span className="menu-point" aria-hidden="true" style={{ left: at?.x ?? 0, top: at?.y ?? 0 }} />
      </RadixMenu.Trigger>
      <RadixMenu.Portal>
        <RadixMenu.Content className="menu" align="start" collisionPadding={8} aria-label={label}>
          {at !== null && <Entries entries={entries} parts={RadixMenu} />}
        </RadixMenu.Content>
      </RadixMenu.Portal>
    </RadixMenu.Root>
  );
}
