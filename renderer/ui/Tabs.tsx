import './tabs.css';
import { Tabs as Radix } from 'radix-ui';
import { type ReactNode, useEffect, useRef } from 'react';

export interface TabsProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly tabs: readonly {
    readonly value: Value;
    readonly label: string;
    readonly badge?: ReactNode;
    readonly content: ReactNode;
  }[];
  /** Right end of the tab row: buttons that belong to all tabs. */
  readonly trailing?: ReactNode;
}

/** Fills its container; the open tab's content scrolls. */
export function Tabs<Value extends string>({ label, value, onChange, tabs, trailing }: TabsProps<Value>) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current
      ?.querySelector('[data-state="active"]')
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [value]);
  return (
    <Radix.Root className="tabs" value={value} onValueChange={(next) => onChange(next as Value)}>
      <div className="tabs-bar">
        <Radix.List ref={list} className="tabs-list" aria-label={label}>
          {tabs.map((tab) => (
            <Radix.Trigger key={tab.value} value={tab.value} className="tabs-tab">
              {tab.label}
              {tab.badge}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {trailing !== undefined && <div className="tabs-trailing">{trailing}</div>}
      </div>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className="tabs-content">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
