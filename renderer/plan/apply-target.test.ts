import { expect, test } from 'vitest';
import type { HostView } from '../../shared/view.ts';
import { draftOf, firstDraft, showsPrefix, targetFault, targetName, targetOf } from './apply-target.ts';
import { keepDraft, proposedDraft } from './use-target-draft.ts';

function source(kind: HostView['source']['kind'], label: string): HostView['source'] {
  return { kind, label, readAt: '' };
}

const NOBODY = { kind: 'ssh', host: '', root: '' } as const;
const COPY = { kind: 'this-machine', root: '/srv/x' } as const;

test('the target proposed first is where the host was read, and none where steps cannot go there', () => {
  expect([
    firstDraft(source('ssh', 'ssh root@kvm1')),
    firstDraft(source('ssh', 'ssh kvm1, below /srv/x')),
    firstDraft(source('this-machine', 'lpar1')),
    firstDraft(source('folder', '/srv/x')),
    firstDraft(source('folder', 'x')),
    firstDraft(source('archive', '/home/x.tar.gz')),
    firstDraft(source('example', '/dist/examples/z16')),
  ]).toEqual([
    { kind: 'ssh', host: 'root@kvm1', root: '' },
    { kind: 'ssh', host: 'kvm1', root: '/srv/x' },
    { kind: 'this-machine', host: '', root: '' },
    { kind: 'this-machine', host: '', root: '/srv/x' },
    NOBODY,
    NOBODY,
    NOBODY,
  ]);
});

test('after reading again, and after a run, the target is the one before, its prefix included', () => {
  const host = { id: 'again', source: source('ssh', 'ssh other') };
  const typed = { kind: 'ssh', host: 'kvm1', root: '/srv/x' } as const;
  keepDraft('again', typed);
  expect(proposedDraft(host, null)).toEqual(typed);
  // What a run was given is proposed as it was, whatever was read or typed since.
  expect(proposedDraft(host, targetOf({ ...typed, root: '/srv/y' }))).toEqual({ ...typed, root: '/srv/y' });
  expect(proposedDraft(host, COPY)).toEqual(draftOf(COPY));
});

test('a target is remembered for that very host, not for another of its name', () => {
  keepDraft('one', { kind: 'ssh', host: 'kvm1', root: '' });
  const other = { id: 'two', name: 'kvm1', source: source('archive', 'kvm1.tar.gz') };
  expect(proposedDraft(other, null)).toEqual(NOBODY);
});

test('a prefix that is set is in sight, folded or not, and stays what it is', () => {
  const draft = draftOf(COPY);
  expect([showsPrefix(draft, false), showsPrefix(draft, true), showsPrefix(NOBODY, false)]).toEqual([
    true,
    true,
    false,
  ]);
  expect(targetOf(draft)).toEqual(COPY);
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

test('a target is named whole', () => {
  const drafts = [
    { kind: 'ssh', host: ' root@kvm1 ', root: '' },
    { kind: 'ssh', host: 'kvm1', root: '/srv' },
    { kind: 'this-machine', host: 'kvm1', root: '' },
    { kind: 'this-machine', host: '', root: ' /srv ' },
  ] as const;
  expect(drafts.map((draft) => targetName(targetOf(draft)))).toEqual([
    'root@kvm1',
    'kvm1 below /srv',
    'this machine',
    'this machine below /srv',
  ]);
});
