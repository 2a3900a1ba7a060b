import { expect, test } from 'vitest';
import { idsOf } from '../../../../shared/mask.ts';
import { HostTree } from '../../hosts/tree.ts';
import { observed, UUID } from './testing/example-host.ts';

test('a sosreport without sysfs names running devices by their node devices', () => {
  const tree = new HostTree();
  tree.add('/captured/lszcrypt-V', {
    kind: 'file',
    text: 'CARD.DOM TYPE  MODE        STATUS     REQUESTS  PENDING HWTYPE QDEPTH FUNCTIONS  DRIVER\n05       CEX8C CCA-Coproc  online           17        0     14     08 S--D--N-F- cex4card\n05.0004  CEX8C CCA-Coproc  in use            0        -     14     08 S--D--N-F- vfio_ap\n',
  });
  tree.add(`/sos_commands/virsh/virsh_-r_nodedev-dumpxml_mdev_${UUID.replaceAll('-', '_')}_matrix`, {
    kind: 'file',
    text: "<device><capability type='mdev'><type id='vfio_ap-passthrough'/><attr name='assign_adapter' value='5'/><attr name='assign_domain' value='0x4'/></capability></device>",
  });
  const { state } = observed(tree);
  const [mdev] = state.mdevs;
  expect([
    mdev?.id,
    mdev?.active,
    mdev && idsOf(mdev.matrix.aqm),
    mdev?.guest,
    state.unknown.has('matrix'),
    state.unknown.has('mdevs'),
  ]).toEqual([UUID, true, [4], 'unknown guest', true, false]);
});
