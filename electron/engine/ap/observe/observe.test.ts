import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ApFact, type ApState, driverOf, QUEUE } from '../../../../shared/ap/types.ts';
import { apqnOf } from '../../../../shared/apqn.ts';
import type { Finding } from '../../../../shared/findings.ts';
import { FULL_MASK, idsOf, type Mask, maskOf, maskToHex, minus, withoutId } from '../../../../shared/mask.ts';
import { HostTree, type TreeEntry } from '../../hosts/tree.ts';
import { captureLines } from '../../hosts/make-capture.ts';
import { shadowOf } from '../kernel/filter.ts';
import { createApState, createMdev, masksOf } from '../model.ts';
import { observeAp, observeApInTurns, wantsAp } from '../observe.ts';

const UUID = '62177883-f1bb-47f0-914d-32a22e3a8804';
const MDEV = `/sys/devices/vfio_ap/matrix/${UUID}`;

/** Adapters 5 and 6, domains 4 and 71; all with vfio_ap; one guest with adapter 5 and both domains that runs. */
function exampleState(parts: Partial<ApState> = {}): ApState {
  const bare = createApState({
    profile: 'upstream-6.18',
    lpar: masksOf([5, 6], [4, 71], [4, 71]),
    max: { adapter: 63, domain: 84 },
    apmask: minus(FULL_MASK, maskOf([5, 6])),
    defaultDomain: 4,
    cards: new Map(
      [5, 6].map(
        (id) =>
          [
            id,
            {
              type: 'CEX8C',
              mode: 'cca',
              hwtype: 14,
              online: true,
              config: true,
              chkstop: false,
              serial: '93AABEET',
            },
          ] as const,
      ),
    ),
    ...parts,
  });
  const matrix = masksOf([5], [4, 71], [4]);
  const mdev = createMdev(UUID, {
    name: 'payments',
    matrix,
    shadow: shadowOf(bare, matrix),
    guest: 'payments',
    defined: 'auto',
  });
  return { ...bare, mdevs: parts.mdevs ?? [mdev] };
}

function treeOf(state: ApState, changes: Readonly<Record<string, TreeEntry | string | null>> = {}): HostTree {
  const entries = new Map<string, TreeEntry>();
  for (const [path, content, target] of captureLines(state)) {
    if (content === null) entries.set(path, { kind: 'link', target });
    else entries.set(path, { kind: 'file', text: content });
  }
  for (const [path, change] of Object.entries(changes)) {
    if (change === null)
      for (const known of entries.keys()) {
        if (known === path || known.startsWith(`${path}/`)) entries.delete(known);
      }
    else entries.set(path, typeof change === 'string' ? { kind: 'file', text: change } : change);
  }
  const tree = new HostTree();
  tree.add('/sys/bus/ap/drivers/cex4queue', { kind: 'folder' });
  if (state.vfioApLoaded) tree.add('/sys/devices/vfio_ap/matrix', { kind: 'folder' });
  for (const [path, entry] of entries) tree.add(path, entry);
  return tree;
}

function observed(tree: HostTree): { state: ApState; findings: readonly Finding[] } {
  return observeAp(tree)!;
}

/** The state without what makes comparison slow or differs by design. */
function comparable(state: ApState) {
  const { profileReason: _, queues, ...rest } = state;
  return {
    ...rest,
    queues: {
      ...queues,
      state: queues.state.join(''),
      details: new Map(
        [...queues.details]
          .map(([apqn, { status: __, ...detail }]) => [apqn, detail])
          .filter(([, detail]) => Object.keys(detail as object).length > 0) as never,
      ),
    },
  };
}

test('the example host reads back as it was, without a finding', () => {
  const { state, findings } = observed(treeOf(exampleState()));
  expect([comparable(state), findings]).toEqual([comparable(exampleState()), []]);
});

const ids = (max: number) => fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: max });

