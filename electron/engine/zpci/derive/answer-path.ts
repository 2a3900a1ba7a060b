/** The stops of one value on its way from the card to the guest (zpci.md 1.5). */
import type { ShownValue, ValueStop } from '../../../../shared/zpci/cards.ts';
import type { ClpField } from '../../../../shared/zpci/fields.ts';
import { sentence } from '../../words.ts';
import { TABLE_REACH } from '../kernel/host-window.ts';
import type { AnswerContext } from './answer-context.ts';
import type { Fate } from './answer-fates.ts';
import { wayOf } from './field-ways.ts';
import { aboutSize, hex, type Raw, shown, UNKNOWN } from './shown.ts';

const ONE_PAGE_MASK = 0xfffn;

function stop(at: ValueStop['at'], text: string, value: ShownValue, rule: string | null = null): ValueStop {
  return { at, text, value, rule };
}

function cardRaw({ one }: AnswerContext, field: ClpField, host: Raw): Raw {
  if (field.name !== 'sdma' && field.name !== 'edma') return host;
  const raw = field.name === 'sdma' ? one?.platformWindow?.start : one?.platformWindow?.end;
  return raw === undefined ? null : BigInt(raw);
}

function cardStop(context: AnswerContext, field: ClpField, host: Raw): ValueStop {
  const raw = cardRaw(context, field, host);
  return stop(
    'card',
    raw === null
      ? 'Nobody has read what the machine’s CLP says of it.'
      : 'The machine’s CLP says so of the function.',
    shown(field, raw),
  );
}

function hostStop(context: AnswerContext, field: ClpField, host: Raw): ValueStop {
  const raw = cardRaw(context, field, host);
  if (field.name === 'sdma')
    return stop(
      'host kernel',
      'The zPCI driver begins the window at a page border.',
      shown(field, host),
      'ZPCI-D2',
    );
  if (field.name === 'edma') {
    const cut = raw !== null && host !== null && raw !== host;
    const text = cut
      ? 'The zPCI driver cuts the window to what its memory and its table format reach.'
      : 'The zPCI driver handles the window up to here, after its memory and its table format.';
    return stop('host kernel', text, shown(field, host), 'ZPCI-D2');
  }
  if (field.name === 'maxstbl')
    return stop(
      'host kernel',
      'The zPCI driver reports 128 bytes for functions whose instructions are intercepted, whatever the card can.',
      shown(field, 128),
      'ZPCI-G6',
    );
  if (field.name === 'refresh')
    return stop(
      'host kernel',
      'The zPCI driver reports that mappings have to be refreshed, always.',
      shown(field, true),
      'ZPCI-G6',
    );
  if (field.name === 'frame')
    return stop('host kernel', 'The zPCI driver works with pages of 4 KiB.', shown(field, false));
  return stop('host kernel', 'The zPCI driver keeps it for the function.', shown(field, host));
}

function vfioText(
  context: AnswerContext,
  field: ClpField,
): { readonly text: string; readonly carried: boolean } {
  const { answered, report } = context;
  if (answered === 'fixed') return { text: 'This QEMU asks vfio for no capability.', carried: false };
  if (answered === 'raw')
    return { text: 'VFIO_IOMMU_GET_INFO hands over the raw answer of this one function.', carried: true };
  if (answered === 'fallback')
    return { text: 'The kernel does not give both raw answers, so QEMU takes none.', carried: false };
  const { carrier } = wayOf(field.block, field.name);
  if (field.block === 'function' && field.name.startsWith('barSize'))
    return { text: 'VFIO_DEVICE_GET_REGION_INFO tells the size of the region.', carried: true };
  if (carrier === null) return { text: 'No capability of vfio-pci carries it.', carried: false };
  const there = { BASE: report?.base, GROUP: report?.group, UTIL: report?.util, PFIP: report?.path }[carrier];
  if (there === null || there === undefined)
    return { text: `The capability ${carrier} is missing.`, carried: false };
  return { text: `The capability ${carrier} of this one function carries it.`, carried: true };
}

function vfioStop(context: AnswerContext, field: ClpField, host: Raw): ValueStop {
  const { text, carried } = vfioText(context, field);
  const { answered, report } = context;
  if (!carried) return stop('vfio', text, { text: null, meaning: 'not told' }, 'ZPCI-Q3');
  const block = report?.group ?? null;
  if (field.name === 'maxstbl' && answered === 'merged' && block !== null)
    return stop(
      'vfio',
      block.version === 2
        ? 'The capability GROUP carries both: maxstbl for interception and imaxstbl for interpretation.'
        : 'The capability GROUP, version 1, carries only the constant.',
      shown(field, context.made.mode === 'interpret' && block.version === 2 ? block.imaxstbl : block.maxstbl),
      'ZPCI-G6',
    );
  const raw = answered === 'raw' ? cardRaw(context, field, host) : host;
  return stop('vfio', text, shown(field, raw));
}

