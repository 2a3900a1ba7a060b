/** What a user can change in a wish of the zPCI family, and gestures before they are done. */
import { z } from 'zod';
import { guestHue as hue, guestName as name } from '../guest-fields.ts';
import {
  ADDRESS_FORM,
  DEVICE_ID_FORM,
  DRIVER_FORM,
  isOptionName,
  isOptionValue,
  MODEL_FORM,
  MOST,
} from './bounds.ts';
import { DEVICE_CLASSES, PROFILE_IDS } from './types.ts';

const family = z.literal('zpci');
const id = z.string().min(1).max(64);
/** QEMU ids begin with a letter. */
export const deviceId = z
  .string()
  .regex(
    DEVICE_ID_FORM,
    'an id such as h0: a letter, then at most 63 letters, digits, dots, dashes, underscores, colons',
  );
export const hostAddress = z.string().regex(ADDRESS_FORM, 'an address such as 0031:00:00.0');
export const fidNumber = z.number().int().min(0).max(0xff_ff_ff_ff);
/** 0 is refused by the rules, not by the schema, so that it gets its reason. */
export const uidNumber = z.number().int().min(0).max(0xff_ff);
const onOff = z.boolean().nullable();
/** Of a Linux driver, such as mlx5_core. */
export const driverName = z.string().regex(DRIVER_FORM, 'a driver such as mlx5_core');
/** Of a card that QEMU emulates. */
export const modelName = z.string().regex(MODEL_FORM, 'a QEMU device such as virtio-net-pci');
export const optionList = z
  .array(
    z
      .tuple([
        z.string().refine(isOptionName, 'the name of an option that has no field of its own'),
        z.string().refine(isOptionValue, 'one line of at most 1,024 letters'),
      ])
      .readonly(),
  )
  .max(MOST.options);
const machine = z
  .string()
  .regex(/^\d{1,2}\.\d{1,2}$/, 'a version such as 9.2')
  .nullable();

export const zpciEditSchema = z.discriminatedUnion('op', [
  z.object({ family, op: z.literal('addGuest'), guest: id, name, hue }),
  z.object({ family, op: z.literal('renameGuest'), guest: id, name }),
  z.object({ family, op: z.literal('recolourGuest'), guest: id, hue }),
  /** Its functions are free again; refused while it is known to run. */
  z.object({ family, op: z.literal('removeGuest'), guest: id }),
  /** libvirt's name of it; null = QEMU is started by hand. A new guest is taken to be the domain of its name. */
  z.object({ family, op: z.literal('setDomain'), guest: id, domain: name.nullable() }),
  z.object({ family, op: z.literal('startGuest'), guest: id }),
  z.object({ family, op: z.literal('stopGuest'), guest: id }),
  /** Facts of the guest that decide what it reads; fields left out stay. */
  z.object({
    family,
    op: z.literal('setGuest'),
    guest: id,
    profile: z.enum(PROFILE_IDS).optional(),
    machine: machine.optional(),
    kvm: z.boolean().optional(),
    cpuZpci: z.boolean().optional(),
    isProtected: z.boolean().optional(),
    iommu: z.enum(['type1', 'iommufd']).optional(),
    functionLimit: z.number().int().min(1).max(4096).nullable().optional(),
  }),

  /** A configured host function for a guest, bound to vfio-pci where it is not. `guestUid`, `guestFid` null = chosen by the tool. */
  z.object({
    family,
    op: z.literal('give'),
    guest: id,
    fid: fidNumber,
    device: deviceId,
    guestUid: uidNumber.nullable(),
    guestFid: fidNumber.nullable(),
    interpret: onOff.optional(),
    relaxedTranslation: onOff.optional(),
    /** Take it from the guest that has it. */
    fromOther: z.boolean().optional(),
  }),
  /** Takes a device of either kind out of its guest. `giveBack`: the host's driver gets the function again, or one that matches where its own is not told. */
  z.object({ family, op: z.literal('take'), guest: id, device: id, giveBack: z.boolean() }),
  z.object({
    family,
    op: z.literal('addEmulated'),
    guest: id,
    device: deviceId,
    driver: modelName,
    deviceClass: z.enum(DEVICE_CLASSES),
    guestUid: uidNumber.nullable(),
    guestFid: fidNumber.nullable(),
    msix: z.number().int().min(0).max(MOST.msix).nullable(),
    options: optionList,
  }),
  /** UID and FID in the guest; null = chosen by the tool. Of a device the guest has configured it means: remove, then add. */
  z.object({
    family,
    op: z.literal('setIds'),
    guest: id,
    device: id,
    guestUid: uidNumber.nullable(),
    guestFid: fidNumber.nullable(),
  }),
  z.object({
    family,
    op: z.literal('setProperty'),
    guest: id,
    device: id,
    property: z.enum(['interpret', 'forwardingAssist', 'relaxedTranslation']),
    value: onOff,
  }),
  /** Names what a zpci device waits for (K-12), or what a card is called. */
  z.object({ family, op: z.literal('renameDevice'), guest: id, device: id, to: deviceId }),
  /** Position in the order of creation. */
  z.object({
    family,
    op: z.literal('reorder'),
    guest: id,
    device: id,
    to: z.number().int().min(0).max(65_535),
  }),
  /** Every automatic number of the guest is written as it would be chosen now (K-9). */
  z.object({ family, op: z.literal('writeDown'), guest: id }),

  /** `driver` null = none; the function stays without one. */
  z.object({ family, op: z.literal('setDriver'), fid: fidNumber, driver: driverName.nullable() }),
  z.object({ family, op: z.literal('setPower'), fid: fidNumber, on: z.boolean() }),
  /** Mappings of a container; counts for guests that are started afterwards. `keep`: also at the next boot. */
  z.object({
    family,
    op: z.literal('setDmaLimit'),
    limit: z.number().int().min(1).max(0xff_ff_ff_ff),
    keep: z.boolean(),
  }),
  /** A fact of the host that the source did not tell and the admin knows; null takes the telling back. */
  z.object({
    family,
    op: z.literal('tellHost'),
    capabilities: z.enum(['none', 'v1', 'v2']).nullable().optional(),
    kvmZpciOp: z.boolean().nullable().optional(),
  }),
]);

