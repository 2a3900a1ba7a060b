/** What can stand beside the shown place, of all hosts that are open. */
import { useMemo } from 'react';
import { useStudio } from '../../store/studio.ts';
import { useShownPlace, useXive } from '../xive-context.ts';
import { type BesideGroup, besideGroups } from './beside-choices.ts';

export function useBesideGroups(): readonly BesideGroup[] {
  const { host } = useXive();
  const place = useShownPlace();
  const hosts = useStudio((state) => state.view?.workspace?.hosts);
  const hostId = host.host.id;
  return useMemo(() => {
    if (place === null) return [];
    const studies = (hosts ?? []).flatMap(({ id, name, xive }) =>
      xive === undefined ? [] : [{ hostId: id, name, view: xive }],
    );
    return besideGroups(place, hostId, studies);
  }, [place, hosts, hostId]);
}
