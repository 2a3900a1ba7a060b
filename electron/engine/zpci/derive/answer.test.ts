import { describe, expect, it } from 'vitest';
import type { AnswerCard, AnswerField } from '../../../../shared/zpci/cards.ts';
import type { WhatIf } from '../../../../shared/zpci/edits.ts';
import type { ZpciState } from '../../../../shared/zpci/types.ts';
import { answerCard } from './answer.ts';
import { emulated, hostFunction, passed, stateOf } from './testing.ts';

function cardOf(state: ZpciState, device = 'h0', whatIf: WhatIf = {}): AnswerCard {
  return answerCard(state, 'g', device, whatIf)!;
}

function fieldOf(card: AnswerCard, name: string): AnswerField {
  return card.fields.find((field) => field.name === name)!;
}

function lies(card: AnswerCard): Readonly<Record<string, string>> {
  return Object.fromEntries(card.fields.flatMap(({ name, lie }) => (lie === null ? [] : [[name, lie.rule]])));
}

function words(bytes: readonly (number | null)[]): readonly string[] {
  const hex = bytes.map((byte) => (byte === null ? '??' : byte.toString(16).padStart(2, '0'))).join('');
  return hex.match(/.{8}/g) ?? [];
}

const SIMPLE = stateOf([passed('h0', 0)]);

describe('the answer of an intercepted function', () => {
  const card = cardOf(SIMPLE);

  it('ZPCI-Q4 ZPCI-G3: has the bytes of the worked example', () => {
    expect(words(card.functionBytes.slice(0, 80))).toEqual(
      '01800010 00000000 00000000 00000000 000101f0 00000041 0e000000 000001c0 04000000 00000000 00000000 00000000 00000000 00000000 01020005 00000000 00000001 00000000 00000001 ffffffff'.split(
        ' ',
      ),
    );
    expect(words(card.functionBytes.slice(124, 136))).toEqual(['00000031', 'd3c1c240', '40404040']);
    expect(words(card.groupBytes)).toEqual(
      '00400010 00000000 00000000 00000000 00400121 008007d0 40000000 00000000 000003ff ffffffff fe000000 00000000 00000000 00000000 00000000 00000000'.split(
        ' ',
      ),
    );
    expect([card.functionBytes.length, card.groupBytes.length]).toEqual([192, 64]);
  });

  it('classes each field as it came about', () => {
    const names = [
      'uid',
      'fid',
      'pfgid',
      'pchid',
      'vfn',
      'pfip',
      'utilStr',
      'sdma',
      'edma',
      'noi',
      'maxstbl',
      'rtr',
      'dtsm',
      'pft',
      'barSize0',
      'bar0',
    ];
    expect(names.map((name) => `${name} ${fieldOf(card, name).cls} ${fieldOf(card, name).fate}`)).toEqual([
      'uid V replaced',
      'fid V replaced',
      'pfgid V replaced',
      'pchid C copied',
      'vfn C copied',
      'pfip C copied',
      'utilStr C copied',
      'sdma H copied',
      'edma H copied',
      'noi C copied',
      'maxstbl C constant',
      'rtr I own',
      'dtsm I constant',
      'pft C hidden',
      'barSize0 config copied',
      'bar0 config own',
    ]);
  });

  it('hides type, port and measurement block, and explains the block size, without calling them lies', () => {
    expect([card.lies, lies(card)]).toEqual([0, {}]);
    expect([fieldOf(card, 'pft').host?.text, fieldOf(card, 'pft').guest.text]).toEqual(['0x0a', '0x00']);
    const block = fieldOf(card, 'maxstbl');
    expect([
      block.host?.text,
      block.guest.text,
      block.path.map(({ at, value }) => `${at} ${value.text}`),
    ]).toEqual(['4096', '128', ['card 4096', 'host kernel 128', 'vfio 128', 'QEMU 128', 'guest kernel 128']]);
  });

  it('ZPCI-D4: tells who cut the window, on every stop', () => {
    const cut = cardOf(stateOf([passed('h0', 0, { relaxedTranslation: false })], { memory: 0x800_0000 }));
    const end = fieldOf(cut, 'edma');
    expect([end.fate, end.because, end.rule]).toEqual(['cut', 'to 65,535 mappings (DMA_AVAIL)', 'ZPCI-D4']);
    expect(end.path.map(({ at, value }) => `${at} ${value.text}`)).toEqual([
      'card 0x1ffffffffffffff',
      'host kernel 0x1ffffffff',
      'vfio 0x1ffffffff',
      'QEMU 0x10fffefff',
      'guest kernel 0x107ffffff',
    ]);
    expect(cut.dma).toMatchObject({
      platform: { end: '0x1ffffffffffffff' },
      host: { end: '0x1ffffffff' },
      guest: { end: '0x10fffefff' },
      mappings: 65_535,
    });
  });

  it('ZPCI-Q2: everything of an emulated card is QEMU’s own', () => {
    const own = cardOf(stateOf([emulated('r0', { uid: 1, fid: 0 })]), 'r0');
    expect(own.mode).toBe('emulated');
    expect(new Set(own.fields.map(({ cls }) => cls))).toEqual(new Set(['frame', 'E', 'V', 'config']));
    expect(own.fields.every(({ host, lie }) => host === null && lie === null)).toBe(true);
  });
});

