import { describe, expect, test } from 'vitest';
import { PROFILES } from '../../../shared/zpci/profiles.ts';
import { answerOf } from './answer.fixture.ts';
import { bitsOf, handleParts } from './bits.ts';
import { countClasses } from './classes.ts';
import { tableRows, verdictOf } from './rows.ts';
import { isAsItIs, machinesOf, missingFor, offersFor, toggled, whatIfWords, withPart } from './what-if.ts';

const LIE = { rule: 'ZPCI-K6', text: 'Wrong.', notice: 'Late.' };
const ZERO = { text: '0x0', meaning: '' };

describe('rows of the table', () => {
  test('fold what is 0 on both sides, but never what is hidden, changed or a lie', () => {
    const card = answerOf({
      port: { host: { text: '1', meaning: '' }, guest: ZERO, fate: 'hidden' },
      bar2: { guest: ZERO, host: ZERO, changedFrom: { text: '0x4', meaning: '' } },
      bar3: { guest: ZERO, host: ZERO, lie: LIE },
    });
    const { shown, folded } = tableRows(card, 'function');
    expect(folded.map(({ name }) => name)).toEqual([
      'barSize1',
      'barSize2',
      'barSize3',
      'barSize4',
      'barSize5',
      'bar1',
      'bar4',
      'bar5',
      'rid',
      'tid',
    ]);
    expect(shown.map(({ name }) => name)).toEqual(expect.arrayContaining(['port', 'bar2', 'bar3', 'pft']));
  });

  test('leave length and response code to the bytes', () => {
    expect(tableRows(answerOf(), 'group').shown.some(({ cls }) => cls === 'frame')).toBe(false);
  });
});

describe('what an answer comes to', () => {
  test('ZPCI-K1 ZPCI-K6 is the number of values that are not this card’s', () => {
    const one = verdictOf(answerOf({ edma: { lie: LIE } }));
    const two = verdictOf(answerOf({ edma: { lie: LIE }, noi: { lie: LIE } }));
    expect([one, two].map(({ text }) => text)).toEqual([
      '1 of 40 values is not this card’s',
      '2 of 40 values are not this card’s',
    ]);
  });

  test('says right, unknown, own, waiting and refused apart', () => {
    const unknown = { guest: { text: null, meaning: '' } };
    expect(
      [
        answerOf(),
        answerOf({ sdma: unknown, edma: unknown }),
        answerOf({}, { mode: 'emulated' }),
        answerOf({}, { mode: 'waiting' }),
        answerOf({}, { refusal: { rule: 'ZPCI-I4', message: 'No.', because: [], fixes: [] } }),
      ].map(verdictOf),
    ).toEqual([
      { tone: 'good', text: 'All 40 values are right for this card' },
      { tone: 'good', text: '38 of 40 values are right for this card; 2 are not known' },
      { tone: 'plain', text: 'All 40 values are QEMU’s own: no card is behind it' },
      { tone: 'bad', text: 'The guest reads nothing of it' },
      { tone: 'bad', text: 'QEMU would not start with it' },
    ]);
  });

  test('ZPCI-M7 calls nothing right by a card that nobody has read, and counts what QEMU hides apart', () => {
    const unread = { host: { text: null, meaning: '' } };
    const hidden = { host: { text: '0x0a', meaning: '' }, guest: ZERO, fate: 'hidden' } as const;
    expect(
      [
        answerOf({ noi: unread, sdma: unread, uid: { ...unread, fate: 'replaced' } }),
        answerOf({ pft: hidden, fmbl: hidden }),
        answerOf({ pft: { ...hidden, host: ZERO } }),
        answerOf({ pft: hidden, noi: { lie: LIE } }),
      ].map((card) => verdictOf(card).text),
    ).toEqual([
      '38 of 40 values are right for this card; 2 are not known',
      '38 of 40 values are right for this card; 2 are hidden by QEMU',
      'All 40 values are right for this card',
      '1 of 40 values is not this card’s; 1 is hidden by QEMU',
    ]);
  });

  test('counts the classes in the order of the seed', () => {
    expect(countClasses([{ cls: 'I' }, { cls: 'V' }, { cls: 'I' }])).toEqual([
      { cls: 'V', count: 1 },
      { cls: 'I', count: 2 },
    ]);
  });
});

describe('bits', () => {
  test('of a handle tell enabled, kind and index', () => {
    expect(['0x80010003', '0x00020000', '0x80000402', '??'].map(handleParts)).toEqual([
      { enabled: true, kind: 'passed through, intercepted by QEMU', index: '0x0003' },
      { enabled: false, kind: 'emulated by QEMU', index: '0x0000' },
      { enabled: true, kind: 'real hardware, interpreted', index: '0x0402' },
      null,
    ]);
  });

  test('of the byte that refresh, frame and relaxed translation share', () => {
    expect(bitsOf('rtr', 0x21).map(({ on }) => on)).toEqual([true, false, true]);
    expect(bitsOf('pchid', 0x21)).toEqual([]);
  });
});

describe('what if', () => {
  test('leaves out what is as it is', () => {
    const asked = withPart(withPart({}, { profile: 'merged-7.2' }), { capabilities: 'none' });
    expect([
      asked,
      withPart(asked, { profile: undefined }),
      isAsItIs(toggled(toggled({}, 'BASE'), 'BASE')),
    ]).toEqual([{ profile: 'merged-7.2', capabilities: 'none' }, { capabilities: 'none' }, true]);
  });

  test('is said in words', () => {
    expect(
      whatIfWords({
        profile: 'merged-7.2',
        capabilities: 'none',
        without: ['BASE', 'GROUP'],
        mode: 'intercept',
        dmaEntryLimit: null,
      }),
    ).toBe('QEMU 7.2, a host kernel before 5.10, no BASE and GROUP, interception, no limit of DMA mappings');
  });

  test('offers a binary no machine type that is newer than itself', () => {
    expect(machinesOf('merged-7.2')).toEqual(['7.2', '7.1', '6.2', '5.1']);
  });

  test('offers what can change a field, and nothing for a card of QEMU’s own', () => {
    expect([
      offersFor('edma', { mode: 'intercept', profile: 'merged-10.0' }).map(({ label }) => label),
      offersFor('uid', { mode: 'intercept', profile: 'merged-10.0' }),
      offersFor('edma', { mode: 'emulated', profile: 'merged-10.0' }),
    ]).toEqual([
      [
        'Without BASE',
        'Without DMA_AVAIL',
        'Kernel before 5.10',
        'QEMU of 2019',
        'Machine type 9.2',
        '262,144 DMA mappings',
      ],
      [],
      [],
    ]);
  });
});

test('a what-if names the capability without which VFIO does not tell a field', () => {
  expect([
    missingFor('noi', { without: ['GROUP'] }),
    missingFor('pfgid', { capabilities: 'none' }),
    missingFor('noi', { without: ['UTIL'] }),
    missingFor('fid', { capabilities: 'none' }),
    missingFor('noi', { profile: 'fixed-2019' }),
  ]).toEqual([
    'the capability GROUP is missing',
    'the capabilities BASE and GROUP are missing',
    '',
    '',
    `${PROFILES['fixed-2019'].name} asks for no capabilities`,
  ]);
});
