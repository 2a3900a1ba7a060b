import './compare.css';
import { Button } from '../../ui/Button.tsx';
import { Menu, type MenuEntry } from '../../ui/Menu.tsx';
import { useXive, useXiveState } from '../xive-context.ts';
import type { Beside } from '../xive-view-state.ts';
import { chosenOption } from './beside-choices.ts';
import { useBesideGroups } from './use-beside-groups.ts';
import { useCleanedBranch } from './use-cleaned-branch.ts';

/** What is drawn beside: a strategy, a branch, a reading; or nothing. */
export function BesideChoice() {
  const { store } = useXive();
  const beside = useXiveState((state) => state.beside);
  const groups = useBesideGroups();
  const chosen = chosenOption(groups, beside);
  const compareCleaned = useCleanedBranch();
  function put(next: Beside | null): void {
    store
      .getState()
      .set(next === null ? { beside: null } : { beside: next, bottomTab: 'comparison', bottomOpen: true });
  }
  const entries: MenuEntry[] = [
    {
      kind: 'item',
      id: 'nothing',
      label: 'Nothing',
      checked: beside === null,
      onSelect: () => put(null),
    },
    ...(compareCleaned === null
      ? []
      : [
          {
            kind: 'item' as const,
            id: 'cleaned',
            label: 'C: own range, cleaned at unplug (makes a branch)',
            onSelect: compareCleaned,
          },
        ]),
    ...groups.flatMap(({ title, options }): MenuEntry[] => [
      { kind: 'heading', id: title, label: title },
      ...options.map(
        (option): MenuEntry => ({
          kind: 'item',
          id: option.id,
          label: option.about === undefined ? option.label : `${option.label} (${option.about})`,
          checked: option.id === chosen?.id,
          onSelect: () => put(option.beside),
        }),
      ),
    ]),
  ];
  return (
    <Menu
      label="What stands beside"
      entries={entries}
      align="end"
      trigger={
        <Button icon="mask" iconEnd="chevronDown" className="xive-compare-with">
          {chosen === null ? 'Compare with…' : `Beside: ${chosen.label}`}
        </Button>
      }
    />
  );
}
