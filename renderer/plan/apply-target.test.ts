import { expect, test } from 'vitest';
import { firstDraft, targetFault, targetName, targetOf } from './apply-target.ts';

const NEW = { canUseThisMachine: false, sourceKind: 'folder', remembered: '', interrupted: null };

test('the target proposed first is where the host was, or where an interrupted apply went', () => {
  expect([
    firstDraft(NEW),
    firstDraft({ ...NEW, remembered: 'root@kvm1' }),
    firstDraft({ ...NEW, sourceKind: 'this-machine', canUseThisMachine: true }),
    firstDraft({ ...NEW, interrupted: { kind: 'ssh', host: 'kvm1', root: null }, remembered: 'other' }),
    firstDraft({ ...NEW, interrupted: { kind: 'this-machine', root: '/srv/copy' } }),
  ]).toEqual([
    { kind: 'ssh', host: '', root: '' },
    { kind: 'ssh', host: 'root@kvm1', root: '' },
    { kind: 'this-machine', host: '', root: '' },
    { kind: 'ssh', host: 'kvm1', root: '' },
    { kind: 'this-machine', host: '', root: '/srv/copy' },
  ]);
});

test('what cannot be a target says why', () => {
  const here = { kind: 'this-machine', host: '', root: '' } as const;
  const there = { kind: 'ssh', host: 'kvm1', root: '' } as const;
  const faults = [
    targetFault(there, false),
    targetFault({ ...there, host: ' ' }, false),
    targetFault({ ...there, host: '-oProxyCommand=x' }, false),
    targetFault({ ...there, root: 'copy' }, false),
    targetFault(here, false),
    targetFault(here, true),
    targetFault({ ...here, root: '/srv/copy' }, false),
  ];
  expect(faults.map((fault) => fault?.split(/[ :,]/)[0] ?? null)).toEqual([
    null,
    'Name',
    'An',
    'The',
    'The',
    null,
    null,
  ]);
});

test('a target is called by its host, or by the folder that is changed alone', () => {
  const drafts = [
    { kind: 'ssh', host: ' root@kvm1 ', root: '' },
    { kind: 'ssh', host: 'kvm1', root: '/srv' },
    { kind: 'this-machine', host: 'kvm1', root: '' },
    { kind: 'this-machine', host: '', root: ' /srv ' },
  ] as const;
  expect(drafts.map((draft) => targetName(targetOf(draft), 'lpar1'))).toEqual([
    'root@kvm1',
    '/srv on kvm1',
    'lpar1',
    '/srv',
  ]);
});
