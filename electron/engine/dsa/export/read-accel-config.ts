/** A file of accel-config, with or without the script that loads it, as a wish. */
import { type DsaState, deviceNamed, wqName, wqNamed } from '../../../../shared/dsa/types.ts';
import type { ExportFile } from '../../../../shared/plan.ts';
import type { ReadFormat } from '../../export/exporting.ts';
import { configOnto } from '../config/apply-config.ts';
import { type ConfigDevice, readAccelConfig } from '../config/read-config.ts';
import { configWish } from '../config/settled.ts';
import { listWords } from '../../words.ts';
import { type Enabled, withEnabled } from './enabled.ts';
import { notRead, quotedLine } from '../../export/reading.ts';

interface Enabling {
  readonly devices: readonly string[];
  readonly wqs: readonly string[];
}

/** All that the file names: as `-e` does, which is also how the service loads it at boot. */
function allOf(state: DsaState, told: readonly ConfigDevice[]): Enabling {
  const known = told.flatMap((one) => {
    const device = deviceNamed(state, one.name);
    return device ? [{ device, one }] : [];
  });
  return {
    devices: known.map(({ device }) => device.name),
    wqs: known.flatMap(({ device, one }) =>
      one.wqs.filter(({ index }) => index < device.wqs.length).map(({ index }) => wqName(device, index)),
    ),
  };
}

/** A list tells what is enabled. */
function listedOf(told: readonly ConfigDevice[]): Enabling | null {
  if (!told.some(({ facts }) => facts['state'] !== undefined)) return null;
  return {
    devices: told.filter(({ facts }) => facts['state'] === 'enabled').map(({ name }) => name),
    wqs: told.flatMap(({ name, wqs }) =>
      wqs
        .filter(({ facts }) => facts['state'] === 'enabled' || facts['state'] === 'locked')
        .map(({ index }) => `wq${name.slice(3)}.${index}`),
    ),
  };
}

const ENABLE_DEVICE = /^accel-config enable-device ((?:dsa|iax)\d+)$/gm;
const ENABLE_WQ = /^accel-config enable-wq (?:dsa|iax)\d+\/(wq\d+\.\d+)$/gm;
const BIND_WQ = /^printf '%s\\n' (wq\d+\.\d+) >\/sys\/bus\/dsa\/drivers\/\w+\/bind$/gm;
/** One write by hand, as the export writes it. */
const WRITE =
  /^printf '%s\\n' ([\w,]+) >\/sys\/bus\/dsa\/devices\/((?:dsa|iax)\d+|(?:wq|group)\d+\.\d+)\/([a-z_]+)$/gm;

function scripted(script: string): Enabling | null {
  if (/^accel-config load-config .*-e\b/m.test(script)) return null;
  const names = (pattern: RegExp): string[] => [...script.matchAll(pattern)].map((match) => match[1]!);
  return { devices: names(ENABLE_DEVICE), wqs: [...names(ENABLE_WQ), ...names(BIND_WQ)] };
}

/** The writes by hand in the shape of the file, so that both are taken alike. */
function handDevices(state: DsaState, script: string): ConfigDevice[] {
  return [...script.matchAll(WRITE)].flatMap(([, text = '', part = '', file = '']): ConfigDevice[] => {
    const [, kind, id, index] = /^(dsa|iax|wq|group)(\d+)(?:\.(\d+))?$/.exec(part) ?? [];
    const device = state.devices.find((one) => `${one.id}` === id);
    if (!device) return [];
    const blank = {
      name: device.name,
      attributes: {},
      facts: {},
      groups: [],
      wqs: [],
      engines: [],
      mdevs: [],
    };
    const child = { index: Number(index ?? 0), attributes: { [file]: text }, facts: {}, group: null };
    if (kind === 'wq') return [{ ...blank, wqs: [child] }];
    if (kind === 'group') return [{ ...blank, groups: [child] }];
    return [{ ...blank, attributes: child.attributes }];
  });
}

/** Settings are taken although they cannot be enabled yet; queues of a device that stays down are named with it. */
function disabledNotes({ state, failures }: Enabled): string[] {
  const queues = (name: string) =>
    failures.flatMap((one) => (wqNamed(state, one.name)?.device.name === name ? [one.name] : []));
  return failures.flatMap(({ name, failure }) => {
    const parent = wqNamed(state, name)?.device;
    if (
      parent !== undefined &&
      parent.state !== 'enabled' &&
      failures.some((one) => one.name === parent.name)
    )
      return [];
    const names = [name, ...queues(name)];
    const [are, their] = names.length === 1 ? ['stays', 'its'] : ['stay', 'their'];
    return [
      `${listWords(names, 8)} ${are} disabled with ${their} settings taken, since enabling is refused (${failure.rule}, ${failure.errno}): ${failure.message}`,
    ];
  });
}

export function readAccelConfigFiles(files: readonly ExportFile[], base: DsaState): ReadFormat<DsaState> {
  const scripts = files.filter(({ path }) => path.endsWith('.sh'));
  const configs = files.filter((file) => !scripts.includes(file));
  const [config, another] = configs;
  if (!config || another)
    return notRead(
      'DSA-M10',
      'One file for accel-config was expected, such as accel-config.conf, with or without the script that loads it.',
    );
  const reading = readAccelConfig(config.text);
  if (!reading.ok) return notRead('DSA-M10', `${quotedLine(config.path)} cannot be read: ${reading.why}`);
  const script = scripts.map(({ text }) => text).join('\n');
  let { state, notes } = configWish(base, reading.devices, config.text);
  for (const device of handDevices(base, script)) {
    const more = configOnto(state, [device]);
    state = more.state;
    notes = [...notes, ...more.notes];
  }
  const enabling =
    (scripts.length > 0 ? scripted(script) : listedOf(reading.devices)) ?? allOf(state, reading.devices);
  const enabled = withEnabled(state, enabling.devices, enabling.wqs);
  return {
    ok: true,
    state: enabled.state,
    notes: [...reading.notes, ...notes, ...disabledNotes(enabled)],
  };
}