test('an observation in turns sees the same and lets others work in between', async () => {
  const tree = treeOf(exampleState());
  let turns = 0;
  let ended = false;
  const count = (): void => {
    turns += 1;
    if (!ended) setImmediate(count);
  };
  setImmediate(count);
  const seen = await observeApInTurns(tree);
  ended = true;
  // Two cards, looked at twice: as cards and by their queues.
  expect([seen, turns >= 3, await observeApInTurns(new HostTree())]).toEqual([observeAp(tree), true, null]);
});

test('state -> capture -> state is the identity on what sysfs can tell', () => {
  const profiles = fc.constantFrom('upstream' as const, 'upstream-6.18' as const, '2018-merged' as const);
  fc.assert(
    fc.property(
      profiles,
      ids(6),
      ids(6),
      ids(8),
      ids(8),
      fc.array(fc.tuple(ids(4), ids(4), ids(3)), { maxLength: 4 }),
      fc.boolean(),
      (profile, adapters, domains, freeAdapters, freeDomains, wishes, running) => {
        const legacy = profile === '2018-merged';
        const bare = createApState({
          profile,
          hasApConfig: !legacy,
          lpar: masksOf(adapters, domains, domains),
          apmask: minus(FULL_MASK, maskOf(freeAdapters)),
          aqmask: minus(FULL_MASK, maskOf(freeDomains)),
          persistent: { apmask: maskOf(freeAdapters), aqmask: null },
          cards: new Map(
            adapters
              .map(
                (id) =>
                  [
                    id,
                    {
                      type: 'CEX7P',
                      mode: 'ep11',
                      hwtype: 13,
                      online: true,
                      config: true,
                      chkstop: false,
                      serial: null,
                    },
                  ] as const,
              )
              .sort(([a], [b]) => a - b),
          ),
        });
        const mdevs = wishes.map(([apm, aqm, adm], index) => {
          const matrix = masksOf(apm, aqm, adm);
          const shadow = shadowOf(bare, matrix);
          const visible = idsOf(shadow.apm).some((a) =>
            idsOf(shadow.aqm).some((d) => driverOf(bare.queues, apqnOf(a, d)) === 'vfio_ap'),
          );
          return createMdev(`62177883-f1bb-47f0-914d-32a22e3a880${index}`, {
            name: `guest ${index}`,
            hue: index,
            matrix,
            shadow,
            guest: running && visible && !legacy ? `guest ${index}` : null,
            defined: index % 2 === 0 ? 'manual' : null,
          });
        });
        // Overlapping guests are no state of a kernel: one queue has one status.
        fc.pre(
          mdevs.every((mdev, index) =>
            mdevs
              .slice(0, index)
              .every((other) => !idsOf(mdev.matrix.apm).some((id) => idsOf(other.matrix.apm).includes(id))),
          ),
        );
        const state: ApState = { ...bare, mdevs };
        const { state: seen } = observed(treeOf(state));
        // Where no queue exists nothing tells 6.19 from 6.18, and without mdevs nothing tells 2018.
        const { profile: _, hasApConfig: __, unknown: ___, ...expected } = comparable(state);
        const { profile: p, hasApConfig: h, unknown: u, ...got } = comparable(seen);
        fc.pre(!legacy || p === profile);
        expect(got).toEqual(expected);
        expect([typeof p, typeof h, u.has('apmask')]).toEqual(['string', 'boolean', false]);
      },
    ),
    { numRuns: 60 },
  );
});

test('only paths of interest are wanted, and the folders on the way to them', () => {
  const wanted = [
    '/sys',
    '/sys/bus/ap',
    '/sys/bus/ap/apmask',
    '/sys/devices/ap/card05',
    '/sys/devices/ap/card05/05.0004/driver',
    `${MDEV}/ap_config`,
    '/etc/mdevctl.d/matrix/x',
    '/etc/libvirt/qemu/web.xml',
    '/captured/lszcrypt-V',
  ];
  const not = [
    '/sys/devices/pci0000:00',
    '/sys/devices/ap/card05/05.0004/reset',
    '/etc/shadow',
    '/sys/bus/ap/uevent/x',
    `${MDEV}/remove`,
    '/usr',
  ];
  expect([wanted.filter((path) => !wantsAp(path)), not.filter((path) => wantsAp(path))]).toEqual([[], []]);
});

