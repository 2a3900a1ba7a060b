/** What happened to each value between host and guest, in a clause and with its rule (zpci.md 2.5). */
import type { ValueFate } from '../../../../shared/zpci/cards.ts';
import type { ClpField } from '../../../../shared/zpci/fields.ts';
import { switchesOf } from '../kernel/switches.ts';
import { type AnswerContext, defaultGroupReason, inDefaultGroup, isCarried } from './answer-context.ts';
import { hex } from './shown.ts';

export interface Fate {
  readonly fate: ValueFate;
  readonly because: string;
  readonly rule: string | null;
}

type Teller = (context: AnswerContext) => Fate;

function fate(kind: ValueFate, because: string, rule: string | null): Fate {
  return { fate: kind, because, rule };
}

function numberFate(context: AnswerContext, which: 'uid' | 'fid'): Fate {
  const { device, guest, answered } = context;
  const kind = answered === 'emulated' ? 'own' : 'replaced';
  const written = device.zpci?.[which] ?? null;
  if (written !== null && !(which === 'uid' && written === 0))
    return fate(kind, 'set on the zpci device', which === 'uid' ? 'ZPCI-A3' : 'ZPCI-A6');
  if (guest.domain !== null) return fate(kind, 'chosen by libvirt: the lowest free', 'ZPCI-V5');
  return fate(kind, 'chosen by QEMU: the lowest free', which === 'uid' ? 'ZPCI-A5' : 'ZPCI-A8');
}

function groupFate(context: AnswerContext): Fate {
  const { group } = context;
  if (inDefaultGroup(context)) {
    const { text, rule } = defaultGroupReason(context);
    return fate('default', `QEMU’s own group: ${text}`, rule);
  }
  if (group?.kind === 'simulated')
    return fate(
      'replaced',
      group.hostGroup === null
        ? 'stands for the host’s group'
        : `stands for group ${hex(group.hostGroup, 2)} of the host`,
      'ZPCI-G3',
    );
  return fate('copied', 'number of the host', 'ZPCI-G4');
}

function ofBase(context: AnswerContext): Fate {
  return isCarried(context, 'BASE')
    ? fate('copied', 'from BASE', 'ZPCI-Q4')
    : fate('default', 'BASE is missing, so QEMU’s default stands', 'ZPCI-Q3');
}

function utilityFate(context: AnswerContext): Fate {
  const util = context.report?.util ?? null;
  if (util === null)
    return context.one?.util === ''
      ? fate('copied', 'the function has no utility string', 'ZPCI-Q5')
      : fate('default', 'UTIL is missing, so none is told', 'ZPCI-Q3');
  return util.size > 64
    ? fate('default', `${util.size} bytes are too long and ignored`, 'ZPCI-Q5')
    : fate('copied', 'from UTIL', 'ZPCI-Q5');
}

function pathFate(context: AnswerContext): Fate {
  const path = context.report?.path ?? null;
  if (path === null) return fate('default', 'PFIP is missing, so zeros stand', 'ZPCI-Q3');
  return path.size > 4
    ? fate('default', `${path.size} bytes are too long and ignored`, 'ZPCI-Q6')
    : fate('copied', 'from PFIP', 'ZPCI-Q6');
}

function endFate(context: AnswerContext): Fate {
  const { made, report, setup } = context;
  const end = report?.base?.end ?? null;
  const start = report?.base?.start ?? null;
  const guest = made.values.edma;
  if (report?.base == null || end === null || guest === null || guest === end) return ofBase(context);
  if (start !== null && guest < start)
    return fate('cut', 'to nothing: this QEMU takes no limit for a limit of 0', 'ZPCI-D9');
  return fate(
    'cut',
    setup.dmaAvail === null
      ? 'to the limit of DMA mappings'
      : `to ${setup.dmaAvail.toLocaleString('en-US')} mappings (DMA_AVAIL)`,
    'ZPCI-D4',
  );
}

function relaxedFate(context: AnswerContext): Fate {
  const { group, device, setup } = context;
  if (!switchesOf(setup).knowsRelaxed) return fate('constant', 'not before QEMU 10.0', 'ZPCI-D6');
  if (group === null || group.creator === null || group.creator === device.id)
    return fate('own', 'property relaxed-translation of this function', 'ZPCI-G6');
  return fate('own', `property relaxed-translation of ${group.creator}, which made the group`, 'ZPCI-G5');
}

function blockFate(context: AnswerContext): Fate {
  const { made, report } = context;
  if (made.mode === 'interpret')
    return report?.group?.version === 2
      ? fate('copied', 'imaxstbl of GROUP: the hardware executes it', 'ZPCI-I8')
      : fate('constant', 'GROUP version 1 has only the kernel’s constant', 'ZPCI-G6');
  return fate('constant', 'of the host’s kernel, for intercepted functions', 'ZPCI-G6');
}