describe('lies', () => {
  it('ZPCI-K6: without capabilities the constants stand for the card’s values, and only those that differ are lies', () => {
    const card = cardOf(SIMPLE, 'h0', { capabilities: 'none' });
    expect(lies(card)).toEqual({
      vfn: 'ZPCI-K6',
      flags: 'ZPCI-K6',
      pchid: 'ZPCI-K6',
      pfip: 'ZPCI-K6',
      edma: 'ZPCI-K6',
      utilStr: 'ZPCI-K6',
      noi: 'ZPCI-K6',
      version: 'ZPCI-K6',
      mui: 'ZPCI-K6',
      dasm: 'ZPCI-K6',
    });
    expect(fieldOf(card, 'edma').lie?.notice).toContain('outside the host’s window');
    expect([fieldOf(card, 'noi').changedFrom?.text, fieldOf(card, 'sdma').changedFrom]).toEqual(['64', null]);
    expect(fieldOf(card, 'maxstbl').because).toContain('interception');
  });

  it('ZPCI-K6: a kernel without capabilities does not interpret either', () => {
    const interpreted = stateOf([passed('h0', 0)], {}, undefined, { kvmZpciOp: true });
    expect(cardOf(interpreted)).toMatchObject({ mode: 'interpret', refusal: null });
    const old = cardOf(interpreted, 'h0', { capabilities: 'none' });
    expect([old.mode, old.refusal, old.modeNote.includes('before 6.0'), old.lies]).toEqual([
      'intercept',
      null,
      true,
      10,
    ]);
  });

  it('counts no lie where the host’s value is not known, and says so', () => {
    const unknown = hostFunction({ fid: 0, noi: null, dasm: null, mui: null });
    const card = cardOf(stateOf([passed('h0', 0)], {}, [unknown]), 'h0', { capabilities: 'none' });
    expect([fieldOf(card, 'noi').lie, fieldOf(card, 'noi').guest.text]).toEqual([null, '128']);
    expect(fieldOf(card, 'noi').because).toContain('cannot be told');
  });

  it('ZPCI-K1: the constants of 2019 begin at 4 GiB whatever the card does', () => {
    const early = hostFunction({ fid: 0, window: { start: '0x8000000', end: '0x207ffffff' } });
    const card = cardOf(stateOf([passed('h0', 0)], { profile: 'fixed-2019' }, [early]));
    expect([
      card.group,
      lies(card)['sdma'],
      lies(card)['edma'],
      lies(card)['noi'],
      lies(card)['maxstbl'],
    ]).toEqual([1, 'ZPCI-K1', 'ZPCI-K1', 'ZPCI-K1', undefined]);
    expect(fieldOf(card, 'sdma').lie?.text).toContain('another card');
  });

  it('ZPCI-K2: the proposal tells the raw window', () => {
    const card = cardOf(stateOf([passed('h0', 0)], { profile: 'proposal-2019' }));
    expect(lies(card)).toEqual({ edma: 'ZPCI-K2' });
    expect([
      fieldOf(card, 'edma').cls,
      fieldOf(card, 'edma').guest.text,
      fieldOf(card, 'maxstbl').guest.text,
    ]).toEqual(['C', '0x1ffffffffffffff', '4096']);
  });

  it('ZPCI-K3: a function in QEMU’s own group keeps its identity and loses its limits', () => {
    const clash = hostFunction({ fid: 0, group: 0x20 });
    const card = cardOf(stateOf([passed('h0', 0)], { profile: 'merged-5.2' }, [clash]));
    expect(lies(card)).toEqual({ noi: 'ZPCI-K3', version: 'ZPCI-K3', mui: 'ZPCI-K3', dasm: 'ZPCI-K3' });
    expect([fieldOf(card, 'pchid').fate, fieldOf(card, 'noi').cls, fieldOf(card, 'pfgid').rule]).toEqual([
      'copied',
      'E',
      'ZPCI-G9',
    ]);
  });

  it('ZPCI-K3: a constant block size is a lie where the card itself takes the blocks', () => {
    const bare = hostFunction({ fid: 0, group: 0xf5 });
    const blockOf = (kvmZpciOp: boolean) => {
      const state = stateOf([passed('h0', 0)], { profile: 'merged-7.2' }, [bare], { kvmZpciOp });
      return lies(cardOf(state))['maxstbl'] ?? null;
    };
    expect([blockOf(false), blockOf(true)]).toEqual([null, 'ZPCI-K3']);
  });

  it('ZPCI-K4: the group says what only its creator may do', () => {
    const state = stateOf([passed('h0', 0), passed('h1', 1, { relaxedTranslation: false })]);
    expect([lies(cardOf(state, 'h0')), lies(cardOf(state, 'h1'))]).toEqual([{}, { rtr: 'ZPCI-K4' }]);
  });

  it('ZPCI-K16: QEMU 8.0 makes an empty window where there is no limit', () => {
    const card = cardOf(stateOf([passed('h0', 0)], { profile: 'merged-8.0', iommu: 'iommufd' }));
    expect([lies(card), fieldOf(card, 'edma').guest.text]).toEqual([{ edma: 'ZPCI-K16' }, '0xffffffff']);
  });
});

