/** Plays one step of a case on the model and says what it gave. */
import type { CaseContext } from '../../family.ts';
import type { DeviceClass } from '../../../../shared/zpci/types.ts';
import { DEVICE_CLASSES } from '../../../../shared/zpci/types.ts';
import { wordsOf } from '../kernel/bytes.ts';
import { classify } from '../kernel/classes.ts';
import { functionBytes, groupBytes, listFunctions, queryFunction, queryGroup } from '../kernel/clp.ts';
import { handledWindow } from '../kernel/host-window.ts';
import { grantedVectors } from '../kernel/interrupts.ts';
import { allocateAddresses, readZpciAddress, TWICE_IN_DOMAIN } from '../kernel/libvirt-addresses.ts';
import { enumerate, UPSTREAM_FUNCTION_LIMIT } from '../kernel/linux.ts';
import type { GuestMachine, VfioReport } from '../kernel/machine.ts';
import { applyZpciOp, type ZpciFailure, type ZpciOp } from '../kernel/operations.ts';
import { failureOf } from '../kernel/results.ts';
import { isSourcedField, threeWays } from '../kernel/sources.ts';
import { cutEnd } from '../kernel/window.ts';
import { encodedFunction, encodedGroup } from './encode.ts';
import type { Case } from './format.ts';
import { type Imported, importOp } from './import-ops.ts';
import { address, hex, type Shown, shownList } from './shown.ts';
import type { Step, StepArgs } from './step-args.ts';
import { playPlan } from './plan-step.ts';
import { writtenQemu, writtenXml } from './export-steps.ts';

export interface Run {
  readonly read: Case;
  readonly context: CaseContext;
  readonly reports: ReadonlyMap<string, VfioReport>;
  machine: GuestMachine;
}

/** What a step gave. */
export interface Outcome {
  readonly rc: unknown;
  /** What the real tool prints; several lines are alternatives of one another only for Linux, which prints all. */
  readonly messages: readonly string[];
  /** A warning does not stop it, and a case may or may not name it. */
  readonly warned: boolean;
  /** Results under their key of `expect`. */
  readonly gives: Readonly<Record<string, unknown>>;
  readonly imported: Imported | null;
}

export function outcome(
  rc: unknown,
  gives: Outcome['gives'] = {},
  messages: readonly string[] = [],
): Outcome {
  return { rc, messages, warned: false, gives, imported: null };
}

/** `A-4` of `ZPCI-A4`. */
export function caseRule(rule: string): string {
  return rule.replace(/^ZPCI-([A-Z]+)(\d+)$/, '$1-$2');
}

/** Rules whose refusal no tool puts into words; the sentences are ours. */
const WORDLESS = /^ZPCI-(?:A23|B\d+|D10|D12|D13|E3|E8|I6|L\d+|R\d+)$/;

export function refusedOutcome(
  failure: ZpciFailure,
  rc: unknown = caseRule(failure.rule),
  gives: Outcome['gives'] = {},
): Outcome {
  return outcome(rc, gives, WORDLESS.test(failure.rule) ? [] : [failure.message]);
}

/** Applies an operation; `code` of its failure or the rule is what the step answers. */
export function play(
  run: Run,
  op: ZpciOp,
  codeOf: (failure: ZpciFailure) => unknown,
  fine: unknown = 'ok',
): Outcome {
  const { machine, failure, warnings } = applyZpciOp(run.machine, op);
  run.machine = machine;
  if (failure !== null) return refusedOutcome(failure, codeOf(failure));
  return { ...outcome(fine, {}, [...new Set(warnings)]), warned: warnings.length > 0 };
}

function ruleOf({ rule }: ZpciFailure): string {
  return caseRule(rule);
}

