/** Steps that ask no guest: libvirt's numbers, Linux's names, windows, vectors and what is told where. */
import { DEVICE_CLASSES, type DeviceClass } from '../../../../shared/zpci/types.ts';
import { queryGroup } from '../kernel/clp.ts';
import { ASSUMED_EMULATED_MSIX } from '../kernel/constants.ts';
import { grantedVectors } from '../kernel/interrupts.ts';
import { allocateAddresses, readZpciAddress, TWICE_IN_DOMAIN } from '../kernel/libvirt-addresses.ts';
import { enumerate, UPSTREAM_FUNCTION_LIMIT } from '../kernel/linux.ts';
import type { GuestFunction } from '../kernel/machine.ts';
import type { ZpciFailure } from '../kernel/operations.ts';
import { failureOf } from '../kernel/results.ts';
import { isSourcedField, threeWays } from '../kernel/sources.ts';
import { cutEnd } from '../kernel/window.ts';
import { importOp } from './import-ops.ts';
import { type Outcome, outcome, refusedOutcome, type Run } from './outcome.ts';
import { address, hex } from './shown.ts';
import type { StepArgs } from './step-args.ts';

function deviceClassOf(kind: string): DeviceClass {
  return DEVICE_CLASSES.find((known) => known === kind) ?? 'other';
}

function textOf(typed: string | number | null): string | null {
  return typed === null ? null : String(typed);
}

export function libvirtDefine({ devices, arch }: StepArgs<'libvirt_define'>): Outcome {
  const refuse = (failure: ZpciFailure) => refusedOutcome(failure, undefined, { zpci: null });
  if (arch !== 's390x') return refuse(failureOf('ZPCI-V7', "This QEMU binary doesn't support zPCI"));
  const read = devices.map(({ uid, fid }) => readZpciAddress(textOf(uid), textOf(fid)));
  const hosts = devices.flatMap(({ host }) => host ?? []);
  for (const one of read) if (!one.ok) return refuse(one.failure);
  if (new Set(hosts).size < hosts.length) return refuse(TWICE_IN_DOMAIN);
  const allocated = allocateAddresses(
    devices.map(({ kind }, place) => {
      const numbers = read[place]!;
      return {
        id: String(place),
        deviceClass: deviceClassOf(kind),
        uid: numbers.ok ? numbers.uid : null,
        fid: numbers.ok ? numbers.fid : null,
      };
    }),
  );
  if (!allocated.ok) return refuse(allocated.failure);
  return outcome('ok', {
    zpci: allocated.zpci.map(({ uid, fid }) => ({ uid: hex(uid, 4), fid: hex(fid, 8) })),
  });
}

export function libvirtParse({ uid, fid }: StepArgs<'libvirt_parse'>): Outcome {
  const read = readZpciAddress(textOf(uid), textOf(fid));
  if (!read.ok) return refusedOutcome(read.failure, undefined, { zpci: null });
  return outcome('ok', {
    zpci: {
      uid: read.uid === null ? null : hex(read.uid, 4),
      fid: read.fid === null ? null : hex(read.fid, 8),
    },
  });
}

/** Whichever word the case has for it; a standby function has a slot and no more (S-1). */
function isConfigured(one: StepArgs<'linux_enumerate'>['functions'][number]): boolean {
  const { standby, configured, state, config } = one;
  if (standby !== undefined) return !standby;
  if (configured !== undefined) return configured;
  if (state !== undefined) return state !== 'standby';
  return config === undefined || config >= 0x8000_0000;
}

export function linuxEnumerate({ uidChecking, limit, functions }: StepArgs<'linux_enumerate'>): Outcome {
  const view = enumerate(
    functions.map((one) => ({ fid: one.fid, uid: one.uid, configured: isConfigured(one) })),
    { uidChecking, limit: limit ?? UPSTREAM_FUNCTION_LIMIT },
  );
  return outcome('ok', { devices: view.devices, slots: view.slots }, view.messages);
}

/** The function that asks, where the case names one. */
function askingFunction(run: Run, { target, uid }: StepArgs<'request_msi'>): GuestFunction | undefined {
  return run.machine.functions.find(
    (one) => one.target === target || (target === undefined && one.uid === uid),
  );
}

/** Of the group as the case writes it, else as the guest is answered (G-10, P-1). */
function noiOf(run: Run, group: number | undefined): number | null {
  if (group === undefined) return null;
  const written = Object.entries(run.read.initial.groups).find(([name]) => Number(name) === group)?.[1].noi;
  return written ?? queryGroup(run.machine, group).found?.values.noi ?? null;
}

/** Where a case names no address, the one of its first function, as in the worked example. */
export const USUAL_ADDRESS = '0010:00:00.0';

/** A driver asks for no vector that the MSI-X table of its card lacks (N-1); a table nobody told of limits nothing. */
function tableOf(one: GuestFunction | undefined): number {
  const card = one?.card ?? null;
  if (card?.kind === 'vfio') return card.report.msix || Infinity;
  return card === null || card.msix === ASSUMED_EMULATED_MSIX ? Infinity : card.msix;
}

export function requestMsi(run: Run, args: StepArgs<'request_msi'>): Outcome {
  const one = askingFunction(run, args);
  const noi = noiOf(run, args.group ?? one?.group);
  if (noi === null) return outcome('ok', { granted: null });
  // In the guest a function's address follows its UID (S-3).
  const uid = args.uid ?? one?.uid;
  const address = args.address ?? (uid === undefined ? USUAL_ADDRESS : `${hex(uid, 4).slice(2)}:00:00.0`);
  const { granted, message } = grantedVectors(address, Math.min(args.vectors, tableOf(one)), noi);
  return outcome('ok', { granted }, message === null ? [] : [message]);
}

export function clamp(run: Run, { dmaAvail, relaxed }: StepArgs<'clamp'>): Outcome {
  const [start, end] = run.read.initial.window ?? [null, null];
  const { setup } = run.machine;
  const cut = cutEnd(setup, { start, end }, { told: true, mappings: dmaAvail }, relaxed);
  return outcome('ok', { edma: address(cut) });
}

export function sources({ fields }: StepArgs<'sources'>): Outcome {
  const strange = fields.filter((field) => !isSourcedField(field));
  if (strange.length > 0) return outcome(`no field ${strange.join(', ')}`);
  return outcome('ok', { ...threeWays(fields.filter(isSourcedField)) });
}

export function importCapture(run: Run, op: 'import_sysfs' | 'import_vfiocaps'): Outcome {
  const imported = importOp(run.context, run.read.initial.capture ?? '', op);
  return { ...outcome(imported.ok ? 'ok' : imported.why), imported };
}