it('ZPCI-K17: names the condition that stood against interpretation', () => {
  const notes = [
    stateOf([passed('h0', 0)], { kvm: false }),
    stateOf([passed('h0', 0)], { isProtected: true }, undefined, { kvmZpciOp: true }),
    stateOf([passed('h0', 0)], {}, undefined, { kvmZpciOp: null }),
    stateOf([passed('h0', 0)]),
    stateOf([passed('h0', 0, { interpret: false })]),
  ].map((state) => cardOf(state).modeNote);
  expect(notes.map((note) => /TCG|Secure Execution|not read|z14/.exec(note)?.[0] ?? note)).toEqual([
    'TCG',
    'Secure Execution',
    'not read',
    'z14',
    '',
  ]);
});

it('ZPCI-A10: a device that waits has no answer', () => {
  const waiting = { ...passed('h9', 0), card: null };
  expect(cardOf(stateOf([waiting]), 'h9')).toMatchObject({ mode: 'waiting', fields: [], refusal: null });
});

it('is gone with its guest or device', () => {
  expect([answerCard(SIMPLE, 'x', 'h0', {}), answerCard(SIMPLE, 'g', 'h7', {})]).toEqual([null, null]);
});

it('ZPCI-K6: a missing VF number makes the card its physical function for the guest, and says so', () => {
  const notice = (whatIf: WhatIf) => fieldOf(cardOf(SIMPLE, 'h0', whatIf), 'vfn').lie?.notice.split(';')[0];
  expect([notice({ capabilities: 'none' }), notice({ profile: 'fixed-2019' })]).toEqual([
    'The guest takes it for the physical function of its adapter',
    'The guest takes it for the physical function of its adapter',
  ]);
});
