/** Files of mdevctl given one by one, or without the files they name. */
import { expect, it } from 'vitest';
import type { ApState } from '../../../../shared/ap/types.ts';
import { masksOf } from '../model.ts';
import { definitionText } from './definition-text.ts';
import { mdevctlExport } from './mdevctl.ts';
import { exampleHost, UUIDS } from './testing/wishes.ts';

const [A, NEW] = [UUIDS[0], UUIDS[3]];
const base = exampleHost();
const text = definitionText('manual', masksOf([5], [4], [4]));

function read(files: Readonly<Record<string, string>>) {
  const list = Object.entries(files).map(([path, content]) => ({ path, text: content, executable: false }));
  const result = mdevctlExport.read!(list, base);
  if (!result.ok) return result.refusal.message;
  const one = (state: ApState, id: string) => {
    const mdev = state.mdevs.find((other) => other.id === id);
    return mdev && [mdev.active, mdev.defined];
  };
  return { a: one(result.state, A), new: one(result.state, NEW), notes: result.notes };
}

it('AP-D1 a definition is transient only in the folder transient/matrix', () => {
  const kept = read({ [`transient/matrix/${NEW}`]: text });
  expect(kept).toMatchObject({ new: [true, null], notes: [] });
  expect(read({ [`transient/${NEW}`]: text })).toMatchObject({ new: [true, 'manual'] });
});

it('AP-D2 what a script says of devices that no file tells is noted, and takes no device away', () => {
  const [was] = [base.mdevs.find(({ id }) => id === A)!];
  const script = `#!/bin/sh\nset -eu\ncd "$(dirname "$0")"\nmodprobe vfio_ap\nmdevctl undefine -u ${A} -p matrix\nmdevctl define -u ${A} -p matrix --jsonfile ./x\nmdevctl start -u ${A} -p matrix\n`;
  expect(read({ 'mdevctl.sh': script, [`mdevctl.d/matrix/${NEW}`]: text })).toEqual({
    a: [was.active, was.defined],
    new: [false, 'manual'],
    notes: [
      `"mdevctl.sh" defines ${A} by a file that is not among these; left out.`,
      '"mdevctl.sh" has 1 line that tells no device; left out.',
    ],
  });
  expect(read({ 'mdevctl.sh': `mdevctl stop -u ${A}\nmdevctl undefine -u ${A} -p matrix\n` })).toMatchObject({
    a: undefined,
    notes: [],
  });
});
