/**
 * What `accel-config load-config [-e] [-f]` of 3.5.3 does with a file on a host: its writes in their order, what it
 * passes over, what it says and how it ends (dsa.md 6.1 Loading). It stops at the first failure; what was written stays.
 */
import { hasFile } from '../../../../shared/dsa/attributes.ts';
import { type DsaDevice, type DsaState, wqName } from '../../../../shared/dsa/types.ts';
import type { Errno, RuleId } from '../../../../shared/findings.ts';
import { applyOp } from '../kernel/apply-op.ts';
import type { DsaOp } from '../kernel/kernel.ts';
import { CONFIG_KEYS, isReadBufferKey, type ConfigKey, type Owner } from './config-keys.ts';
import { parseLooseJson } from './loose-json.ts';
import { refusedWrite, statusLine } from './tool-texts.ts';
import { type ConfigEvent, numberOf, type Scalar, targetNamed, textOf, walkConfig } from './walk.ts';

export interface LoadOptions {
  /** `-e` */
  readonly enable: boolean;
  /** `-f` */
  readonly force: boolean;
}

export interface LoadWrite {
  readonly op: DsaOp;
  /** Null = taken. */
  readonly errno: Errno | null;
}

export interface LoadMessage {
  readonly stream: 'out' | 'err';
  readonly text: string;
}

export interface Loaded {
  /** Without the clearing write to every cmd_status that each command of accel-config begins with. */
  readonly writes: readonly LoadWrite[];
  readonly messages: readonly LoadMessage[];
  readonly exit: number;
  readonly state: DsaState;
  /** Rule and sentence of the model for the write that ended it; null when it ended well, or by itself. */
  readonly failure: { readonly rule: RuleId; readonly message: string } | null;
}

const NOT_AN_ARRAY =
  "accel-config: ./json_object.c:1473: json_object_array_length: Assertion `json_object_get_type(jso) == json_type_array' failed.";
/** Of a shell, for a program that aborts. */
const ABORTED = 134;

/** Ends the loading; `code` is what the tool prints. */
class GivenUp extends Error {
  readonly code: number;

  constructor(code: number) {
    super();
    this.code = code;
  }
}

interface LoadTarget {
  readonly owner: Owner;
  readonly name: string;
  readonly device: DsaDevice;
  readonly index: number;
}

class Loading {
  readonly writes: LoadWrite[] = [];
  readonly messages: LoadMessage[] = [];
  readonly #options: LoadOptions;
  readonly #devices = new Set<string>();
  readonly #wqs = new Set<string>();
  state: DsaState;
  failure: Loaded['failure'] = null;
  #device: string | null = null;
  #target: LoadTarget | null = null;
  /** 3.5.3 leaves an old errno behind when it disables a device, and takes it for a failure at the first 0 (8.22). */
  #staleErrno = false;
  #warned = false;

  constructor(state: DsaState, options: LoadOptions) {
    this.#options = options;
    this.state = state;
  }

  say(stream: LoadMessage['stream'], text: string): void {
    this.messages.push({ stream, text });
  }

