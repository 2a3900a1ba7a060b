/** The literal steps of plans and scripts against the model of kernel and tools (zpci.md 3.10, 3.13, 4.3, 4.5). */
import { functionAt, type ZpciState } from '../../../../shared/zpci/types.ts';
import type { Ref } from '../../../../shared/findings.ts';
import type { Command, StepAction } from '../../../../shared/plan.ts';
import { done, failed } from '../../perform/outcome.ts';
import { plainCommand, runCat, runWait } from '../../perform/programs.ts';
import { runCommands } from '../../perform/run-commands.ts';
import { awaitedDevice, DEVICE_END_SECONDS } from '../../tools/device-end.ts';
import { zpciAttributes } from '../kernel/hostdev-xml.ts';
import { giveToHost, takeForVfio } from './guests.ts';
import {
  bindTo,
  type Outcome,
  overrideDriver,
  probe,
  freedFromDriver,
  unbindFrom,
  unbindWhoever,
  writeDmaLimit,
  writePower,
} from './host.ts';
import { entryLimitIn, tellsEntryLimit } from '../observe/modprobe.ts';
import { DMA_LIMIT_KEPT, keptFiles } from '../plan/paths.ts';
import { sourceText } from '../plan/hostdev.ts';
import { type Place, placeOf } from './place.ts';
import { lookAt } from './shown.ts';
import { hasDevice, runningDomains, runVirsh } from './virsh.ts';

function denied(state: ZpciState, path: string): Outcome {
  return failed(state, 'EACCES', null, `${path} cannot be written.`);
}

function writeFunction(
  state: ZpciState,
  path: string,
  { address, file }: Extract<Place, { readonly kind: 'function' }>,
  text: string,
): Outcome | null {
  const one = functionAt(state, address);
  if (one === undefined) return null;
  if (file === 'driver_override') return overrideDriver(state, address, text);
  if (file === 'driver/unbind' && (one.driver !== null || !one.driverTold))
    return text.trim() === address
      ? unbindWhoever(state, one)
      : failed(state, 'ENODEV', 'ZPCI-A22', `${path} takes ${address} and nothing else.`);
  if (file === 'recover')
    return done(state, { notes: [`${address} is disabled, enabled and scanned again.`] });
  return file === 'driver/unbind'
    ? failed(state, 'ENOENT', 'ZPCI-A22', `There is no ${path}: no driver has ${address}.`)
    : denied(state, path);
}

/** One of modprobe's files as it is left; of several that tell the limit the last one by name counts. */
function leaveModprobe(state: ZpciState, path: string, text: string | null): Outcome | null {
  const { host } = state;
  const before = keptFiles(host);
  const tells = text !== null && tellsEntryLimit(text);
  if (!tells && !before.includes(path)) return text === null && path === DMA_LIMIT_KEPT ? done(state) : null;
  const files = [...before.filter((one) => one !== path), ...(tells ? [path] : [])].sort();
  const counts = files.at(-1);
  const wasLast = before.at(-1) === path;
  const kept = counts === path ? entryLimitIn(text ?? '') : wasLast ? null : host.dmaEntryLimitKept;
  return done(
    { ...state, host: { ...host, dmaEntryLimitKept: kept, dmaEntryLimitFiles: files } },
    counts === undefined || counts === path
      ? {}
      : { notes: [`${counts} tells the limit too, and is the one that counts.`] },
  );
}

/** A file of /etc as a program leaves it; null when it is none of the family's. */
function leaveFile(state: ZpciState, path: string, text: string | null): Outcome | null {
  const place = placeOf(path);
  if (place?.kind === 'kept-override')
    return functionAt(state, place.address) === undefined ? null : done(state);
  if (place?.kind !== 'modprobe') return null;
  return leaveModprobe(state, place.path, text);
}

