import './plan.css';
import type { ReactNode } from 'react';
import { Segmented, type SegmentedProps } from '../ui/Segmented.tsx';
import { StyleSwitch } from './StyleSwitch.tsx';

export interface PlanPanelProps<Value extends string> extends SegmentedProps<Value> {
  /** The choice that depends on the style of the plan, which can be switched there. */
  readonly styled: Value;
  /** At the end of the head. */
  readonly end?: ReactNode;
  readonly children: ReactNode;
}

/** A panel with a choice in its head. */
export function PlanPanel<Value extends string>({ styled, end, children, ...choice }: PlanPanelProps<Value>) {
  return (
    <div className="plan-panel">
      <div className="plan-head">
        <Segmented {...choice} />
        {choice.value === styled && <StyleSwitch />}
        {end}
      </div>
      {children}
    </div>
  );
}
