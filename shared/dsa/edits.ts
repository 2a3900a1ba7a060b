/**
 * Every change of a DSA wish the studio knows, as data. A wish is a state a host can be in, so each edit is checked on
 * the model kernel; `through` asks for what is frozen to be done by taking the device or wq down and up again.
 */
import { z } from 'zod';
import { guestHue as hue, guestName as name } from '../guest-fields.ts';
import { STRATEGY_IDS } from './types.ts';

/** `dsa0`, `wq0.3`, `group0.1`, `engine2.0`. */
const part = z
  .string()
  .regex(
    /^(?:dsa|iax)\d{1,5}$|^(?:wq|group|engine)\d{1,5}\.\d{1,5}$/,
    'a name such as dsa0, wq0.3, group0.1 or engine0.2',
  );
const deviceName = z.string().regex(/^(?:dsa|iax)\d{1,5}$/, 'a device such as dsa0');
const wq = z.string().regex(/^wq\d{1,5}\.\d{1,5}$/, 'a work queue such as wq0.3');
const id = z.string().min(1).max(64);
const family = z.literal('dsa');
/** File name -> text as written to sysfs. */
const values = z.record(z.string().max(40), z.string().max(2048));

export const dsaEditSchema = z.discriminatedUnion('op', [
  z.object({ family, op: z.literal('addGuest'), guest: id, name, hue }),
  /** libvirt's name of its domain, which commands that stop and start it need; null = not known. A new guest is taken to be the domain of its name. */
  z.object({ family, op: z.literal('setDomain'), guest: id, domain: name.nullable() }),
  z.object({ family, op: z.literal('renameGuest'), guest: id, name }),
  z.object({ family, op: z.literal('recolourGuest'), guest: id, hue }),
  /** Its devices are removed too; refused while it runs. */
  z.object({ family, op: z.literal('removeGuest'), guest: id }),
  z.object({ family, op: z.literal('startGuest'), guest: id }),
  z.object({ family, op: z.literal('stopGuest'), guest: id }),
  z.object({ family, op: z.literal('setStrategy'), strategy: z.enum(STRATEGY_IDS) }),

  /** Settings of a device, group, engine or wq. `through`: whatever freezes them is disabled and enabled again around it. */
  z.object({ family, op: z.literal('configure'), part, values, through: z.boolean() }),
  /** Binds `idxd`, or the driver of the wq (`driver_name`, else what its type stands for). */
  z.object({ family, op: z.literal('enable'), part }),
  /** Unbinds. `keep`: the settings the kernel forgets (O21, O23) are written again, so that it can be enabled as it was. */
  z.object({ family, op: z.literal('disable'), part, keep: z.boolean() }),

  /**
   * Makes the wq one for guests, as the host's strategy wants it, and gives it to the guest: type, name, driver name, size, group,
   * engine, device and wq enabled, mdev made. `values` wins over what the studio would choose. A wq that is ready only gets the mdev.
   * `through` allows to disable and enable the device for it.
   */
  z.object({
    family,
    op: z.literal('give'),
    wq,
    guest: id,
    uuid: z.string().max(64),
    values,
    through: z.boolean(),
  }),
  /** The mdev is removed; the wq stays as it is, free for another. Refused while its guest runs (O33). */
  z.object({ family, op: z.literal('removeMdev'), mdev: id }),
  /** The same UUID on another wq: removed, and created again there. Refused while its guest runs (O33). */
  z.object({ family, op: z.literal('moveMdev'), mdev: id, wq, through: z.boolean() }),
  /** Which guest an mdev that is there is for; null = none. */
  z.object({ family, op: z.literal('assignMdev'), mdev: id, guest: id.nullable() }),
  z.object({ family, op: z.literal('setStart'), mdev: id, start: z.enum(['auto', 'manual', 'none']) }),
  /** Which of its candidates an mdev has, where the source does not tell and the admin knows; null takes the telling back. */
  z.object({ family, op: z.literal('tellWq'), mdev: id, wq: wq.nullable() }),
  /** A definition of a device that is not started is forgotten. */
  z.object({ family, op: z.literal('removeDefinition'), uuid: id }),
  /** An accel-config file as the wish of the devices it names. */
  z.object({ family, op: z.literal('loadConfig'), text: z.string().max(4_000_000), through: z.boolean() }),
]);

export type DsaEdit = z.infer<typeof dsaEditSchema>;
export type DsaEditOf<Op extends DsaEdit['op']> = Extract<DsaEdit, { readonly op: Op }>;

/** A gesture before it is done: what one pointed at or dropped. `wq` null = the studio proposes queues of `device`, or of any. */
export const dsaGestureSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('give'),
    guest: id,
    wq: wq.nullable(),
    device: deviceName.nullable(),
    mode: z.enum(['dedicated', 'shared']).nullable(),
  }),
  z.object({ kind: z.literal('take'), mdev: id }),
  z.object({ kind: z.literal('move'), mdev: id, wq }),
  z.object({ kind: z.literal('configure'), part, values }),
  z.object({ kind: z.literal('enable'), part }),
  z.object({ kind: z.literal('disable'), part }),
]);
export type DsaGesture = z.infer<typeof dsaGestureSchema>;
