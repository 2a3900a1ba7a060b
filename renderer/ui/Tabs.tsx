import './tabs.css';
import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

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
  return (
    <Radix.Root className="tabs" value={value} onValueChange={(next) => onChange(next as Value)}>
      <div className="tabs-bar">
        <Radix.List className="tabs-list" aria-label={label}>
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
