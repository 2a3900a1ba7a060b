import { expect, test } from 'vitest';
import type { ApFact } from '../../../../shared/ap/types.ts';
import { FULL_MASK } from '../../../../shared/mask.ts';
import type { TreeEntry } from '../../hosts/tree.ts';
import { exampleState, MDEV, observed, QUEUE_PATH, treeOf, UUID } from './testing/example-host.ts';

/** Every attribute an observation reads, whether its absence must be told, and the fact it is. */
const ATTRIBUTES: readonly (readonly [path: string, missingIsTold: boolean, fact: ApFact | null])[] = [
  ['/sys/bus/ap/apmask', true, null],
  ['/sys/bus/ap/aqmask', true, 'aqmask'],
  ['/sys/bus/ap/ap_adapter_mask', true, 'lparAdapters'],
  ['/sys/bus/ap/ap_usage_domain_mask', true, 'lparDomains'],
  ['/sys/bus/ap/ap_control_domain_mask', true, 'lparControlDomains'],
  ['/sys/bus/ap/ap_max_adapter_id', true, 'maxAdapter'],
  ['/sys/bus/ap/ap_max_domain_id', true, 'maxDomain'],
  ['/sys/bus/ap/ap_domain', true, 'defaultDomain'],
  ['/sys/bus/ap/features', false, null],
  ['/sys/devices/ap/card05/type', true, null],
  ['/sys/devices/ap/card05/hwtype', true, null],
  ['/sys/devices/ap/card05/ap_functions', false, null],
  ['/sys/devices/ap/card05/online', false, null],
  ['/sys/devices/ap/card05/config', false, null],
  ['/sys/devices/ap/card05/chkstop', false, null],
  [`${QUEUE_PATH}/config`, false, null],
  [`${QUEUE_PATH}/chkstop`, false, null],
  [`${QUEUE_PATH}/status`, false, null],
  [`${MDEV}/ap_config`, false, null],
  [`${MDEV}/matrix`, false, null],
  [`${MDEV}/guest_matrix`, false, null],
  [`${MDEV}/control_domains`, false, null],
  [`/etc/mdevctl.d/matrix/${UUID}`, false, null],
  ['/etc/udev/rules.d/41-ap.rules', false, null],
];

const PERSISTENT = { persistent: { apmask: FULL_MASK, aqmask: FULL_MASK } };

test.each(ATTRIBUTES)('%s damaged in any way is told and never throws', (path, missingIsTold, fact) => {
  const whole = treeOf(exampleState(PERSISTENT)).text(path) ?? '';
  const damages: Record<string, TreeEntry | string | null> = {
    missing: null,
    empty: '',
    garbage: '\u0000\ufffd<garbage>\u0007',
    truncated: whole.slice(0, Math.max(1, Math.floor(whole.trimEnd().length / 2))),
    huge: '0x'.padEnd(900_000, 'f'),
    unreadable: { kind: 'unreadable', why: 'EINVAL' },
    folder: { kind: 'folder' },
  };
  const silent = Object.entries(damages).filter(([kind, damage]) => {
    const { state, findings } = observed(treeOf(exampleState(PERSISTENT), { [path]: damage }));
    if (kind === 'missing')
      return missingIsTold && (findings.length === 0 || (fact !== null && !state.unknown.has(fact)));
    // A cut decimal or mdev_type is still a whole one (`84` -> `8`), and an empty ap_domain or matrix is one too.
    const stillValid =
      (kind === 'truncated' &&
        /max_|ap_domain|hwtype|features|online|config$|chkstop|\/type|matrix$/.test(path)) ||
      (kind === 'empty' && /guest_matrix|control_domains$/.test(path));
    return findings.length === 0 && !stillValid;
  });
  expect(silent.map(([kind]) => kind)).toEqual([]);
});
