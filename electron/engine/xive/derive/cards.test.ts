import { describe, expect, test } from 'vitest';
import type { SourceCard } from '../../../../shared/xive/cards.ts';
import { phbPage } from '../../../../shared/xive/pages.ts';
import type { Branch } from '../../../../shared/xive/types.ts';
import { pageCardIn } from './page-card.ts';
import { branchPlace, vmNamed } from './places.ts';
import { sourceCardIn } from './source-card.ts';
import { branchOf, M16, PROPOSAL, replug, stateOf } from './testing.ts';

function placeOf(branch: Branch, step: number) {
  const place = branchPlace(stateOf(branch), { kind: 'branch', branch: branch.id, step });
  return {
    place,
    vm: vmNamed(place.machine, 'guest'),
    at: { kind: 'branch', branch: branch.id, step } as const,
  };
}

function sourceOf(branch: Branch, lisn: number, step = branch.events.length): SourceCard {
  const { place, vm, at } = placeOf(branch, step);
  return sourceCardIn(place, vm, lisn, at);
}

function pageOf(branch: Branch, page: number, step = branch.events.length) {
  const { place, vm, at } = placeOf(branch, step);
  return pageCardIn(place, vm, page, at, { story: true });
}

describe('the card of a source', () => {
  test('XIVE-S4 says where the interrupt of a re-plugged device goes', () => {
    const { consequence, driven, owner, device, vector } = sourceOf(replug(), 0x1304);
    expect({ owner, driven: driven?.hw, device, vector }).toEqual({
      owner: phbPage(2, 4),
      driven: phbPage(1, 4),
      device: 'nvme2',
      vector: 4,
    });
    expect(consequence).toEqual([
      {
        text: "The guest's EOI of LISN 0x1304 goes to phb1[4], a source of nvme1, which is unplugged; phb2[4] (vector 4 of nvme2), which owns it now, is pending and has fired again (P/Q 11): none of its interrupts arrives until something else ends it. phb1[4] belongs to the host again, or to another VM soon: the guest can end, mask or raise interrupts of whoever has it.",
        rule: 'XIVE-S4',
        refs: [
          { kind: 'part', family: 'xive', id: 'branch:life@6/lisn:0x1304' },
          { kind: 'part', family: 'xive', id: 'branch:life@6/page:9737' },
        ],
      },
    ]);
  });

  test('tells its story step by step', () => {
    expect(sourceOf(replug(), 0x1304).story.map(({ step, tone, text }) => `${step} ${tone} ${text}`)).toEqual(
      [
        '1 plain QEMU claims LISN 0x1304 as vector 4 of nvme1.',
        '1 plain KVM creates LISN 0x1304 and backs it with ipi(0x1a).',
        '1 plain set_mapped: phb1[4] (vector 4 of nvme1) owns LISN 0x1304.',
        '2 plain Guest touches all management pages of nvme1: page 0x2609, the management page of LISN 0x1304, is populated and shows phb1[4].',
        '3 plain clr_mapped: ipi(0x1a) owns LISN 0x1304 again, phb1[4] goes back to the host.',
        '3 plain QEMU frees LISN 0x1304 (unplug nvme1); KVM keeps its source.',
        '3 bad Page 0x2609 becomes stale: it still shows phb1[4], since nothing drops the entry.',
        '4 plain QEMU claims LISN 0x1304 as vector 4 of nvme2.',
        '4 plain set_mapped: phb2[4] (vector 4 of nvme2) owns LISN 0x1304 instead of ipi(0x1a).',
        '6 bad Guest handles the interrupt of LISN 0x1304: through page 0x2609 it reaches phb1[4] instead of phb2[4].',
      ],
    );
  });

  test('tells the end of a long story, and that it has a beginning', () => {
    const life = branchOf(
      Array.from({ length: 1200 }, (_, at) =>
        at % 2 === 0 ? { op: 'guestTouch', lisn: 7, parity: 1 } : { op: 'zap', lisn: 7 },
      ),
    );
    const { story } = sourceOf(life, 7);
    expect([story.length, story[0], story.at(-1)?.step]).toEqual([
      401,
      {
        step: 800,
        text: 'What was before step 801 is not told here: the story is too long. Go to an earlier step to read it.',
        hw: null,
        tone: 'plain',
      },
      1200,
    ]);
  });

  test('XIVE-M1 lists the numbers of one vector', () => {
    const branch = branchOf([
      { op: 'setMapped', lisn: 7, owner: 'phb1[1]' },
      { op: 'configure', lisn: 7, server: 2, priority: 6, eisn: 0x19 },
    ]);
    expect(sourceOf(branch, 7).numbers.map(({ what, value }) => [what, value])).toEqual([
      ['LISN', '0x7'],
      ['HW IRQ of the IPI source', '0x47'],
      ['HW IRQ of the PHB source', '0xfd801'],
      ['EISN', '0x19'],
      ['END index', '0x16'],
      ['NVT index', '0x402'],
      ['trigger page', '0x60100000e0000'],
      ['management page', '0x60100000f0000'],
    ]);
  });

  test('XIVE-A1 has the pages of the overlay and of the base mapping', () => {
    const branch = branchOf(
      [
        { op: 'mmap', at: 100, pages: 8, pgoff: 16, name: 'VMA1' },
        { op: 'overlayRegion', firstLisn: 6, count: 4, at: 100, name: 'pt0' },
      ],
      { ...PROPOSAL, strategy: 'A1' },
    );
    const { pages } = sourceOf(branch, 7);
    expect(pages.map(({ page }) => page)).toEqual([102, 103, 14, 15]);
    expect(pages[3]!.stack.filter(({ layer }) => layer === 'gpa' || layer === 'region')).toEqual([
      { layer: 'gpa', text: 'Guest address 0x60100000f0000: management page of LISN 0x7.', wins: false },
      { layer: 'region', text: 'Region pt0, priority 2: backed by page 0x67.', wins: false },
      {
        layer: 'region',
        text: 'Base region of VMA0: backed by page 0xf; hidden by pt0, so the guest does not reach it.',
        wins: false,
      },
    ]);
  });
});

