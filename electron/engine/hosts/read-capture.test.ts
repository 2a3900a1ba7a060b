import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { maskToHex } from '../../../shared/mask.ts';
import { idsOf } from '../../../shared/mask.ts';
import { driverOf, type ApState } from '../../../shared/ap/types.ts';
import { parseApqn } from '../../../shared/apqn.ts';
import { observeAp, wantsAp } from '../ap/observe.ts';
import { readCapture } from './read-capture.ts';

const FIXTURES = new URL('./fixtures/', import.meta.url).pathname;
const DBGINFO = 'DBGINFO-2026-11-20-10-20-00-kvm1-0A81B8.tgz';
const SOS = 'sosreport-kvm1-case0417-2026-11-20-qwzkhma.tar.xz';

test('smoke', async () => {
  for (const name of [
    'sys-kvm1.tar.gz',
    DBGINFO,
    SOS,
    'collect.txt',
    'raw-ssh-tar.tar.gz',
    'lszcrypt-V.txt',
    'lszcrypt.txt',
    'lszcrypt-d.txt',
    'lszcrypt-b.txt',
    'lszdev-ap.txt',
    'chzdev-export.txt',
    'mdevctl-1.2.0-list-d.json',
    'mdevctl-1.2.0-one-9f1c2a30-6d7e-4b55-8a11-0c0ffee0a001.json',
    'mdevctl-1.2.0-list-dv.txt',
    '.',
  ]) {
    const capture = await readCapture({ kind: 'path', path: FIXTURES + name }, wantsAp);
    const seen = observeAp(capture.tree);
    const s = seen?.state;
    console.log(
      name,
      capture.kind,
      capture.hostName,
      capture.kernel,
      capture.tree.size,
      capture.findings,
      seen?.findings,
    );
    if (s)
      console.log(
        s.profile,
        s.profileReason,
        s.hasApConfig,
        maskToHex(s.apmask).slice(0, 20),
        maskToHex(s.aqmask).slice(0, 20),
        idsOf(s.lpar.apm),
        idsOf(s.lpar.aqm),
        idsOf(s.lpar.adm),
        s.max,
        s.defaultDomain,
        s.vfioApLoaded,
        [...s.cards],
        s.persistent.apmask && maskToHex(s.persistent.apmask).slice(0, 12),
        s.mdevs.map((m) => [
          m.id,
          m.name,
          m.active,
          m.defined,
          m.guest,
          idsOf(m.matrix.apm),
          idsOf(m.matrix.aqm),
          idsOf(m.matrix.adm),
          idsOf(m.shadow.apm),
          idsOf(m.shadow.aqm),
          idsOf(m.shadow.adm),
        ]),
        [...s.unknown],
        [...s.queues.state.entries()]
          .filter(([, v]) => v)
          .map(([q, v]) => q.toString(16) + ':' + v)
          .join(' '),
      );
  }
});
