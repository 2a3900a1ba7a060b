/** What a workspace file may hold of a zPCI host: every value within bounds, nothing besides. */
import { z } from 'zod';
import { isFitName } from '../../../../shared/names.ts';
import {
  DRIVER_FORM,
  isDomainName,
  MODEL_FORM,
  MODPROBE_FORM,
  MOST,
} from '../../../../shared/zpci/bounds.ts';
import { deviceId, fidNumber, hostAddress, optionList } from '../../../../shared/zpci/edits.ts';
import {
  CAPABILITIES,
  CAPABILITY_LEVELS,
  DEVICE_CLASSES,
  FACT_SOURCES,
  FUNCTION_STATES,
  PROFILE_IDS,
  UNTOLD_FACTS,
} from '../../../../shared/zpci/types.ts';

const count = (most: number) => z.number().int().min(0).max(most);
const byte = count(0xff).nullable();
const word = count(0xff_ff).nullable();
const long = count(0xff_ff_ff_ff).nullable();
const size = count(Number.MAX_SAFE_INTEGER).nullable();
const yesNo = z.boolean().nullable();
const address = z
  .string()
  .regex(/^0x(?:0|[1-9a-f][0-9a-f]{0,15})$/, 'expected an address such as 0x100000000');
const window = z.strictObject({ start: address, end: address }).nullable();
const driver = z.string().regex(DRIVER_FORM, 'expected the name of a driver such as mlx5_core').nullable();
const pciId = z
  .string()
  .regex(/^0x[0-9a-f]{1,8}$/, 'expected a PCI id such as 0x15b3')
  .nullable();
const answer = z
  .string()
  .regex(/^[0-9a-f \n]*$/, 'expected words in hex')
  .max(MOST.answerLetters)
  .nullable();

export const functionFile = z.strictObject({
  fid: fidNumber,
  ...z
    .strictObject({
      address: hostAddress.nullable(),
      uid: word,
      uidIsUnique: yesNo,
      state: z.enum(['configured', 'standby', 'reserved', 'error', 'permanent-error']),
      fh: long,
      pchid: word,
      vfn: word,
      pft: byte,
      port: count(MOST.port).nullable(),
      group: byte,
      path: z
        .string()
        .regex(/^[0-9a-f]{2}(?:\.[0-9a-f]{2}){3}$/, 'expected a path such as 01.02.00.05')
        .nullable(),
      util: z.string().max(MOST.utilLetters).nullable(),
      mioEnabled: yesNo,
      fidparm: byte,
      vendor: pciId,
      device: pciId,
      pciClass: pciId,
      driver,
      driverTold: z.boolean(),
      driverOverride: driver,
      ownDriver: driver,
      iommuGroup: size,
      physicalFunction: hostAddress.nullable(),
      virtualFunctions: z.array(hostAddress).max(MOST.virtualFunctions),
      activeVfs: word,
      totalVfs: word,
      msix: count(MOST.msix).nullable(),
      platformWindow: window,
      window,
      noi: count(MOST.noi).nullable(),
      maxstbl: count(MOST.maxstbl).nullable(),
      dasm: address.nullable(),
      msia: address.nullable(),
      mui: word,
      version: byte,
      refresh: yesNo,
      frame: yesNo,
      rtr: yesNo,
      dtsm: byte,
      fmbLength: word,
      barSizes: z.array(count(MOST.barSize)).length(6).nullable(),
      bars: z.array(count(0xff_ff_ff_ff)).length(6).nullable(),
      capabilities: z.array(z.enum(CAPABILITIES)).max(CAPABILITIES.length).nullable(),
      utilSize: long,
      pathSize: long,
      answer,
      groupAnswer: answer,
      toldBy: z.array(z.enum(FACT_SOURCES)).max(FACT_SOURCES.length),
      others: z
        .record(z.string().min(1).max(MOST.otherNameLetters), z.string().max(MOST.otherLetters))
        .refine((files) => Object.keys(files).length <= MOST.others, 'expected at most 256 files'),
    })
    .partial().shape,
});

export const hostFile = z
  .strictObject({
    capabilities: z.enum(CAPABILITY_LEVELS).nullable(),
    kvmZpciOp: yesNo,
    memory: size,
    apertureFactor: size,
    dmaEntryLimit: long,
    dmaEntryLimitKept: long,
    dmaEntryLimitFiles: z
      .array(z.string().regex(MODPROBE_FORM, 'expected a file in /etc/modprobe.d'))
      .max(MOST.modprobeFiles),
    uidChecking: yesNo,
    functionLimit: size,
    isGuest: yesNo,
  })
  .partial();

export const cardFile = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('vfio'), host: hostAddress, options: optionList.default([]) }),
  z.strictObject({
    kind: z.literal('emulated'),
    driver: z.string().regex(MODEL_FORM, 'expected a QEMU device such as virtio-net-pci'),
    msix: count(MOST.msix).nullable().default(null),
    options: optionList.default([]),
  }),
]);

export const lineFile = z
  .strictObject({
    id: deviceId.nullable(),
    uid: word,
    fid: long,
    interpret: yesNo,
    forwardingAssist: yesNo,
    relaxedTranslation: yesNo,
  })
  .partial();

export const deviceFile = z.strictObject({
  id: deviceId.or(z.string().regex(/^auto_[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/)),
  card: cardFile.nullable().optional(),
  /** Null = QEMU makes one by itself; left out = one whose values the tool chooses. */
  zpci: lineFile.nullable().optional(),
  cardFirst: z.boolean().optional(),
  deviceClass: z.enum(DEVICE_CLASSES).optional(),
  managed: z.boolean().optional(),
  live: z.enum(FUNCTION_STATES).nullable().optional(),
  unplugRequested: z.boolean().optional(),
  elements: z
    .array(
      z
        .string()
        .max(1024)
        .regex(/^<[^\p{Cc}]*>$/u, 'expected one element of XML'),
    )
    .max(16)
    .optional(),
  iommufd: z.boolean().optional(),
});

const shown = z.string().min(1).max(MOST.nameLetters).refine(isFitName, 'expected a name that can be shown');

export const guestFile = z.strictObject({
  id: z.string().min(1).max(MOST.nameLetters),
  name: shown,
  hue: count(7).optional(),
  domain: z.string().refine(isDomainName, 'expected the name of a domain, one line').nullable().optional(),
  profile: z.enum(PROFILE_IDS),
  machine: z
    .string()
    .regex(/^\d{1,2}\.\d{1,2}$/, 'expected a version such as 9.2')
    .nullable()
    .optional(),
  kvm: z.boolean().optional(),
  cpuZpci: z.boolean().optional(),
  isProtected: z.boolean().optional(),
  iommu: z.enum(['type1', 'iommufd']).optional(),
  running: yesNo.optional(),
  functionLimit: z.number().int().min(1).max(MOST.functionLimit).nullable().optional(),
  memory: size.optional(),
  devices: z.array(deviceFile).max(MOST.devices).default([]),
});

export const zpciFileSchema = z.strictObject({
  host: hostFile,
  functions: z.array(functionFile).max(MOST.functions),
  guests: z.array(guestFile).max(MOST.guests),
  untold: z.array(z.enum(UNTOLD_FACTS)).max(UNTOLD_FACTS.length).default([]),
});

export type GuestFile = z.output<typeof guestFile>;
export type DeviceFile = z.output<typeof deviceFile>;