describe('the card of a page', () => {
  test('XIVE-S2 an IPI page left behind by set_mapped', () => {
    const branch = branchOf(
      [
        { op: 'guestTouch', lisn: 7, parity: 1 },
        { op: 'setMapped', lisn: 7, owner: 'phb1[1]' },
      ],
      { strategy: 'none' },
    );
    const { state, since, consequence } = pageOf(branch, 15);
    expect({ state, since, rule: consequence[0]?.rule, text: consequence[0]?.text }).toEqual({
      state: 'stale',
      since: 2,
      rule: 'XIVE-S2',
      text: "The guest's EOI of LISN 0x7 goes to ipi(0x47), the LISN's internal source, which no device triggers; phb1[1], which owns the LISN now, is pending (P/Q 10): none of its interrupts arrives until something else ends it.",
    });
  });

  test('XIVE-S2 a source that is ready is heard once, one that nobody has the number of is not used', () => {
    const wrongReady = branchOf(
      [
        { op: 'guestTouch', lisn: 7, parity: 1 },
        { op: 'setMapped', lisn: 8, owner: 'phb1[1]' },
        { op: 'setMapped', lisn: 7, owner: 'phb1[1]' },
        { op: 'load', lisn: 8, offset: 0xc00 },
      ],
      { strategy: 'none' },
    );
    const idle = replug();
    expect([
      pageOf(wrongReady, 15).consequence[0]?.text,
      pageOf(idle, 0x2609, 3).consequence[0]?.text,
    ]).toEqual([
      "The guest's EOI of LISN 0x7 goes to ipi(0x47), the LISN's internal source, which no device triggers; phb1[1], which owns the LISN now, is ready: its next interrupt arrives once and then never again.",
      'Page 0x2609, the management page of LISN 0x1304, still shows phb1[4], a source of nvme1, which is unplugged. Nobody uses LISN 0x1304 now; whoever gets the number next inherits this page, and then ends, masks or raises interrupts of whoever has phb1[4].',
    ]);
  });

  test('XIVE-A1 a stale page of the base mapping is hidden from the guest by the overlay', () => {
    const branch = branchOf(
      [
        { op: 'monitorTouch', lisn: 7, parity: 1 },
        { op: 'mmap', at: 100, pages: 8, pgoff: 16, name: 'VMA1' },
        { op: 'overlayRegion', firstLisn: 6, count: 4, at: 100, name: 'pt0' },
        { op: 'setMapped', lisn: 7, owner: 'phb1[1]' },
      ],
      { ...PROPOSAL, strategy: 'A1' },
    );
    expect(pageOf(branch, 15).consequence[0]?.text).toContain(
      'an overlay region hides page 0xf from the guest',
    );
  });

  test('XIVE-S3 a PHB page left behind by clr_mapped (E22)', () => {
    const branch = branchOf(
      [
        { op: 'setMapped', lisn: 7, owner: 'phb1[1]' },
        { op: 'touch', page: 15 },
        { op: 'clrMapped', lisn: 7 },
      ],
      { strategy: 'none' },
    );
    expect(
      pageOf(branch, 15).consequence.map(({ rule, text }) => [
        rule,
        text.includes('belongs to the host again'),
      ]),
    ).toEqual([['XIVE-S3', true]]);
  });

  test('XIVE-R10 names the LISN that a misresolved page really drives (E12)', () => {
    const branch = branchOf([
      { op: 'munmap', at: 4, pages: 2 },
      { op: 'touch', page: 7 },
    ]);
    expect(pageOf(branch, 7).consequence[0]?.text).toBe(
      "Page 0x7 stands for the management page of LISN 0x3 (CPU IPIs), but shows ipi(0x40):E, the management page of LISN 0x0 (IPI of vCPU 0). The guest's EOI of LISN 0x3 ends an interrupt of LISN 0x0 that nobody handled; ipi(0x43), the source of LISN 0x3, is off (P/Q 01): it raises no interrupt, and nothing turns it on through this page.",
    );
  });

  test('XIVE-R10 tells of swapped sides (E31)', () => {
    const branch = branchOf([
      { op: 'munmap', at: 9, pages: 2 },
      { op: 'touch', page: 11 },
    ]);
    expect(pageOf(branch, 11).consequence[0]?.text).toContain('Trigger and management page are swapped');
  });

  test('XIVE-R10 says of an empty page what the next access brings', () => {
    const branch = branchOf([{ op: 'munmap', at: 4, pages: 2 }]);
    expect(pageOf(branch, 7).stack.at(-1)?.text).toBe(
      'No entry yet: the next access faults, the handler takes it for the management page of LISN 0x0 and puts in ipi(0x40):E, although the page stands for the management page of LISN 0x3: it would be misresolved.',
    );
  });

  test('XIVE-R10 of a hole has no line, and nothing behind it', () => {
    const card = pageOf(branchOf([{ op: 'munmap', at: 4, pages: 2 }], {}, [M16]), 5);
    expect({ state: card.state, vma: card.vma, last: card.stack.at(-1)?.layer }).toEqual({
      state: 'hole',
      vma: null,
      last: 'vma',
    });
  });

  test('XIVE-R11 a zap mends a stale page, and the story says so', () => {
    const branch = branchOf(
      [
        { op: 'guestTouch', lisn: 7, parity: 1 },
        { op: 'setMapped', lisn: 7, owner: 'phb1[1]' },
        { op: 'zap', lisn: 7 },
      ],
      { strategy: 'none' },
    );
    expect(pageOf(branch, 15).story.at(-1)).toEqual({
      step: 3,
      text: 'Zap LISN 0x7: page 0xf is empty again; it had shown ipi(0x47):E, and the next access asks for the owner anew.',
      hw: null,
      tone: 'good',
    });
  });
});
