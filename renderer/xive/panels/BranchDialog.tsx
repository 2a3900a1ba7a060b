import { useState } from 'react';
import { STRATEGY_IDS, type StrategyId } from '../../../shared/xive/types.ts';
import { TextField } from '../../ui/TextField.tsx';
import { branchId, freeName } from '../branch-ids.ts';
import { strategyTitle } from '../words.ts';
import { useShownPlace, useXive } from '../xive-context.ts';
import { Choice } from './fields.tsx';
import { FormDialog } from './FormDialog.tsx';

/** A copy of the shown branch up to a step (null = all of it), to go another way from there. */
export function BranchDialog({
  step,
  strategy: wanted,
  onClose,
}: {
  readonly step: number | null;
  readonly strategy: StrategyId | null;
  readonly onClose: () => void;
}) {
  const { host, store } = useXive();
  const place = useShownPlace();
  const { branches } = host.desired;
  const branch = place?.kind === 'branch' ? branches.find(({ id }) => id === place.branch) : undefined;
  const [strategy, setStrategy] = useState<StrategyId | null>(wanted);
  const [name, setName] = useState(() =>
    freeName(
      `${branch?.name ?? 'Branch'}${wanted === null ? ', another way' : ` under ${wanted}`}`,
      branches,
    ),
  );
  if (branch === undefined) return null;
  const upTo = step ?? branch.events;
  return (
    <FormDialog
      title={upTo === branch.events ? `Branch off ${branch.name}` : `Branch ${branch.name} at step ${upTo}`}
      description={`The new branch begins with the ${upTo === branch.events ? 'same' : 'first'} ${upTo} events; ${branch.name} stays as it is.`}
      verb="Make the branch"
      width="small"
      fault={name.trim() === '' ? 'Type a name.' : null}
      onClose={onClose}
      onSubmit={async () => {
        const id = branchId(name.trim(), branches);
        const made = await store
          .getState()
          .edit(`Branch off ${branch.name}`, [
            { family: 'xive', op: 'addBranch', id, name: name.trim(), from: branch.id, step: upTo, strategy },
          ]);
        if (made) store.getState().open({ kind: 'branch', id }, upTo);
        return made;
      }}
    >
      <TextField label="Name" value={name} maxLength={80} onChange={setName} />
      <Choice
        label="How stale pages are kept away"
        value={strategy ?? 'same'}
        options={[
          { value: 'same', label: `As in ${branch.name}: ${strategyTitle(branch.config.strategy)}` },
          ...STRATEGY_IDS.filter((id) => id !== branch.config.strategy).map((id) => ({
            value: id,
            label: strategyTitle(id),
          })),
        ]}
        hint="Under another one the same events run on another kernel or another QEMU."
        onChange={(next) => setStrategy(next === 'same' ? null : next)}
      />
    </FormDialog>
  );
}
