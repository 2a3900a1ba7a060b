import type { PlayerSetting } from '../../../shared/dsa/cards.ts';
import { STRATEGIES, strategyOf } from '../../../shared/dsa/strategies.ts';
import { STRATEGY_IDS, type StrategyId } from '../../../shared/dsa/types.ts';
import { Segmented } from '../../ui/Segmented.tsx';

export interface ChoicesProps {
  readonly left: StrategyId;
  /** Null = nothing beside it. */
  readonly right: StrategyId | null;
  readonly setting: PlayerSetting;
  readonly onLeft: (strategy: StrategyId) => void;
  readonly onRight: (strategy: StrategyId | null) => void;
  readonly onSetting: (setting: PlayerSetting) => void;
}

function idOf(text: string): StrategyId | null {
  return STRATEGY_IDS.find((id) => id === text) ?? null;
}

function Options({ without }: { readonly without?: StrategyId }) {
  return STRATEGIES.filter(({ id }) => id !== without).map(({ id, number, title }) => (
    <option key={id} value={id}>
      {number} {title}
    </option>
  ));
}

/** Which strategies, and what differs in the life that is played. */
export function Choices({ left, right, setting, onLeft, onRight, onSetting }: ChoicesProps) {
  const chosen = (right === null ? [left] : [left, right]).map(strategyOf);
  const hasMode = chosen.some(({ modes }) => modes.length > 0);
  const needsSoftwareOnly = chosen.some(({ iommu }) => iommu === 'software');
  return (
    <div className="player-choices" role="group" aria-label="What is played">
      <label className="player-select">
        <span>Strategy</span>
        <select
          value={left}
          onChange={(event) => {
            const next = idOf(event.target.value);
            if (next !== null) onLeft(next);
          }}
        >
          <Options />
        </select>
      </label>
      <label className="player-select">
        <span>Beside it</span>
        <select value={right ?? ''} onChange={(event) => onRight(idOf(event.target.value))}>
          <option value="">nothing</option>
          <Options without={left} />
        </select>
      </label>
      {hasMode && (
        <div className="player-choice">
          <span aria-hidden="true">Queue</span>
          <Segmented
            label="Mode of the queue"
            value={setting.mode}
            options={[
              { value: 'dedicated', label: 'Dedicated', hint: 'One user, who counts the free places.' },
              { value: 'shared', label: 'Shared', hint: 'Many users, told apart by PASID.' },
            ]}
            onChange={(mode) => onSetting({ ...setting, mode })}
          />
        </div>
      )}
      <div className="player-choice">
        <span aria-hidden="true">Guests</span>
        <Segmented
          label="Number of guests"
          value={String(setting.guests)}
          options={['1', '2', '3'].map((value) => ({ value, label: value }))}
          onChange={(guests) => onSetting({ ...setting, guests: Number(guests) })}
        />
      </div>
      {needsSoftwareOnly && (
        <div className="player-choice">
          <span aria-hidden="true">Kernel</span>
          <Segmented
            label="Kernel of the host"
            value={setting.softwareOnly ? 'after' : 'before'}
            options={[
              {
                value: 'before',
                label: 'Before 5.16',
                hint: 'type1 asks the dsa bus for an IOMMU and fails.',
              },
              { value: 'after', label: '5.16 and later', hint: 'A device can say that it is software only.' },
            ]}
            onChange={(kernel) => onSetting({ ...setting, softwareOnly: kernel === 'after' })}
          />
        </div>
      )}
    </div>
  );
}
