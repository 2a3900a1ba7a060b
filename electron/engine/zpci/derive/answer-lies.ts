/** Values that are not this card's although they should be, and how the guest's driver would notice (zpci.md 1.6, 3.14). */
import type { Lie } from '../../../../shared/zpci/cards.ts';
import type { ClpField } from '../../../../shared/zpci/fields.ts';
import { type AnswerContext, defaultGroupReason } from './answer-context.ts';
import type { Fate } from './answer-fates.ts';
import { hex, type Raw, sameRaw, shown } from './shown.ts';

type Notice = (host: Raw, guest: Raw) => string;

const NOTICES: Readonly<Record<string, Notice>> = {
  vfn: (_, guest) =>
    `The guest takes it for ${Number(guest) === 0 ? 'the physical function of its adapter' : 'another virtual function'}; no driver fails, but nobody finds the card by it.`,
  pchid: () => 'Nothing fails, but whoever looks for the adapter by its PCHID looks in the wrong place.',
  flags: () => 'The guest reads no utility string although the adapter has one.',
  utilStr: () => 'The guest’s util_string is empty although the adapter has a text.',
  pfip: () =>
    'Two functions look as if they shared one path, so failures of an adapter cannot be planned for.',
  sdma: (host, guest) =>
    BigInt(guest!) < BigInt(host!)
      ? `The driver maps buffers below ${hex(BigInt(host!))}, where the host refuses the mapping: DMA fails from the first buffer on.`
      : `The driver leaves the addresses below ${hex(BigInt(guest!))} unused; it works with a smaller window.`,
  edma: (host, guest) =>
    BigInt(guest!) > BigInt(host!)
      ? `The driver may map buffers above ${hex(BigInt(host!))}, outside the host’s window: mappings fail, late and only under load.`
      : `The driver uses no address above ${hex(BigInt(guest!))}; it runs out of DMA space earlier than it had to.`,
  noi: (host, guest) =>
    Number(guest) > Number(host)
      ? `A driver that asks for more than ${Number(host)} vectors is told that it has up to ${Number(guest)}; the ones beyond ${Number(host)} are never delivered.`
      : `A driver gets at most ${Number(guest)} vectors of ${Number(host)}: fewer queues, and a line in the log about the system limit.`,
  version: () => 'The guest shows another speed of the slot; drivers do not look at it.',
  mui: (host, guest) =>
    `Whoever reads the statistics expects new numbers every ${Number(guest)} ms, but the card works with ${Number(host)} ms.`,
  maxstbl: (host, guest) =>
    Number(guest) > Number(host)
      ? `The driver sends store blocks of up to ${Number(guest)} bytes and gets an exception beyond ${Number(host)}.`
      : `The driver splits its store blocks at ${Number(guest)} bytes instead of ${Number(host)}: slower, but right.`,
  dasm: () =>
    'The driver may set address bits that the card does not use, and the data goes to another place.',
  msia: (host, guest) =>
    `MSI messages are sent to ${hex(BigInt(guest!))}, while the host listens at ${hex(BigInt(host!))}: interrupts are lost and the driver runs into timeouts.`,
  refresh: (host) =>
    host === true
      ? 'The guest does not announce new mappings, and DMA to them fails.'
      : 'The guest announces more mappings than it had to: slower, but right.',
};

function ruleOf(context: AnswerContext, field: ClpField): string {
  const { answered, report } = context;
  if (answered === 'fixed') return 'ZPCI-K1';
  if (answered === 'fallback') return 'ZPCI-K6';
  const nothing = report === null || (report.base === null && report.group === null);
  return !nothing && field.block === 'group' ? 'ZPCI-K3' : 'ZPCI-K6';
}

function textOf(context: AnswerContext, field: ClpField, host: Raw, guest: Raw, rule: string): string {
  const whose = field.usualClass === 'H' ? 'the host handles' : 'the card has';
  const said = `The guest is told ${shown(field, guest).text}, ${whose} ${shown(field, host).text}`;
  if (rule === 'ZPCI-K1') return `${said}: the constants were made for another card.`;
  if (rule === 'ZPCI-K3') return `${said}: ${defaultGroupReason(context).text}.`;
  return `${said}: the host’s kernel did not tell QEMU.`;
}

function relaxedLie({ made, group, device, answered }: AnswerContext, told: boolean): Lie | null {
  const foreign = group !== null && group.creator !== null && group.creator !== device.id;
  if (answered !== 'merged' || !foreign || told === made.relaxed) return null;
  return told
    ? {
        rule: 'ZPCI-K4',
        text: `The group says that relaxed translation is allowed, as ${group.creator} has it, but this function must not use it.`,
        notice: 'A guest with iommu.passthrough=1 registers a direct mapping and gets an operand exception.',
      }
    : {
        rule: 'ZPCI-K4',
        text: `This function may use relaxed translation, but ${group.creator} made the group without it.`,
        notice: 'The guest cannot know that it may map its memory directly; it works, but slower.',
      };
}

/** Host windows are the handled ones: what the host really does for the function. */
export function lieOf(
  context: AnswerContext,
  field: ClpField,
  host: Raw,
  guest: Raw,
  fate: Fate,
): Lie | null {
  if (guest === null || context.answered === 'emulated') return null;
  if (field.name === 'rtr') return relaxedLie(context, Boolean(guest));
  if (fate.rule === 'ZPCI-D9')
    return {
      rule: 'ZPCI-K16',
      text: 'The window is empty: its last address lies before its first.',
      notice: 'The guest cannot map a single buffer, so the driver fails when it starts.',
    };
  if (host === null) return null;
  if (context.answered === 'raw' && field.usualClass === 'H')
    return sameRaw(host, guest)
      ? null
      : {
          rule: 'ZPCI-K2',
          text: `The guest is told the raw ${hex(BigInt(guest))}, while the host’s kernel handles DMA ${field.name === 'sdma' ? 'from' : 'up to'} ${hex(BigInt(host))}.`,
          notice: NOTICES[field.name]!(host, guest),
        };
  // A block size of 128 is what interception takes, whatever the card can.
  const constantBlock = field.name === 'maxstbl' && context.made.mode !== 'interpret';
  if (fate.fate !== 'default' || field.name === 'pfgid' || constantBlock) return null;
  const same = field.name === 'flags' ? (Number(host) & 1) === (Number(guest) & 1) : sameRaw(host, guest);
  const notice = NOTICES[field.name];
  if (same || notice === undefined) return null;
  const rule = ruleOf(context, field);
  return { rule, text: textOf(context, field, host, guest, rule), notice: notice(host, guest) };
}
