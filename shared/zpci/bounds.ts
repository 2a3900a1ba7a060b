/**
 * What every name and number of the zPCI family may be. Readers of hosts and files, edits and workspace files ask here,
 * so that whatever can be read or wished can also be saved, opened again and written into a plan.
 */

/** `0031:00:00.0` */
export const ADDRESS_FORM = /^[0-9a-f]{4}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]$/;
/** QEMU ids begin with a letter; a colon is in those only that QEMU makes of a place, `auto_00:04.0`. */
export const DEVICE_ID_FORM = /^[A-Za-z][A-Za-z0-9._:-]{0,63}$/;
/** Name of a Linux driver: part of a path below /sys, so neither a slash nor a dot at its begin. */
export const DRIVER_FORM = /^\w[\w.:+-]{0,63}$/;
/** Model of a card as QEMU names it. */
export const MODEL_FORM = /^\w[\w.+-]{0,63}$/;
export const OPTION_NAME_FORM = /^[A-Za-z_][\w.-]{0,63}$/;
/** A file that modprobe reads. */
export const MODPROBE_FORM = /^\/etc\/modprobe\.d\/[^/\p{Cc}]{1,100}\.conf$/u;
/** Control characters would end an argument, or begin another line. */
const CONTROL = /\p{Cc}/u;

/** Options of a card that have a place of their own in the model. */
export const RESERVED_OPTIONS: readonly string[] = ['id', 'driver', 'host', 'sysfsdev', 'vectors', 'iommufd'];

export const MOST = {
  functions: 65_536,
  guests: 65_536,
  devices: 65_536,
  options: 64,
  optionLetters: 1024,
  /** Ids of guests, and names that are shown. */
  nameLetters: 64,
  domainLetters: 1024,
  virtualFunctions: 4096,
  /** Vectors of an MSI-X table. */
  msix: 2048,
  port: 15,
  /** Twelve bits of a group's answer. */
  noi: 0xfff,
  /** Thirteen bits of a group's answer. */
  maxstbl: 0x1fff,
  /** log2 of bytes. */
  barSize: 63,
  utilLetters: 64,
  functionLimit: 4096,
  /** 910 words of eight digits and a blank; an answer to a query has some dozens. */
  answerLetters: 8192,
  modprobeFiles: 64,
  others: 256,
  otherNameLetters: 256,
  otherLetters: 65_536,
} as const;

export function isHostAddress(text: string): boolean {
  return ADDRESS_FORM.test(text);
}
export function isDeviceId(text: string): boolean {
  return DEVICE_ID_FORM.test(text);
}
export function isDriverName(text: string): boolean {
  return DRIVER_FORM.test(text);
}
export function isModelName(text: string): boolean {
  return MODEL_FORM.test(text);
}
export function isOptionName(text: string): boolean {
  return OPTION_NAME_FORM.test(text) && !RESERVED_OPTIONS.includes(text);
}
export function isOptionValue(text: string): boolean {
  return text.length <= MOST.optionLetters && !CONTROL.test(text);
}
/** libvirt's name of a domain: one line, not empty. */
export function isDomainName(text: string): boolean {
  return text !== '' && text.length <= MOST.domainLetters && !CONTROL.test(text);
}
