/** Lives of one small guest for the chapter on hot plug; the view plays those of the real one on the model. */
import type { Life, LifeFrame, LifeRun } from '../../../shared/zpci/cards.ts';

type Part = Pick<LifeFrame, 'actor' | 'title' | 'detail' | 'state'> & Partial<LifeFrame>;

const DISABLED = '0x00010000';
const ENABLED = '0x80010000';

function frame(part: Part): LifeFrame {
  return {
    towards: null,
    action: '',
    rule: null,
    refusal: '',
    event: null,
    log: [],
    handle: part.state === 'enabled' ? ENABLED : DISABLED,
    listed: part.state === 'reserved' || part.state === 'gone' ? 0 : 1,
    ...part,
  };
}

function event(pec: string, meaning: string, fh: string): LifeFrame['event'] {
  return { pec, meaning, fh, fid: '0x00000041' };
}

const PLUG: readonly LifeFrame[] = [
  frame({
    actor: 'administrator',
    towards: 'QEMU',
    title: 'Adds the zpci device',
    detail: 'UID, FID and index are taken now. The guest sees nothing yet: the device waits for its card.',
    action: 'device_add zpci,id=zpci49,uid=0x31,fid=0x41,target=h0',
    rule: 'ZPCI-A10',
    state: 'reserved',
  }),
  frame({
    actor: 'administrator',
    towards: 'QEMU',
    title: 'Adds the card',
    detail: 'QEMU opens the function through VFIO, reads its values once and fixes them.',
    action: 'device_add vfio-pci,id=h0,host=0001:00:00.0',
    rule: 'ZPCI-Q9',
    state: 'disabled',
  }),
  frame({
    actor: 'QEMU',
    towards: 'guest kernel',
    title: 'Announces it',
    detail: 'A machine check says that there is news, and CHSC fetches it.',
    event: event('0x0301', 'reserved or standby to configured', DISABLED),
    log: ['avl fid:41, fh:10000, pec:301'],
    rule: 'ZPCI-E1',
    state: 'disabled',
  }),
  frame({
    actor: 'guest kernel',
    towards: 'QEMU',
    title: 'Asks for its values',
    detail: 'Query Function and Query Group trap to QEMU, which answers with what it fixed at the plug.',
    log: ['add fid:41, fh:10000, c:1'],
    rule: 'ZPCI-L6',
    state: 'disabled',
  }),
  frame({
    actor: 'guest kernel',
    towards: 'QEMU',
    title: 'Enables it',
    detail: 'Set Function gives a new handle, with the enable bit.',
    log: ['ena fid:41, fh:80010000, rc:0'],
    rule: 'ZPCI-L8',
    state: 'enabled',
  }),
];

const UNPLUG: readonly LifeFrame[] = [
  frame({
    actor: 'administrator',
    towards: 'QEMU',
    title: 'Wants it back',
    detail: 'For a function that is in use this is a request, not an act. QEMU remembers it.',
    action: 'device_del h0',
    rule: 'ZPCI-E2',
    state: 'enabled',
  }),
  frame({
    actor: 'QEMU',
    towards: 'guest kernel',
    title: 'Asks the guest',
    detail: 'Until the guest answers nothing else happens. A reset of the guest would complete it too.',
    event: event('0x0303', 'please deconfigure', ENABLED),
    log: ['avl fid:41, fh:80010000, pec:303'],
    rule: 'ZPCI-E2',
    state: 'enabled',
  }),
  frame({
    actor: 'guest kernel',
    towards: 'QEMU',
    title: 'Lets go',
    detail: 'The driver is taken off, the function disabled and deconfigured.',
    log: ['dis fid:41, fh:10000, rc:0', 'deconf fid:41, rc:0'],
    rule: 'ZPCI-E3',
    state: 'standby',
  }),
  frame({
    actor: 'QEMU',
    towards: 'guest kernel',
    title: 'Says that it is gone',
    detail: 'Card and zpci device are removed. UID and FID are free again; a simulated group is not.',
    event: event('0x0308', 'standby to reserved', DISABLED),
    log: ['avl fid:41, fh:10000, pec:308'],
    rule: 'ZPCI-E3',
    state: 'gone',
  }),
];

const WAITING: readonly LifeFrame[] = [
  {
    ...PLUG[0]!,
    title: 'Adds a zpci device with a misspelt target',
    action: 'device_add zpci,id=zpci49,uid=0x31,fid=0x41,target=ho',
  },
  frame({
    actor: 'administrator',
    towards: 'QEMU',
    title: 'Wants to remove it',
    detail: 'This is the one wrong step that cannot be taken back.',
    action: 'device_del zpci49',
    refusal: 'QEMU 7.2 and 10.0 end with a segmentation fault. The studio never sends this.',
    rule: 'ZPCI-R1',
    state: 'reserved',
  }),
  frame({
    actor: 'administrator',
    towards: 'QEMU',
    title: 'Gives it a card of that name instead',
    detail: 'With a card called ho it becomes an ordinary function, which can be removed the usual way.',
    action: 'device_add vfio-pci,id=ho,host=0001:00:00.0',
    rule: 'ZPCI-A10',
    state: 'disabled',
  }),
];

function run(life: Life, title: string, frames: readonly LifeFrame[]): LifeRun {
  return { life, title, about: '', frames };
}

export const SMALL_LIVES: readonly LifeRun[] = [
  run('plug', 'Hot plug', PLUG),
  run('unplug', 'Hot unplug', UNPLUG),
  run('plug-waiting', 'A waiting device', WAITING),
];