/** What the guest's kernel makes of it; null = it shows or uses it as it is. */
function guestKernelStop(context: AnswerContext, field: ClpField, guest: Raw): ValueStop {
  const value = shown(field, guest);
  const { made, one, guest: owner } = context;
  if (field.name === 'uid')
    return stop(
      'guest kernel',
      'It becomes the PCI domain of the function.',
      {
        text: `${made.uid.toString(16).padStart(4, '0')}:00:00.0`,
        meaning: 'address in the guest',
      },
      'ZPCI-S3',
    );
  if (field.name === 'fid')
    return stop(
      'guest kernel',
      'It becomes the name of the slot.',
      {
        text: made.fid.toString(16).padStart(8, '0'),
        meaning: 'slot',
      },
      'ZPCI-S1',
    );
  if (field.name === 'edma') return endInGuest(context, field, guest);
  if (field.name === 'noi' && guest !== null) {
    const vectors = one?.msix ?? null;
    return vectors !== null && vectors > Number(guest)
      ? stop(
          'guest kernel',
          `The card shows ${vectors} vectors, but a driver gets at most ${Number(guest)}.`,
          value,
          'ZPCI-N1',
        )
      : stop('guest kernel', 'A driver gets the vectors it asks for, up to this number.', value, 'ZPCI-N1');
  }
  if (field.name === 'msia')
    return stop(
      'guest kernel',
      'The function writes its MSI messages there; QEMU listens on that page.',
      value,
      'ZPCI-N3',
    );
  if (field.name === 'version')
    return stop('guest kernel', 'It shows as the greatest speed of the slot.', value);
  if (field.name === 'fmbl') return stop('guest kernel', 'It expects the basic measurement block.', value);
  if (field.name === 'rtr' && guest === true)
    return stop('guest kernel', 'From Linux 6.15 on, iommu.passthrough=1 makes use of it.', value, 'ZPCI-D6');
  return stop(
    'guest kernel',
    owner.cpuZpci
      ? 'It takes the value as it is.'
      : 'It does not look: without the CPU feature zpci it uses no PCI.',
    value,
    owner.cpuZpci ? null : 'ZPCI-A17',
  );
}

function endInGuest({ made, guest: owner }: AnswerContext, field: ClpField, guest: Raw): ValueStop {
  const start = made.values.sdma;
  if (guest === null || start === null || owner.memory === null)
    return stop(
      'guest kernel',
      'It cuts the window again, to its own memory, which is not known here.',
      guest === null ? UNKNOWN : shown(field, guest),
      'ZPCI-D3',
    );
  const begin = (start + ONE_PAGE_MASK) & ~ONE_PAGE_MASK;
  const candidates = [BigInt(owner.memory), TABLE_REACH - begin, BigInt(guest) - begin + 1n];
  const size = candidates.reduce((least, one) => (one < least ? one : least));
  const end = begin + size - 1n;
  return end === guest
    ? stop('guest kernel', `It uses the whole window, ${aboutSize(size)}.`, shown(field, end), 'ZPCI-D3')
    : stop(
        'guest kernel',
        `It uses ${aboutSize(size)} of the window, as much as it has memory.`,
        {
          text: hex(end),
          meaning: '',
        },
        'ZPCI-D3',
      );
}

/** From the card on; of an emulated card from QEMU on. */
export function pathOf(
  context: AnswerContext,
  field: ClpField,
  host: Raw,
  guest: Raw,
  fate: Fate,
): readonly ValueStop[] {
  if (field.usualClass === 'frame') return [];
  const because = `${fate.because.charAt(0).toUpperCase()}${fate.because.slice(1)}`;
  const made = [
    stop('QEMU', sentence(because), shown(field, guest), fate.rule),
    guestKernelStop(context, field, guest),
  ];
  const own =
    context.answered === 'emulated' || (field.name.startsWith('bar') && !field.name.startsWith('barSize'));
  if (own) return made;
  return [
    cardStop(context, field, host),
    hostStop(context, field, host),
    vfioStop(context, field, host),
    ...made,
  ];
}
