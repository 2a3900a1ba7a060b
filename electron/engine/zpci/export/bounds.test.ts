import { expect, test } from 'vitest';
import { fromFile, toFile } from '../file.ts';
import { createFunction, createState } from '../model.ts';
import { ZPCI_EXPORTS } from './exports.ts';

const HOSTDEV =
  "<hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0x0001' bus='0x00' slot='0x00' function='0x0'/></source></hostdev>";

test('what is read back can be saved and opened again, however long its names are', () => {
  const base = createState({ functions: [createFunction({ fid: 1, address: '0001:00:00.0' })] });
  const texts: Readonly<Record<string, string>> = {
    libvirt: `<domain><name>${'n'.repeat(90)}</name><devices>${HOSTDEV}</devices></domain>`,
    qemu: `qemu-system-s390x -name ${'n'.repeat(90)} -device vfio-pci,host=0001:00:00.0,id=h0 -device 'e1000 x-pci,id=n0' -device zpci,id=1z,target=h0`,
  };
  const reopened = ZPCI_EXPORTS.map((one) => {
    const found = one.read!([{ path: 'g.xml', text: texts[one.format]!, executable: false }], base);
    if (!found.ok) return found.refusal;
    expect(fromFile(JSON.parse(JSON.stringify(toFile(found.state))))).toEqual(found.state);
    return found.state.guests.map(({ id, devices }) => [id.length <= 64, devices.map((device) => device.id)]);
  });
  expect(reopened).toEqual([[[true, ['hostdev0']]], [[true, ['h0']]]]);
});