const QUEUE_PATH = '/sys/devices/ap/card05/05.0004';
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

test('profile detection, by files first and the release second', () => {
  const state = exampleState();
  const merged = exampleState({ profile: '2018-merged', hasApConfig: false });
  const noVfio = { '/sys/devices/vfio_ap': null, '/sys/class/mdev_bus': null } as const;
  const unbound = exampleState({ vfioApLoaded: false, mdevs: [] });
  const rows: readonly [string, HostTree][] = [
    ['driver_override', treeOf(exampleState({ profile: 'upstream' }))],
    ['guest_matrix without driver_override', treeOf(state)],
    ['mdev without guest_matrix', treeOf(merged)],
    ['no apmask', treeOf(merged, { '/sys/bus/ap/apmask': null, '/sys/bus/ap/aqmask': null })],
    [
      'vfio_ap not loaded, release 5.15',
      treeOf(unbound, { ...noVfio, '/proc/sys/kernel/osrelease': '5.15.0-91\n' }),
    ],
    ['vfio_ap not loaded, release 6.12', treeOf(unbound, { ...noVfio, '/captured/uname-r': '6.12.0\n' })],
    ['vfio_ap not loaded, release 4.19', treeOf(unbound, { ...noVfio, '/captured/uname-r': '4.19.0\n' })],
    ['release 6.19 but no driver_override', treeOf(unbound, { ...noVfio, '/captured/uname-r': '6.19.1\n' })],
    ['nothing tells', treeOf(unbound, noVfio)],
  ];
  expect(
    rows.map(([name, tree]) => [
      name,
      observed(tree).state.profile,
      observed(tree).state.hasApConfig,
      observed(tree).state.profileReason.length > 20,
    ]),
  ).toEqual([
    ['driver_override', 'upstream', true, true],
    ['guest_matrix without driver_override', 'upstream-6.18', true, true],
    ['mdev without guest_matrix', '2018-merged', false, true],
    ['no apmask', '2018-v9', false, true],
    ['vfio_ap not loaded, release 5.15', '2018-merged', false, true],
    ['vfio_ap not loaded, release 6.12', 'upstream-6.18', true, true],
    ['vfio_ap not loaded, release 4.19', '2018-v9', false, true],
    ['release 6.19 but no driver_override', 'upstream-6.18', true, true],
    ['nothing tells', 'upstream-6.18', true, true],
  ]);
});

function fullRows(): ApState {
  const matrix = masksOf(
    [5, 6],
    Array.from({ length: 256 }, (_, id) => id),
    [],
  );
  const bare = createApState({
    profile: 'upstream-6.18',
    lpar: { apm: maskOf([5, 6, 7]), aqm: FULL_MASK, adm: FULL_MASK },
    apmask: maskOf([0]),
  });
  return {
    ...bare,
    mdevs: [
      createMdev(UUID, {
        matrix: { ...matrix, apm: maskOf([5, 6, 7]) },
        shadow: { ...matrix, apm: maskOf([5, 6, 7]) },
      }),
    ],
  };
}

test('a matrix cut at one page: ap_config tells the whole, without it the rest is unknown', () => {
  const state = fullRows();
  const withConfig = observed(treeOf(state));
  const without = observed(
    treeOf(state, { [`${MDEV}/ap_config`]: null, '/sys/devices/vfio_ap/matrix/features': null }),
  );
  const summary = ({ state: seen }: { state: ApState }) => [
    idsOf(seen.mdevs[0]!.matrix.apm),
    seen.mdevs[0]!.matrix.aqm.join() === FULL_MASK.join(),
    idsOf(seen.mdevs[0]!.shadow.apm),
    seen.unknown.has('matrix'),
    seen.unknown.has('guestMatrix'),
  ];
  expect([treeOf(state).text(`${MDEV}/matrix`)!.length, summary(withConfig), summary(without)]).toEqual([
    4095,
    [[5, 6, 7], true, [5, 6, 7], false, true],
    [[5, 6], true, [5, 6], true, true],
  ]);
});