export type ZpciEdit = z.infer<typeof zpciEditSchema>;
export type ZpciEditOf<Op extends ZpciEdit['op']> = Extract<ZpciEdit, { readonly op: Op }>;

/** A gesture before it is done: what one pointed at or dropped. */
export const zpciGestureSchema = z.discriminatedUnion('kind', [
  /** Several functions at once are given in the order told. `guestUid`, `guestFid` only for one. */
  z.object({
    kind: z.literal('give'),
    guest: id,
    fids: z.array(fidNumber).min(1).max(256),
    guestUid: uidNumber.nullable().optional(),
    guestFid: fidNumber.nullable().optional(),
  }),
  z.object({ kind: z.literal('take'), guest: id, device: id }),
  z.object({ kind: z.literal('move'), from: id, device: id, to: id }),
  z.object({ kind: z.literal('emulated'), guest: id, driver: modelName }),
  z.object({
    kind: z.literal('ids'),
    guest: id,
    device: id,
    guestUid: uidNumber.nullable(),
    guestFid: fidNumber.nullable(),
  }),
  z.object({ kind: z.literal('driver'), fid: fidNumber, driver: id.nullable() }),
  z.object({ kind: z.literal('power'), fid: fidNumber, on: z.boolean() }),
]);
export type ZpciGesture = z.infer<typeof zpciGestureSchema>;

/** What if the machine were another: fields left out are as they are. */
export const whatIfSchema = z.object({
  profile: z.enum(PROFILE_IDS).optional(),
  machine: machine.optional(),
  /** The host's kernel. */
  capabilities: z.enum(['none', 'v1', 'v2']).optional(),
  /** Capabilities that are missing beside. */
  without: z
    .array(z.enum(['BASE', 'GROUP', 'UTIL', 'PFIP', 'DMA_AVAIL']))
    .max(5)
    .optional(),
  mode: z.enum(['intercept', 'interpret']).optional(),
  dmaEntryLimit: z.number().int().min(0).max(0xff_ff_ff_ff).nullable().optional(),
});
export type WhatIf = z.infer<typeof whatIfSchema>;
