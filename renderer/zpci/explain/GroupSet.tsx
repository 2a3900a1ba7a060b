/** One group as a set: a bordered region that holds its members and says what they share. */
import type { GroupCard } from '../../../shared/zpci/cards.ts';
import { formatZpciRef } from '../../../shared/zpci/refs.ts';
import { WhyLink } from '../../app/rules.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Tooltip } from '../../ui/Tooltip.tsx';
import {
  differingValues,
  groupText,
  isOfSelected,
  KIND_WORDS,
  markedMembers,
  MEMBERS_SHOWN,
  sharedSentence,
} from './groups-model.ts';

export interface GroupSetProps {
  readonly group: GroupCard;
  /** Null: a group of the host. */
  readonly guest: { readonly id: string; readonly name: string; readonly hue: number } | null;
  /** What it stands for; its values are compared with it. */
  readonly host: GroupCard | null;
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
}

function Values({ group, host }: Pick<GroupSetProps, 'group' | 'host'>) {
  const differing = differingValues(group, host);
  return (
    <dl className="set-values">
      {group.values.map(({ name, label, value }) => (
        <div
          key={name}
          data-differs={differing.has(name)}
          title={value.meaning === '' ? undefined : value.meaning}
        >
          <dt>{label}</dt>
          <dd className={value.text === null ? 'faint' : 'mono'}>
            {differing.has(name) && (
              <>
                <span aria-hidden="true">≠ </span>
                <span className="visually-hidden">other than on the host: </span>
              </>
            )}
            {value.text ?? 'not known'}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Members({ group, selected, onSelect }: Pick<GroupSetProps, 'group' | 'selected' | 'onSelect'>) {
  const marked = markedMembers(group);
  const shown = group.members.slice(0, MEMBERS_SHOWN);
  return (
    <ul className="set-members" aria-label="Members">
      {shown.map(({ id, label, ref }) => {
        const isCreator = id === group.creator;
        const chip = (
          <button
            type="button"
            className="set-member"
            aria-pressed={'id' in ref && ref.id === selected}
            data-marked={marked.has(id)}
            onClick={() => 'id' in ref && onSelect(String(ref.id))}
          >
            {isCreator && (
              <span className="set-crown" role="img" aria-label="made the group, ">
                ♛
              </span>
            )}
            {marked.has(id) && <Icon name="warning" size={12} />}
            {label}
          </button>
        );
        return (
          <li key={id}>
            {isCreator ? (
              <Tooltip content="The first function that needed the group: its values are the group’s, whatever the later ones have (ZPCI-G5).">
                {chip}
              </Tooltip>
            ) : (
              chip
            )}
          </li>
        );
      })}
      {group.members.length > shown.length && (
        <li className="faint">and {group.members.length - shown.length} more</li>
      )}
    </ul>
  );
}

export function GroupSet({ group, guest, host, selected, onSelect }: GroupSetProps) {
  const name = groupText(group.number);
  const ref = formatZpciRef(
    guest === null
      ? { kind: 'hostgroup', group: group.number }
      : { kind: 'group', guest: guest.id, group: group.number },
  );
  return (
    <article
      className={`set set-${group.kind}`}
      data-hue={guest?.hue}
      data-current={isOfSelected(group, guest?.id ?? null, selected)}
      aria-label={`${guest === null ? 'Host' : guest.name}: group ${name}, ${KIND_WORDS[group.kind]}`}
    >
      <header className="set-head">
        <button
          type="button"
          className="set-name"
          aria-pressed={selected === ref}
          onClick={() => onSelect(ref)}
        >
          {guest !== null && <span className="set-guest">{guest.name}</span>}
          <span className="mono">{name}</span>
        </button>
        <span className="set-kind">{KIND_WORDS[group.kind]}</span>
        <span className="set-count tabular">{group.members.length}</span>
      </header>
      <p className="set-shares">{sharedSentence(group)}</p>
      <Values group={group} host={host} />
      <Members group={group} selected={selected} onSelect={onSelect} />
      {group.notes.length > 0 && (
        <ul className="set-notes">
          {group.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {group.problems.map((problem) => (
        <p key={problem.id} className="set-problem" data-severity={problem.severity}>
          <Icon name={problem.severity === 'info' ? 'info' : 'warning'} size={13} />
          <span>
            {problem.message} <WhyLink rule={problem.rule}>{problem.rule}</WhyLink>
          </span>
        </p>
      ))}
    </article>
  );
}