  #write(op: DsaOp): Errno | null {
    const { state, failure } = applyOp(this.state, op);
    this.state = state;
    this.writes.push({ op, errno: failure?.errno ?? null });
    this.failure = failure && { rule: failure.rule, message: failure.message };
    return failure?.errno ?? null;
  }

  #known(name: string): DsaDevice | undefined {
    return this.state.devices.find((device) => device.name === name);
  }

  take(event: ConfigEvent): void {
    if (event.kind !== 'key') throw new GivenUp(-1);
    if (event.key === 'dev') this.#choose(textOf(event.value));
    else if (this.#target !== null) this.#set(this.#target, event.key, event.value);
  }

  #choose(name: string): void {
    const target = targetNamed(name);
    this.#target = null;
    if (target === null) {
      if (this.#device === null || !/^[a-z]+\d+\.\d+/.test(name)) return;
      this.say('err', 'device type not matched');
      throw new GivenUp(-1);
    }
    if (target.kind === 'device') return this.#chooseDevice(target.name);
    const device = this.#device === null ? undefined : this.#known(this.#device);
    if (!device) return;
    const count = {
      group: device.groups.length,
      engine: device.engines.length,
      wq: device.wqs.length,
    }[target.kind];
    if (target.index >= count) throw new GivenUp(-1);
    const child = `${target.kind}${device.id}.${target.index}`;
    if (target.kind === 'wq') {
      if (device.wqs[target.index]!.state !== 'disabled') {
        this.say('err', `${child} is active, will skip...`);
        return;
      }
      this.#wqs.add(child);
    }
    this.#target = { owner: target.kind, name: child, device, index: target.index };
  }

  #chooseDevice(name: string): void {
    this.#device = null;
    const device = this.#known(name);
    if (!device) {
      this.say('err', 'device is not available');
      throw new GivenUp(-1);
    }
    if (device.state === 'enabled') {
      this.say('err', `${name} is active. ${this.#options.force ? 'Disabling...' : 'Skipping...'}`);
      if (!this.#options.force) return;
      this.#write({ op: 'unbind', driver: 'idxd', name });
      this.#staleErrno = true;
    }
    this.#device = name;
    this.#devices.add(name);
    this.#target = { owner: 'device', name, device, index: 0 };
  }

  #set(target: LoadTarget, key: string, value: Scalar): void {
    const known = CONFIG_KEYS[target.owner].get(key);
    if (known === undefined || known.isNew || value.kind === 'null') return;
    if (known.isOld && !this.#warned) {
      this.#warned = true;
      this.say('err', 'Warning: "token" attributes are deprecated');
    }
    const device = this.#known(target.device.name) ?? target.device;
    const isNegative = !known.isText && numberOf(value, false).number < 0;
    if (target.owner === 'group' && isNegative) this.#giveUpAt(target.owner, key);
    if (this.#isPassedOver(target, device, known)) return;
    if (known.isText) {
      const text = textOf(value);
      if (text !== '') this.#attribute(target, device, known, key, text);
      else if (key === 'type') this.#giveUpAt(target.owner, key);
      return;
    }
    const { number } = numberOf(value, key === 'max_transfer_size');
    if (number === 0 && this.#staleErrno) this.#giveUpAt(target.owner, key);
    this.#attribute(target, device, known, key, `${number}`);
  }

  #isPassedOver({ owner, index }: LoadTarget, device: DsaDevice, { file }: ConfigKey): boolean {
    if (owner === 'group') {
      if (device.kind === 'iax' && isReadBufferKey(file)) return true;
      if (file.startsWith('traffic_class') && device.caps.version < 0x200) return true;
      return file === 'use_read_buffer_limit' && device.readBufferLimit === 0;
    }
    if (owner !== 'wq') return false;
    if (file === 'threshold') return device.wqs[index]?.mode === 'dedicated';
    return file === 'driver_name' && !hasFile(device, 'wq', file);
  }

  #attribute(target: LoadTarget, device: DsaDevice, key: ConfigKey, word: string, text: string): void {
    const { owner, name } = target;
    // Read-buffer files had other names before 5.17, and the library looks which there are.
    const old = key.file.replace('read_buffers', 'tokens').replace('read_buffer', 'token');
    const file = [key.file, old].find((one) => hasFile(device, owner, one));
    const errno =
      file === undefined ? 'ENOENT' : this.#write({ op: 'write', at: `${name}/${file}`, value: text });
    if (errno === null) return;
    this.say('err', refusedWrite(owner, name, key.file, errno));
    this.#giveUpAt(owner, word);
  }

  #giveUpAt(owner: Owner, key: string): never {
    this.say('err', `${owner} set ${key} value failed`);
    throw new GivenUp(-1);
  }

  /** All devices, then all wqs, the last one first; false at the first refusal. */
  enable(): boolean {
    for (const name of [...this.#devices].reverse()) {
      this.say('out', `Enabling device ${name}`);
      if (this.#bind('idxd', name, name, name)) continue;
      this.say('err', 'Error enabling device');
      return false;
    }
    for (const name of [...this.#wqs].reverse()) {
      this.say('out', `Enabling wq ${name}`);
      const device = this.state.devices.find(({ wqs, ...one }) =>
        wqs.some((_, index) => wqName(one, index) === name),
      )!;
      const driver = this.#driverOf(device, name);
      if (driver !== null && this.#bind(driver, name, device.name, `${device.name}/${name}`)) continue;
      this.say('err', 'Error enabling wq');
      return false;
    }
    return true;
  }

  /** Null, with the tool's words, where there is no such driver. Before 6.7 the type tells it. */
  #driverOf(device: DsaDevice, name: string): string | null {
    const wq = device.wqs.find((_, index) => wqName(device, index) === name)!;
    const byType: Readonly<Record<string, string>> = { kernel: 'dmaengine', user: 'user', mdev: 'mdev' };
    const driver = hasFile(device, 'wq', 'driver_name') ? wq.driverName : (byType[wq.type] ?? '');
    if (driver !== '' && this.state.host.drivers.includes(driver)) return driver;
    this.say('err', `Invalid wq driver name "${driver}"`);
    return null;
  }

  #bind(driver: string, name: string, device: string, shown: string): boolean {
    const before = this.#known(device)?.cmdStatus;
    if (this.#write({ op: 'bind', driver, name }) === null) return true;
    const code = this.#known(device)?.cmdStatus ?? 0;
    if (code !== 0 && code !== before) this.say('out', statusLine(code, shown));
    return false;
  }
}

/** Every command of accel-config begins so. */
function cleared(state: DsaState): DsaState {
  return { ...state, devices: state.devices.map((device) => ({ ...device, cmdStatus: 0 })) };
}

/** Pure; never throws. `text` is the file. */
export function loadConfig(text: string, state: DsaState, options: LoadOptions): Loaded {
  const loading = new Loading(cleared(state), options);
  const ended = (exit: number): Loaded => ({
    writes: loading.writes,
    messages: loading.messages,
    exit,
    state: loading.state,
    failure: loading.failure,
  });
  const failed = (code: number): Loaded => {
    loading.say('err', `Parse json and set device fail: ${code}`);
    return ended(1);
  };
  const json = parseLooseJson(text);
  if (!json.ok) return failed(-12);
  if (json.root.kind !== 'array') {
    loading.say('err', NOT_AN_ARRAY);
    return ended(ABORTED);
  }
  try {
    for (const event of walkConfig(json.root)) loading.take(event);
  } catch (error) {
    if (error instanceof GivenUp) return failed(error.code);
    throw error;
  }
  return ended(options.enable && !loading.enable() ? 1 : 0);
}