/** Null when the path is none of the zPCI family's. */
function performWrite(state: ZpciState, path: string, text: string): Outcome | null {
  const place = placeOf(path);
  switch (place?.kind) {
    case 'function':
      return writeFunction(state, path, place, text);
    case 'slot':
      return place.file === 'power' ? writePower(state, place.fid, text) : null;
    case 'driver': {
      const address = text.trim();
      // Another function of the PCI bus, and files such as new_id, are not this family's.
      if (functionAt(state, address) === undefined) return null;
      if (place.file === 'bind') return bindTo(state, place.driver, address);
      return place.file === 'unbind' ? unbindFrom(state, place.driver, address) : null;
    }
    case 'probe':
      return functionAt(state, text.trim()) === undefined ? null : probe(state, text.trim());
    case 'dma-limit':
      return writeDmaLimit(state, text);
    case undefined:
      return null;
    default:
      return leaveFile(state, path, text);
  }
}

/** `tee FILE` of files of /etc replaces them; into sysfs it is a write. */
function runTee(state: ZpciState, { argv, stdin }: Command): Outcome | null {
  const [path, ...others] = argv.slice(1).filter((word) => !word.startsWith('-'));
  if (path === undefined || others.length > 0 || stdin === null || argv.includes('-a')) return null;
  return performWrite(state, path, stdin);
}

function runRemove(state: ZpciState, argv: readonly string[]): Outcome | null {
  const [path, ...others] = argv.slice(1).filter((word) => !word.startsWith('-'));
  return path === undefined || others.length > 0 ? null : leaveFile(state, path, null);
}

function runDriverctl(state: ZpciState, argv: readonly string[]): Outcome | null {
  const [verb, address = '', driver = ''] = argv.slice(1).filter((word) => !word.startsWith('-'));
  const one = functionAt(state, address.replace(/^pci\//, ''));
  if (one === undefined) return null;
  if (verb === 'unset-override') return giveToHost(state, one);
  if (verb !== 'set-override') return done(state);
  if (driver === 'vfio-pci') return takeForVfio(state, one);
  const freed = freedFromDriver(state, one);
  if (freed.message !== null || driver === 'none') return freed;
  return bindTo(overrideDriver(freed.state, one.address!, driver)!.state, driver, one.address!);
}

function runDeviceWait(state: ZpciState, argv: readonly string[]): Outcome | null {
  const awaited = awaitedDevice(argv);
  if (awaited === null) return null;
  const isThere = hasDevice(state, awaited.guest, ({ card, zpci }) => {
    const { uid, fid } = zpci ?? { uid: null, fid: null };
    if (card?.kind === 'vfio' && awaited.text === sourceText(card.host)) return true;
    return uid !== null && fid !== null && awaited.text.includes(zpciAttributes({ uid, fid }));
  });
  return isThere
    ? failed(
        state,
        null,
        'ZPCI-K18',
        `timeout ends with exit status 124: ${awaited.guest} still has the device after ${DEVICE_END_SECONDS} seconds.`,
      )
    : done(state);
}

/** Null when the program is none that the model knows, or its arguments are about something else. */
function performCommand(state: ZpciState, command: Command, refs: readonly Ref[]): Outcome | null {
  const { program, plain } = plainCommand(command);
  switch (program) {
    case 'virsh':
      return runVirsh(state, plain, refs);
    case 'driverctl':
      return runDriverctl(state, plain.argv);
    case 'timeout':
      return (
        runDeviceWait(state, plain.argv) ??
        runWait(state, plain.argv, (domain) => runningDomains(state).includes(domain), 'ZPCI-K18')
      );
    case 'modprobe':
      return /^vfio[-_]pci$/.test(plain.argv.at(-1) ?? '') ? done(state) : null;
    case 'cat':
      return runCat(lookAt, state, plain.argv);
    case 'tee':
      return runTee(state, plain);
    case 'rm':
      return runRemove(state, plain.argv);
    case 'mkdir':
      return plain.argv.at(-1) === '/etc/driverctl.d' ? done(state) : null;
    default:
      return null;
  }
}

/** One action; null when it concerns nothing of zPCI. `refs`: what the step that has it is about. */
export function performAction(
  state: ZpciState,
  action: StepAction,
  refs: readonly Ref[] = [],
): Outcome | null {
  if (action.kind === 'write') return performWrite(state, action.path, action.text);
  const perform = (before: ZpciState, command: Command) => performCommand(before, command, refs);
  return runCommands({ perform, leaveFile, look: lookAt }, state, action);
}
