import { describe, expect, it } from 'vitest';
import type { Expectation, StepAction } from '../../../shared/plan.ts';
import { readBack, readBackSentences } from './read-back.ts';
import type { Look, Target } from './target.ts';

const PATIENCE = { slowMilliseconds: 200, pauseMilliseconds: 5 };
const WRITE: StepAction = { kind: 'write', path: '/f', text: '1' };
const VIRSH: StepAction = {
  kind: 'run',
  commands: [{ argv: ['virsh', 'shutdown', 'one'], stdin: null }],
  files: [],
};

/** Shows these one after the other, and the last one from then on. */
function target(...looks: readonly Look[]): { readonly target: Target; asked(): number } {
  let asked = 0;
  const look = () => Promise.resolve(looks[Math.min(asked++, looks.length - 1)]!);
  return { target: { mode: 'host', look } as unknown as Target, asked: () => asked };
}
const text = (content: string): Look => ({ kind: 'text', text: content });
const link = (to: string): Look => ({ kind: 'link', target: to, text: null });

describe('read-back', () => {
  it.each<[Expectation, Look, boolean]>([
    [{ kind: 'text', path: '/f', text: '0xff' }, text('0xff \n'), true],
    [{ kind: 'text', path: '/f', text: '0xff' }, text('0xfe\n'), false],
    [{ kind: 'text', path: '/f', text: '' }, { kind: 'absent' }, false],
    [{ kind: 'text', path: '/f', text: 'x' }, { kind: 'link', target: '/g', text: 'x\n' }, true],
    [{ kind: 'text', path: '/f', text: 'x' }, { kind: 'unreadable', why: 'EIO' }, false],
    [{ kind: 'link', path: '/f', name: 'vfio_ap' }, link('../drivers/vfio_ap'), true],
    [{ kind: 'link', path: '/f', name: 'vfio_ap' }, text('vfio_ap'), false],
    [{ kind: 'link', path: '/f', name: null }, { kind: 'absent' }, true],
    [{ kind: 'link', path: '/f', name: null }, link('../drivers/cex4queue'), false],
    [{ kind: 'present', path: '/f' }, { kind: 'folder' }, true],
    [{ kind: 'present', path: '/f' }, { kind: 'absent' }, false],
    [{ kind: 'absent', path: '/f' }, { kind: 'absent' }, true],
    [{ kind: 'absent', path: '/f' }, link('dangling'), false],
  ])('%j met by %j: %s', async (expectation, look, ok) => {
    const answers = await readBack(target(look).target, [expectation], WRITE, {
      ...PATIENCE,
      slowMilliseconds: 0,
    });
    expect(answers.map((answer) => answer.ok)).toEqual([ok]);
    expect(readBackSentences(answers)).toHaveLength(ok ? 0 : 1);
  });

  it('waits for a driver, and for a guest, but not for a plain attribute', async () => {
    const driver: Expectation = { kind: 'link', path: '/f', name: 'vfio_ap' };
    const late = target({ kind: 'absent' }, { kind: 'absent' }, { kind: 'absent' }, link('x/vfio_ap'));
    expect(await readBack(late.target, [driver], WRITE, PATIENCE)).toMatchObject([
      { ok: true, got: 'vfio_ap' },
    ]);
    const state: Expectation = { kind: 'text', path: '/f', text: 'off' };
    const guest = target(text('on'), text('on'), text('on'), text('off'));
    expect(await readBack(guest.target, [state], VIRSH, PATIENCE)).toMatchObject([{ ok: true }]);
    const mask = target(text('on'), text('on'), text('on'), text('off'));
    expect(await readBack(mask.target, [state], WRITE, PATIENCE)).toMatchObject([{ ok: false, got: 'on' }]);
    expect(mask.asked()).toBe(2);
  });

  it('says what is shown and what was expected', async () => {
    const expectations: Expectation[] = [
      { kind: 'text', path: '/a', text: '1\n' },
      { kind: 'absent', path: '/b' },
      { kind: 'link', path: '/c', name: 'vfio_ap' },
    ];
    const answers = await readBack(target(text('0\n')).target, expectations, WRITE, {
      slowMilliseconds: 0,
      pauseMilliseconds: 0,
    });
    expect(readBackSentences(answers)).toEqual([
      '/a shows "0"; "1" was expected.',
      '/b shows "0"; it was expected to be gone.',
      '/c shows "0"; a link to vfio_ap was expected.',
    ]);
  });
});
