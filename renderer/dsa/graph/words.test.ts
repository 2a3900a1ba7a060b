import { describe, expect, it } from 'vitest';
import { shortLabels } from '../../ui/short-labels.ts';
import { busyHost } from './fixture.ts';
import { layOut } from './layout.ts';
import { createLooks, linksOf, waysThrough } from './looks.ts';
import { cardLines, spokenOf } from './spoken.ts';
import { relate, shortIds } from './related.ts';

const host = busyHost();
const layout = layOut(host, { collapsed: new Set(), unfolded: new Set() });
const related = relate(host, shortLabels(host.guests.map(({ name }) => name)));
const looks = createLooks(related);
const spoken = (id: string) => spokenOf(layout.byId.get(id)!.part, related);

describe('what is said of a part', () => {
  it('tells all that the picture tells', () => {
    const ids = ['dsa0', 'wq0.2', 'wq2.2', 'group2.2', 'engine2.2', 'iax1 wqs', 'g0', 'g3'];
    expect(ids.map(spoken)).toEqual([
      'dsa0, DSA, 0000:6a:00.0, enabled, 112 of 128 entries, 2 of 2048 interrupt slots, 3 mdevs',
      'wq0.2, mdev, shared, 32 entries, threshold 24, enabled, 2 mdevs, guest vm-db, guest vm-cache',
      'wq2.2, mdev, dedicated, 16 entries, disabled, 0 mdevs',
      'group2.2, no engine',
      'engine2.2, in no group',
      '8 unused wqs of iax1, folded',
      'guest vm-web, 1 device, running',
      'guest vm-idle, no queue yet',
    ]);
  });

  it('says which wqs an mdev can be on, and that an orphan can only be removed', () => {
    const [, , , , untold, orphan] = host.mdevs;
    const card = (id: string) => cardLines(layout.byId.get(id)!.part, related);
    expect(spoken(untold!.id)).toContain('running not told, on one of wq2.0, wq2.1, no guest');
    expect(card(orphan!.id)).toContain('Its queue was taken away: it can only be removed');
  });
});

describe('what is written on a box', () => {
  it('names a queue, and tells mdevs apart whose UUIDs are alike at the front, or at both ends', () => {
    expect([looks.of(layout.byId.get('wq0.2')!).title, looks.of(layout.byId.get('wq0.2')!).detail]).toEqual([
      'wq0.2 pool',
      'mdev shared · 32 / thr 24',
    ]);
    const head = '83b8f4f2-509f-4b8c-a0b2-8c4b6e1d';
    const ids = [`${head}0a01`, `${head}0a03`, 'wq0.0'];
    const twins = ['11111111-0000-4000-8000-00000000aaaa', '11111111-0000-4000-8001-00000000aaaa'];
    expect([...shortIds([...ids, ...twins])]).toEqual([
      [ids[0], '83b8f4f2…0a01'],
      [ids[1], '83b8f4f2…0a03'],
      ['wq0.0', 'wq0.0'],
      [twins[0], '…000-00000000'],
      [twins[1], '…001-00000000'],
    ]);
  });
});

describe('looks', () => {
  const look = (id: string) => looks.of(layout.byId.get(id)!);

  it('take the hue of the only guest, and none where there are several', () => {
    expect(['wq0.1', 'wq0.2', 'wq0.0'].map((id) => look(id).hue)).toEqual([0, null, null]);
    expect(look('wq0.2').guests.map(({ name }) => name)).toEqual(['vm-db', 'vm-cache']);
  });

  it('tell a free wq, a group without engine and an orphan from the rest', () => {
    expect([look('wq0.3').free, look('wq0.3').detail]).toEqual([true, 'free · 16 left']);
    expect(['group2.2', host.mdevs[5]!.id, 'wq2.0'].map((id) => look(id).wrong)).toEqual([true, true, false]);
  });
});

describe('ways through a part', () => {
  it('lead from the engines that serve it to the guests it serves, and not back down other branches', () => {
    const ways = waysThrough(linksOf(layout), layout.byId.get('wq0.1')!);
    expect([...ways].map(({ from, to }) => `${from.id} ${to.id}`).sort()).toEqual(
      [
        'engine0.0 group0.0',
        'engine0.1 group0.0',
        'group0.0 wq0.1',
        `wq0.1 ${host.mdevs[0]!.id}`,
        `${host.mdevs[0]!.id} g0`,
      ].sort(),
    );
  });
});