test('adapters alone read as `aa.`, domains alone as `.dddd`', () => {
  const read = (text: string) => {
    const { state } = observed(
      treeOf(exampleState(), { [`${MDEV}/ap_config`]: null, [`${MDEV}/matrix`]: text }),
    );
    return [idsOf(state.mdevs[0]!.matrix.apm), idsOf(state.mdevs[0]!.matrix.aqm)];
  };
  expect([read('05.\n06.\n'), read('.0004\n.0047\n'), read('')]).toEqual([
    [[5, 6], []],
    [[], [4, 71]],
    [[], []],
  ]);
});

test('files that contradict each other are told', () => {
  const messages = (changes: Record<string, TreeEntry | string>) =>
    observed(treeOf(exampleState(), changes)).findings.map(({ file }) => file);
  expect([
    messages({ [`${MDEV}/matrix`]: '06.0004\n' }),
    messages({ [`${MDEV}/control_domains`]: '0009\n' }),
    messages({ [`${QUEUE_PATH}/status`]: 'unassigned\n' }),
    messages({
      '/sys/bus/ap/drivers/cex4queue/05.0004': {
        kind: 'link',
        target: '../../../../devices/ap/card05/05.0004',
      },
    }),
    messages({
      [`/etc/mdevctl.d/matrix/${UUID}`]:
        '{"mdev_type":"vfio_ap-passthrough","start":"auto","attrs":[{"assign_adapter":"6"}]}',
    }),
    messages({ '/sys/bus/ap/ap_max_domain_id': '15\n' }),
  ]).toEqual([
    [`${MDEV}/matrix`, `${MDEV}/matrix`],
    [`${MDEV}/control_domains`],
    [`${QUEUE_PATH}/status`],
    [`${QUEUE_PATH}/driver`],
    [`/etc/mdevctl.d/matrix/${UUID}`],
    ['/sys/bus/ap/ap_max_domain_id'],
  ]);
});

test('AP-D3 definitions are read from each JSON shape of mdevctl list', () => {
  const second = UUID.replace(/.$/, UUID.endsWith('7') ? '8' : '7');
  const definition = (start: string) => ({
    mdev_type: 'vfio_ap-passthrough',
    start,
    attrs: [{ assign_adapter: '6' }, { assign_domain: '0x47' }],
  });
  const read = (list: unknown) => {
    const { state, findings } = observed(
      treeOf(exampleState({ mdevs: [] }), { '/captured/mdevctl-list': JSON.stringify(list) }),
    );
    return [
      state.mdevs.map(({ id, active, defined, matrix }) => [
        id,
        active,
        defined,
        idsOf(matrix.apm),
        idsOf(matrix.aqm),
      ]),
      findings.filter(({ file, severity }) => file.includes('mdevctl') && severity !== 'info').length,
    ];
  };
  const row = (id: string, start: string) => [id, false, start, [6], [71]];
  const two = [{ [UUID]: definition('auto') }, { [second]: definition('manual') }];
  const rows = [row(UUID, 'auto'), row(second, 'manual')];
  expect([
    read([]),
    read([{ matrix: two }]),
    read([{ '0000:00:0a.0': [{ [second]: { mdev_type: 'x', start: 'auto', attrs: [] } }], matrix: two }]),
    read(definition('auto')),
  ]).toEqual([
    [[], 0],
    [rows, 0],
    [rows, 0],
    [[], 1],
  ]);
});

test('a mask of fewer digits is read left-aligned, with a finding', () => {
  const { state, findings } = observed(treeOf(exampleState(), { '/sys/bus/ap/aqmask': '0x41\n' }));
  expect([idsOf(state.aqmask), findings.map(({ file }) => file)]).toEqual([[1, 7], ['/sys/bus/ap/aqmask']]);
});

