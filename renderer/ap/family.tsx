/** The AP family as the shell sees it. */
import { bothBases, formatApqn } from '../../shared/apqn.ts';
import type { Ref } from '../../shared/findings.ts';
import type { HostView } from '../../shared/view.ts';
import { countIds } from '../../shared/mask.ts';
import type { FamilyEntry, Place } from '../app/family.ts';
import { desiredOf } from './ap-host.ts';
import { ApOverview } from './ApOverview.tsx';
import { ApView } from './ApView.tsx';
import { apStoreOf } from './ap-stores.ts';
import { GRID_KEYS } from './grid-keys.ts';
import { readGoTo } from './go-to.ts';
import { profileName } from './profile-names.ts';
import { refLabel } from './ref-label.ts';
import { cellCount } from './state-cells.ts';

function counted(count: number, one: string): string {
  return `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`;
}

function placeOfRef(host: HostView, ref: Ref): Place {
  const label = refLabel(host, ref);
  if (ref.kind === 'apqn')
    return {
      id: `apqn-${ref.apqn}`,
      label: `Queue ${formatApqn(ref.apqn)}`,
      detail: `adapter ${bothBases(ref.apqn >> 8)}, domain ${bothBases(ref.apqn & 255)}`,
      icon: 'key',
      refs: [ref],
    };
  return { id: `${ref.kind}-${label}`, label, detail: 'in the matrix', icon: 'matrix', refs: [ref] };
}

function places(host: HostView, question: string): readonly Place[] {
  if (host.ap === undefined) return [];
  const state = desiredOf(host.ap);
  const wanted = question.trim().toLowerCase();
  const guests = state.mdevs
    .filter((mdev) => mdev.name.toLowerCase().includes(wanted) || mdev.id.startsWith(wanted))
    .slice(0, 20)
    .map(
      (mdev): Place => ({
        id: `guest-${mdev.id}`,
        label: mdev.name,
        detail: `guest, ${counted(cellCount(mdev.matrix.apm, mdev.matrix.aqm), 'queue')}`,
        icon: 'guest',
        refs: [{ kind: 'guest', id: mdev.id }],
      }),
    );
  const target = wanted === '' ? null : readGoTo(question, state);
  const typed = target?.ok === true ? target.refs.filter((ref) => ref.kind !== 'guest') : [];
  return [...typed.map((ref) => placeOfRef(host, ref)), ...guests];
}

export const AP_FAMILY: FamilyEntry = {
  id: 'ap',
  title: 'AP crypto matrix',
  icon: 'matrix',
  View: ApView,
  Overview: ApOverview,
  problems: (host) =>
    host.ap === undefined ? null : { problems: host.ap.problems, count: host.ap.problemCount },
  summary: (host) => {
    if (host.ap === undefined) return '';
    const { lpar, mdevs } = desiredOf(host.ap);
    return [
      counted(countIds(lpar.apm), 'adapter'),
      counted(countIds(lpar.apm) * countIds(lpar.aqm), 'queue'),
      counted(mdevs.length, 'guest'),
    ].join(', ');
  },
  places,
  guests: (host) => (host.ap === undefined ? [] : desiredOf(host.ap).mdevs),
  picked: (host) => apStoreOf(host).getState().guestId,
  refLabel,
  profileName,
  architectures: ['s390x'],
  bus: 'an AP bus (/sys/bus/ap)',
  queueExample: '06.0047',
  queueWriting: 'A crypto queue is written adapter.domain in hexadecimal: 06.0047.',
  device: 'an AP device',
  keys: GRID_KEYS,
};
