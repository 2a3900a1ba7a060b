/** Plays one step of a case on the model and says what it gave. */
import { wordsOf } from '../kernel/bytes.ts';
import { classify } from '../kernel/classes.ts';
import { functionBytes, groupBytes, listFunctions, queryFunction, queryGroup } from '../kernel/clp.ts';
import { handledWindow } from '../kernel/host-window.ts';
import type { ZpciFailure, ZpciOp } from '../kernel/operations.ts';
import { failureOf } from '../kernel/results.ts';
import { encodedFunction, encodedGroup } from './encode.ts';
import { writtenQemu, writtenXml } from './export-steps.ts';
import { caseRule, type Outcome, outcome, play, refusedOutcome, type Run } from './outcome.ts';
import { playPlan } from './plan-step.ts';
import { address, hex, type Shown, shownList } from './shown.ts';
import type { Step, StepArgs } from './step-args.ts';
import {
  clamp,
  importCapture,
  libvirtDefine,
  libvirtParse,
  linuxEnumerate,
  requestMsi,
  sources,
} from './tool-steps.ts';

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

export function runStep(run: Run, step: Step): Outcome {
  switch (step.op) {
    case 'zpci': {
      const { relaxed, relaxedTranslation, ...rest } = step.args;
      const op: ZpciOp = { op: 'zpci', ...rest, relaxedTranslation: relaxed ?? relaxedTranslation };
      return play(run, op, ruleOf);
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
      const answer = listFunctions(run.machine, step.args.rspLen, step.args.token ?? 0n);
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
