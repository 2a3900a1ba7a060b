import { useCallback } from 'react';
import type { Ref } from '../../../shared/findings.ts';
import { WorkBottom } from '../../panels/WorkBottom.tsx';
import { useAp } from '../ap-context.ts';
import { focusGrid } from '../focus-grid.ts';
import { refLabel } from '../ref-label.ts';
import { FilesPanel } from './FilesPanel.tsx';
import { GuestSwatch } from './GuestSwatch.tsx';
import { Inspector } from './Inspector.tsx';

const SCRIPT = `# For example
echo 0x5 > /sys/devices/vfio_ap/matrix/…/assign_adapter
chzdev -t ap apmask=-5
mdevctl start -u …`;

const PLAN = {
  scriptExample: SCRIPT,
  firstChange: 'Pick a guest and click cells, or change the host masks',
  GuestMark: GuestSwatch,
};

const FILES = [{ value: 'files', label: 'Masks & files', content: <FilesPanel /> }] as const;

/** The tabs below the matrix; its own is the exact contents of the files. */
export function BottomPanel({ withInspector }: { readonly withInspector: boolean }) {
  const { host, store } = useAp();
  const { showRefs } = store.getState();
  const onRefs = useCallback(
    (refs: readonly Ref[]) => {
      showRefs(refs);
      focusGrid();
    },
    [showRefs],
  );
  return (
    <WorkBottom
      label="Problems, changes, findings and files"
      shown={host}
      store={store}
      refLabel={refLabel}
      onRefs={onRefs}
      plan={PLAN}
      inspector={withInspector ? <Inspector /> : null}
      extra={FILES}
    />
  );
}