/** `00:01.0`: a place as QEMU writes it, `0x1`, `1.2` or complete. */
function placeOf(addr: string | number | null): string | null {
  if (addr === null) return null;
  const text = String(addr);
  const complete = /(?:^|:)([0-9a-f]{2}:[0-9a-f]{2}\.[0-7])$/i.exec(text);
  if (complete !== null) return complete[1]!.toLowerCase();
  const [slot = '0', part = '0'] = text.replace(/^0x/i, '').split('.');
  return `00:${slot.toLowerCase().padStart(2, '0')}.${part}`;
}

function vfio(run: Run, { id, host }: StepArgs<'vfio'>): Outcome {
  const report = run.reports.get(host);
  if (report !== undefined) return play(run, { op: 'vfio', id, report }, ruleOf);
  return refusedOutcome(
    failureOf('ZPCI-A22', `vfio ${host}: no iommu_group found: No such file or directory`),
  );
}

function deviceClassOf(kind: string): DeviceClass {
  return DEVICE_CLASSES.find((known) => known === kind) ?? 'other';
}

function textOf(typed: string | number | null): string | null {
  return typed === null ? null : String(typed);
}

function libvirtDefine({ devices, arch }: StepArgs<'libvirt_define'>): Outcome {
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

function libvirtParse({ uid, fid }: StepArgs<'libvirt_parse'>): Outcome {
  const read = readZpciAddress(textOf(uid), textOf(fid));
  if (!read.ok) return refusedOutcome(read.failure, undefined, { zpci: null });
  return outcome('ok', {
    zpci: {
      uid: read.uid === null ? null : hex(read.uid, 4),
      fid: read.fid === null ? null : hex(read.fid, 8),
    },
  });
}

function linuxEnumerate({ uidChecking, limit, functions }: StepArgs<'linux_enumerate'>): Outcome {
  const view = enumerate(
    functions.map(({ fid, uid, standby }) => ({ fid, uid, configured: !standby })),
    { uidChecking, limit: limit ?? UPSTREAM_FUNCTION_LIMIT },
  );
  return outcome('ok', { devices: view.devices, slots: view.slots }, view.messages);
}

/** The group of the case, of a function of the guest, or of the guest. */
function noiOf(run: Run, { group, target }: StepArgs<'request_msi'>): number | null {
  const { groups } = run.read.initial;
  const key = Object.keys(groups).find((name) => group !== undefined && Number(name) === Number(group));
  const written = key === undefined ? undefined : groups[key]?.noi;
  if (written !== undefined) return written;
  const id =
    group === undefined ? run.machine.functions.find((one) => one.target === target)?.group : Number(group);
  return run.machine.groups.find((one) => one.id === id)?.values.noi ?? null;
}

/** Where a case names no address, the one of its first function, as in the worked example. */
const USUAL_ADDRESS = '0010:00:00.0';

function requestMsi(run: Run, args: StepArgs<'request_msi'>): Outcome {
  const noi = noiOf(run, args);
  if (noi === null) return outcome('ok', { granted: null });
  const { granted, message } = grantedVectors(args.address ?? USUAL_ADDRESS, args.vectors, noi);
  return outcome('ok', { granted }, message === null ? [] : [message]);
}

function clamp(run: Run, { dmaAvail, relaxed }: StepArgs<'clamp'>): Outcome {
  const [start, end] = run.read.initial.window ?? [null, null];
  const { setup } = run.machine;
  const cut = cutEnd(setup, { start, end }, { told: true, mappings: dmaAvail }, relaxed);
  return outcome('ok', { edma: address(cut) });
}

function sources({ fields }: StepArgs<'sources'>): Outcome {
  const strange = fields.filter((field) => !isSourcedField(field));
  if (strange.length > 0) return outcome(`no field ${strange.join(', ')}`);
  return outcome('ok', { ...threeWays(fields.filter(isSourcedField)) });
}

function importCapture(run: Run, op: 'import_sysfs' | 'import_vfiocaps'): Outcome {
  const imported = importOp(run.context, run.read.initial.capture ?? '', op);
  return { ...outcome(imported.ok ? 'ok' : imported.why), imported };
}

export function runStep(run: Run, step: Step): Outcome {
  switch (step.op) {
    case 'zpci': {
      const { relaxed, ...rest } = step.args;
      return play(run, { op: 'zpci', ...rest, relaxedTranslation: relaxed }, ruleOf);
    }
    case 'vfio':
      return vfio(run, step.args);
    case 'emul': {
      const { id, device, msix, multifunction, addr } = step.args;
      const place = placeOf(addr);
      return play(run, { op: 'emulated', id, driver: device, msix, multifunction, place }, ruleOf);
    }
    case 'boot':
      return play(run, { op: 'boot' }, ruleOf);
    case 'enable_new':
      return play(run, { op: 'enable-new' }, ruleOf);
    case 'reset':
      return play(run, { op: 'reset' }, ruleOf);
    case 'list': {
      const answer = listFunctions(run.machine, step.args.rspLen, step.args.token);
      const shown = shownList(answer);
      return outcome(shown, { pages: shown });
    }
    case 'query_fn':
      return outcome(hex(queryFunction(run.machine, step.args.fh).rsp, 4));
    case 'query_group':
      return outcome(hex(queryGroup(run.machine, step.args.pfgid).rsp, 4));
    case 'set_fn': {
      const { fh, oc, ndas } = step.args;
      const op: ZpciOp = { op: 'set-function', fh, operation: oc, spaces: ndas };
      return play(run, op, ({ code, rule }) => code ?? caseRule(rule), '0x0010');
    }
    case 'power':
      return play(run, { op: 'power', fid: step.args.fid, on: step.args.value !== 0 }, ruleOf);
    case 'device_del':
      return play(run, { op: 'device-del', id: step.args.id }, ruleOf);
    case 'guest_release':
      return play(run, { op: 'guest-release', fid: step.args.fid }, ruleOf);
    case 'pcistb': {
      const { target, offset, len } = step.args;
      const op: ZpciOp = { op: 'store-block', target, offset, length: len };
      return play(run, op, ({ rule, code }) => (rule === 'ZPCI-B4' ? code : caseRule(rule)));
    }
    case 'reg_ioat': {
      const { target, pba, pal, dt, t } = step.args;
      const op: ZpciOp = {
        op: 'register-ioat',
        target,
        pba,
        pal,
        designation: dt,
        translated: t !== 0,
      };
      return play(run, op, ruleOf);
    }
    case 'rpcit': {
      const { target, start, len } = step.args;
      return play(run, { op: 'refresh', target, start, length: len }, ruleOf);
    }
    case 'host_window': {
      const { start, end, memBytes, factor } = step.args;
      const window = handledWindow({ start, end }, memBytes, factor);
      return outcome('ok', { window: [address(window.start), address(window.end)] });
    }
    case 'clamp':
      return clamp(run, step.args);
    case 'request_msi':
      return requestMsi(run, step.args);
    case 'libvirt_define':
      return libvirtDefine(step.args);
    case 'libvirt_parse':
      return libvirtParse(step.args);
    case 'linux_enumerate':
      return linuxEnumerate(step.args);
    case 'import_sysfs':
    case 'import_vfiocaps':
      return importCapture(run, step.op);
    case 'encode_function': {
      const one = encodedFunction(run, step.args.target);
      if (one === null) return outcome('no such function');
      const bytes = functionBytes(one, step.args.rspLen, run.machine.setup.profile);
      return outcome('ok', { words: wordsOf(bytes) });
    }
    case 'encode_group': {
      const group = encodedGroup(run, step.args.group);
      if (group === null) return outcome('no such group');
      return outcome('ok', { words: wordsOf(groupBytes(group, step.args.rspLen)) });
    }
    case 'classify': {
      const words: Shown = classify(run.machine.setup.profile, step.args.mode);
      return outcome('ok', { classes: words });
    }
    case 'sources':
      return sources(step.args);
    case 'export_qemu':
      return writtenQemu(run, step.args.style);
    case 'export_libvirt':
      return writtenXml(run);
    case 'plan':
      return playPlan(run, step.args);
  }
}
