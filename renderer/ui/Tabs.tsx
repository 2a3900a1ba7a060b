import './tabs.css';
import { Tabs as Radix } from 'radix-ui';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { Button } from './Button.tsx';
import { Menu } from './Menu.tsx';

export interface TabsProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  /** The most used ones first: where the row is too narrow the last ones go into a menu. */
  readonly tabs: readonly {
    readonly value: Value;
    readonly label: string;
    readonly badge?: ReactNode;
    readonly content: ReactNode;
  }[];
  /** Right end of the tab row: buttons that belong to all tabs. */
  readonly trailing?: ReactNode;
}

/**
 * Which of the tabs, in their order, do not fit into `room`: the last ones, but never the open one. `more` is the width
 * of the menu that then has them. All in CSS pixels.
 */
export function tabsInMenu(
  widths: readonly number[],
  open: number,
  room: number,
  more: number,
): ReadonlySet<number> {
  const inMenu = new Set<number>();
  let taken = widths.reduce((sum, width) => sum + width, 0);
  if (taken <= room) return inMenu;
  taken += more;
  for (let at = widths.length - 1; at >= 0 && taken > room; at--) {
    if (at === open) continue;
    inMenu.add(at);
    taken -= widths[at]!;
  }
  return inMenu;
}

/** Width of the button "More" with its arrow. */
const MORE = 76;

/** Fills its container; the open tab's content scrolls. */
export function Tabs<Value extends string>({ label, value, onChange, tabs, trailing }: TabsProps<Value>) {
  const bar = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const end = useRef<HTMLDivElement>(null);
  const widths = useRef(new Map<string, number>());
  const [inMenu, setInMenu] = useState<ReadonlySet<number>>(new Set());
  const open = tabs.findIndex((tab) => tab.value === value);
  const measure = useRef(() => {});
  measure.current = () => {
    if (bar.current === null || list.current === null) return;
    for (const tab of list.current.querySelectorAll<HTMLElement>('[role="tab"]'))
      if (tab.offsetWidth > 0) widths.current.set(tab.dataset.value ?? '', tab.offsetWidth);
    const { paddingInlineStart, paddingInlineEnd, columnGap } = getComputedStyle(bar.current);
    const edges = [paddingInlineStart, paddingInlineEnd, columnGap].map(Number.parseFloat);
    const room =
      edges.reduce((left, edge) => left - edge, bar.current.clientWidth) - (end.current?.offsetWidth ?? 0);
    const next = tabsInMenu(
      tabs.map((tab) => widths.current.get(tab.value) ?? 0),
      open,
      room,
      (MORE * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)) / 16,
    );
    if (next.size !== inMenu.size || [...next].some((at) => !inMenu.has(at))) setInMenu(next);
  };
  // Badges change the widths, so every change of what is shown is measured.
  useLayoutEffect(() => measure.current());
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => measure.current());
    for (const element of [bar.current, end.current]) if (element !== null) observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <Radix.Root className="tabs" value={value} onValueChange={(next) => onChange(next as Value)}>
      <div className="tabs-bar" ref={bar}>
        <Radix.List ref={list} className="tabs-list" aria-label={label}>
          {tabs.map((tab, at) => (
            <Radix.Trigger
              key={tab.value}
              value={tab.value}
              data-value={tab.value}
              className="tabs-tab"
              hidden={inMenu.has(at)}
              disabled={inMenu.has(at)}
              // Choosing the open one again may open what holds the tabs.
              onClick={() => {
                if (tab.value === value) onChange(tab.value);
              }}
            >
              {tab.label}
              {tab.badge}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {inMenu.size > 0 && (
          <Menu
            label="More tabs"
            entries={tabs
              .filter((_, at) => inMenu.has(at))
              .map((tab) => ({
                kind: 'item',
                id: tab.value,
                label: tab.label,
                onSelect: () => onChange(tab.value),
              }))}
            trigger={
              <Button size="small" variant="quiet" iconEnd="chevronDown" className="tabs-more">
                More
              </Button>
            }
          />
        )}
        {trailing !== undefined && (
          <div className="tabs-trailing" ref={end}>
            {trailing}
          </div>
        )}
      </div>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className="tabs-content">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
