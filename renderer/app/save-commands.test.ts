import { beforeEach, expect, test } from 'vitest';
import type { Client } from '../../shared/contract.ts';
import { StudioError } from '../../shared/errors.ts';
import { setClient } from '../store/api.ts';
import { useStudio } from '../store/studio.ts';
import { saveWorkspace } from './commands.ts';
import { answerDialog, useDialog } from './dialogs.ts';

const WHY = '/w.pts was changed by another program.';
let inputs: unknown[] = [];

beforeEach(() => {
  inputs = [];
  setClient({
    call: (_name: string, input: { readonly overwrite?: boolean }) => {
      inputs.push(input);
      return input.overwrite === true
        ? Promise.resolve({ path: '/w.pts' })
        : Promise.reject(new StudioError('stale', WHY));
    },
  } as unknown as Client);
  const workspace = { name: 'w', path: '/w.pts', edited: true, undo: null, redo: null, hosts: [] };
  useStudio.setState({ view: { workspace } });
});

test('saving over a file that changed asks first', async () => {
  for (const agreed of [false, true]) {
    const saved = saveWorkspace();
    await new Promise((resolve) => setTimeout(resolve));
    const dialog = useDialog.getState().open;
    expect(dialog).toMatchObject({ kind: 'confirm', text: expect.stringContaining(WHY) });
    if (dialog?.kind === 'confirm') answerDialog(() => dialog.answer(agreed));
    expect(await saved).toBe(agreed);
  }
  expect(inputs).toEqual([{}, {}, { overwrite: true }]);
});