test('persistent masks: the rule wins over kernel parameters, which start from the zero mask', () => {
  const rule = (mask: Mask) => `# Generated by chzdev\nATTR{../../bus/ap/apmask}="${maskToHex(mask)}"\n`;
  const read = (changes: Record<string, string>) => {
    const { state, findings } = observed(treeOf(exampleState(), changes));
    return [
      state.persistent.apmask && idsOf(state.persistent.apmask),
      state.persistent.aqmask && idsOf(state.persistent.aqmask),
      findings.length,
    ];
  };
  expect([
    read({ '/proc/cmdline': 'root=/dev/dasda1 ap.apmask=+1-6 ap.aqmask=0x41' }),
    read({ '/proc/cmdline': 'ap.apmask=+1-6', '/etc/udev/rules.d/41-ap.rules': rule(maskOf([9])) }),
    read({ '/proc/cmdline': 'ap.apmask=all' }),
  ]).toEqual([
    [[1, 2, 3, 4, 5, 6], [1, 7], 0],
    [[9], null, 1],
    [null, null, 1],
  ]);
});

test('queues: override, deconfigured, key patterns, foreign driver, no driver', () => {
  const queue = (name: string) => `/sys/devices/ap/card05/05.${name}`;
  const { state } = observed(
    treeOf(exampleState({ profile: 'upstream' }), {
      [`${queue('0004')}/driver_override`]: 'cex4queue\n',
      [`${queue('0004')}/driver`]: { kind: 'link', target: '../../../../bus/ap/drivers/cex4queue' },
      [`${queue('0004')}/mkvps`]:
        'AES NEW: empty 0x0000000000000000\nAES CUR: valid 0x9a1b2c3d4e5f6071\nAES OLD: invalid 0x0\n',
      [`${queue('0004')}/online`]: '1\n',
      [`${queue('0047')}/config`]: '0\n',
      [`${queue('0047')}/driver`]: { kind: 'link', target: '../../../../bus/ap/drivers/other_drv' },
      '/sys/devices/ap/card06/06.0004/driver': null,
    }),
  );
  const at = (apqn: number) => [driverOf(state.queues, apqn), state.queues.state[apqn] === QUEUE.NO_DRIVER];
  expect([
    at(apqnOf(5, 4)),
    at(apqnOf(5, 71)),
    at(apqnOf(6, 4)),
    [...state.queues.overrides],
    [...state.queues.deconfigured],
    state.queues.details.get(apqnOf(5, 4)),
  ]).toEqual([
    ['cex4queue', false],
    ['other_drv', false],
    [null, true],
    [[apqnOf(5, 4), 'cex4queue']],
    [apqnOf(5, 71)],
    { online: true, status: 'in use', mkvps: ['AES CUR: valid 0x9a1b2c3d4e5f6071'] },
  ]);
});

test('a running guest that no domain names is an unknown guest', () => {
  const { state } = observed(treeOf(exampleState(), { '/captured/domains': null }));
  expect([state.mdevs[0]!.name, state.mdevs[0]!.guest]).toEqual(['mdev 62177883', 'unknown guest']);
});

test('masks that are not told agree with the drivers that were seen', () => {
  const tree = treeOf(exampleState(), { '/sys/bus/ap/apmask': null, '/sys/bus/ap/aqmask': null });
  const { state } = observed(tree);
  expect([
    state.unknown.has('apmask'),
    idsOf(minus(FULL_MASK, state.apmask)),
    state.aqmask.join() === FULL_MASK.join(),
  ]).toEqual([true, [5, 6], true]);
});

test('a host without any sign of AP has no AP state', () => {
  const tree = new HostTree();
  tree.add('/sys/bus/pci', { kind: 'folder' });
  tree.add('/etc/mdevctl.d/0000:00:0a.0/x', { kind: 'file', text: '{}' });
  expect([observeAp(tree), withoutId(FULL_MASK, 0).length]).toEqual([null, 8]);
});

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
