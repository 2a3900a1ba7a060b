/** What each operation of the case format takes (zpci.md 7.1). */
import { z } from 'zod';
import { onOff, text, whole, wide } from './format.ts';

/** A number as it is typed: QEMU and libvirt are the ones to refuse it. */
const typed = z.union([text, z.number()]).nullable().default(null);
const property = onOff.nullable().default(null);

/** What else a device of a domain has changes no number of it. */
const libvirtDevice = z.object({
  kind: text.default('hostdev'),
  uid: typed,
  fid: typed,
  id: text.optional(),
  host: text.optional(),
});

const listed = z.looseObject({
  fid: whole,
  uid: whole.default(0),
  standby: onOff.optional(),
  configured: onOff.optional(),
  state: text.optional(),
  /** Configuration word of the list: its first bit says configured. */
  config: whole.optional(),
});

export const STEP_ARGS = {
  zpci: z.strictObject({
    target: text.nullable().default(null),
    uid: typed,
    fid: typed,
    id: text.nullable().default(null),
    interpret: property,
    forwardingAssist: property,
    /** Either name (zpci.md 7.1 and 3.1). */
    relaxed: property,
    relaxedTranslation: property,
  }),
  vfio: z.strictObject({ id: text.nullable().default(null), host: text }),
  /** Options of the card are any. */
  emul: z.object({
    id: text.nullable().default(null),
    device: text.default('virtio-rng-pci'),
    msix: whole.nullable().default(null),
    multifunction: onOff.default(false),
    addr: z.union([text, z.number()]).nullable().default(null),
  }),
  boot: z.strictObject({}),
  enable_new: z.strictObject({}),
  reset: z.strictObject({}),
  list: z.strictObject({ rspLen: whole.default(4064), token: wide.nullable().default(0n) }),
  query_fn: z.strictObject({ fh: whole }),
  query_group: z.strictObject({ pfgid: whole }),
  set_fn: z.strictObject({ fh: whole, oc: whole, ndas: whole.default(1) }),
  power: z.strictObject({ fid: whole, value: whole }),
  device_del: z.strictObject({ id: text }),
  guest_release: z.strictObject({ fid: whole }),
  pcistb: z.strictObject({ target: text, offset: wide.default(0n), len: whole }),
  reg_ioat: z.strictObject({
    target: text,
    pba: wide,
    pal: wide,
    dt: whole.default(1),
    t: whole.default(1),
  }),
  /** Refresh of translations: the guest announces mappings (D-10, D-13). */
  rpcit: z.strictObject({ target: text, start: wide, len: wide }),
  host_window: z.strictObject({
    start: wide,
    end: wide,
    memBytes: whole.default(0),
    factor: whole.default(1),
  }),
  clamp: z.strictObject({ dmaAvail: whole.nullable().default(null), relaxed: onOff.default(false) }),
  request_msi: z.strictObject({
    group: whole.optional(),
    target: text.optional(),
    /** Of the function that asks: its address follows it. */
    uid: whole.optional(),
    vectors: whole,
    address: text.optional(),
  }),
  libvirt_define: z.strictObject({ devices: z.array(libvirtDevice), arch: text.default('s390x') }),
  libvirt_parse: z.strictObject({ uid: typed, fid: typed }),
  linux_enumerate: z.strictObject({
    uidChecking: onOff.default(true),
    limit: whole.optional(),
    functions: z.array(listed),
  }),
  import_sysfs: z.strictObject({}),
  import_vfiocaps: z.strictObject({}),
  encode_function: z.strictObject({ rspLen: whole.default(384), target: text.optional() }),
  encode_group: z.strictObject({ rspLen: whole.default(64), group: whole.optional() }),
  classify: z.strictObject({ mode: z.enum(['emulated', 'intercept', 'interpret']).default('intercept') }),
  sources: z.strictObject({ fields: z.array(text) }),
  export_qemu: z.strictObject({ style: z.enum(['cli', 'json']).default('cli') }),
  export_libvirt: z.strictObject({}),
  plan: z.strictObject({ target: text, uid: typed, fid: typed }),
} as const;

export type StepName = keyof typeof STEP_ARGS;
export type StepArgs<Name extends StepName> = z.output<(typeof STEP_ARGS)[Name]>;
export type Step = { [Name in StepName]: { readonly op: Name; readonly args: StepArgs<Name> } }[StepName];

export type ReadStep =
  | { readonly ok: true; readonly step: Step }
  | { readonly ok: false; readonly expected: string; readonly got: unknown };

/** Never throws: an unknown operation and an argument it does not have are told. */
export function readStep(op: string, args: unknown): ReadStep {
  if (!Object.hasOwn(STEP_ARGS, op))
    return { ok: false, expected: `one of ${Object.keys(STEP_ARGS).join(', ')}`, got: op };
  const read = STEP_ARGS[op as StepName].safeParse(args);
  if (read.success) return { ok: true, step: { op, args: read.data } as Step };
  const issue = read.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? op : `${op} ${issue.path.join('.')}`;
  return { ok: false, expected: `${where}: ${issue?.message ?? 'other arguments'}`, got: args };
}