function ofGroup(context: AnswerContext): Fate {
  const { group, device } = context;
  if (group === null || group.creator === null || group.creator === device.id)
    return fate('copied', 'from GROUP', 'ZPCI-G6');
  return fate('copied', `from GROUP of ${group.creator}, which made the group`, 'ZPCI-G5');
}

const hidden =
  (rule: string): Teller =>
  () =>
    fate('hidden', 'QEMU always says 0', rule);

const MERGED: Readonly<Record<string, Teller>> = {
  pfgid: groupFate,
  vfn: ofBase,
  pchid: ofBase,
  sdma: ofBase,
  edma: endFate,
  flags: utilityFate,
  utilStr: utilityFate,
  pfip: pathFate,
  port: hidden('ZPCI-Q10'),
  rid: hidden('ZPCI-Q10'),
  tid: hidden('ZPCI-Q10'),
  fmbl: hidden('ZPCI-Q4'),
  pft: hidden('ZPCI-Q4'),
  refresh: () => fate('constant', 'the host’s kernel always says yes', 'ZPCI-G6'),
  frame: () => fate('constant', 'QEMU never offers it', 'ZPCI-G6'),
  rtr: relaxedFate,
  maxstbl: blockFate,
  dtsm: ({ setup }) =>
    switchesOf(setup).dtsm !== 0
      ? fate('constant', 'the one type QEMU can shadow', 'ZPCI-G6')
      : fate('constant', 'not told before QEMU 7.0', 'ZPCI-G6'),
  maxfaal: hidden('ZPCI-G6'),
  dnoi: hidden('ZPCI-G6'),
  maxcpu: hidden('ZPCI-G6'),
  noi: ofGroup,
  version: ofGroup,
  mui: ofGroup,
  dasm: ofGroup,
  msia: ofGroup,
};

const RAW: Readonly<Record<string, Fate>> = {
  refresh: fate('constant', 'always on in the proposal', 'ZPCI-P3'),
  frame: fate('constant', 'dropped', 'ZPCI-P3'),
  rtr: fate('constant', 'not before QEMU 10.0', 'ZPCI-D6'),
  dtsm: fate('constant', 'not told', 'ZPCI-P3'),
  maxfaal: fate('hidden', 'not copied', 'ZPCI-P3'),
  dnoi: fate('hidden', 'not copied', 'ZPCI-P3'),
  maxcpu: fate('hidden', 'not copied', 'ZPCI-P3'),
};

function barFate(context: AnswerContext, field: ClpField): Fate {
  if (context.answered === 'emulated') return fate('own', 'of the card’s model', 'ZPCI-Q8');
  return field.name.startsWith('barSize')
    ? fate('copied', 'size of the region that vfio maps', 'ZPCI-Q8')
    : fate('own', 'config space as QEMU shows it', 'ZPCI-Q8');
}

const HIDDEN_CONSTANTS: ReadonlySet<string> = new Set(['pft', 'fmbl', 'port', 'rid', 'tid']);
const CONSTANT_LIMITS: ReadonlySet<string> = new Set(['maxfaal', 'dnoi', 'maxcpu']);

function constantFate(context: AnswerContext, field: ClpField): Fate {
  if (HIDDEN_CONSTANTS.has(field.name) || CONSTANT_LIMITS.has(field.name))
    return fate('hidden', 'QEMU always says 0', 'ZPCI-Q10');
  return context.answered === 'fixed'
    ? fate('default', 'constant for every card', 'ZPCI-P1')
    : fate('default', 'the kernel gave no raw answers, so nothing is copied', 'ZPCI-P3');
}

export function fateOf(context: AnswerContext, field: ClpField): Fate {
  const { answered } = context;
  if (field.usualClass === 'frame') return fate('own', 'QEMU writes it', null);
  if (field.name === 'uid' || field.name === 'fid') return numberFate(context, field.name);
  if (field.name.startsWith('bar')) return barFate(context, field);
  if (answered === 'emulated') return fate('own', 'QEMU’s own card', 'ZPCI-Q2');
  if (answered === 'fixed' || answered === 'fallback') return constantFate(context, field);
  if (answered === 'raw') return RAW[field.name] ?? fate('copied', 'raw, from the host’s CLP', 'ZPCI-P3');
  if (field.block === 'group' && inDefaultGroup(context) && !CONSTANT_LIMITS.has(field.name)) {
    const { text, rule } = defaultGroupReason(context);
    return fate('default', `of QEMU’s own group: ${text}`, rule);
  }
  return MERGED[field.name]!(context);
}
