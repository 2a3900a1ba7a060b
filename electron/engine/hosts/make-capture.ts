/** An AP state as the tar archive a host in that state would give: for examples, tests and measurements. */
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ApState, driverOf, type Mdev, QUEUE } from '../../../shared/ap/types.ts';
import { adapterOf, formatAdapter, formatApqn } from '../../../shared/apqn.ts';
import { isEmptyMask, type Mask, maskToHex } from '../../../shared/mask.ts';
import { apConfigText, controlDomainLines, inMatrix, matrixLines, readableText } from '../ap/model.ts';
import { rulesOf } from '../ap/kernel/profiles.ts';

const PORTION = 256;

type TreeLine =
  | readonly [path: string, content: string]
  | readonly [path: string, content: null, target: string];

const MODE_BITS = { accelerator: 0x08000000, cca: 0x10000000, ep11: 0x04000000, unknown: 0 } as const;
const SE_BITS = { usable: 0, bound: 0x4000, unbound: 0x8000, illicit: 0xc000 } as const;

function bits(value: number): string {
  return `0x${(value >>> 0).toString(16).toUpperCase().padStart(8, '0')}\n`;
}

function* busLines(state: ApState): Generator<TreeLine> {
  const bus = '/sys/bus/ap';
  const mask = (text: Mask): string => `${maskToHex(text)}\n`;
  yield [`${bus}/ap_adapter_mask`, mask(state.lpar.apm)];
  yield [`${bus}/ap_usage_domain_mask`, mask(state.lpar.aqm)];
  yield [`${bus}/ap_control_domain_mask`, mask(state.lpar.adm)];
  yield [`${bus}/ap_max_adapter_id`, `${state.max.adapter}\n`];
  yield [`${bus}/ap_max_domain_id`, `${state.max.domain}\n`];
  yield [`${bus}/ap_domain`, `${state.defaultDomain}\n`];
  yield [`${bus}/config_time`, '30\n'];
  yield [`${bus}/features`, 'APSC APXA QACT RC8A\n'];
  if (state.profile === '2018-v9') return;
  yield [`${bus}/apmask`, mask(state.apmask)];
  yield [`${bus}/aqmask`, mask(state.aqmask)];
}

function* cardLines(state: ApState): Generator<TreeLine> {
  for (const [id, card] of state.cards) {
    const path = `/sys/devices/ap/card${formatAdapter(id)}`;
    if (card.type !== '-') yield [`${path}/type`, `${card.type}\n`];
    if (card.hwtype !== null) yield [`${path}/hwtype`, `${card.hwtype}\n`];
    yield [`${path}/ap_functions`, bits(0x82000000 | MODE_BITS[card.mode])];
    for (const name of ['online', 'config', 'chkstop'] as const)
      if (card[name] !== null) yield [`${path}/${name}`, card[name] ? '1\n' : '0\n'];
    if (card.serial !== null) yield [`${path}/serialnr`, `${card.serial}\n`];
    yield [`${path}/driver`, null, '../../../bus/ap/drivers/cex4card'];
  }
}

/** Queue status as in `statusOf`, for all queues at once: one look-up per queue instead of one search per mdev. */
function ownersByQueue(state: ApState): Map<number, Mdev> {
  const owners = new Map<number, Mdev>();
  for (const mdev of state.mdevs.filter(({ active }) => active))
    for (let apqn = 0; apqn < state.queues.state.length; apqn++)
      if (inMatrix(mdev.matrix, apqn) && !owners.has(apqn)) owners.set(apqn, mdev);
  return owners;
}

function* queueLines(state: ApState): Generator<TreeLine> {
  const modern = rulesOf(state).hotPlug;
  const owners = ownersByQueue(state);
  for (const [apqn, value] of state.queues.state.entries()) {
    if (value === QUEUE.ABSENT) continue;
    const path = `/sys/devices/ap/card${formatAdapter(adapterOf(apqn))}/${formatApqn(apqn)}`;
    const driver = driverOf(state.queues, apqn);
    const detail = state.queues.details.get(apqn);
    yield [`${path}/config`, state.queues.deconfigured.has(apqn) ? '0\n' : '1\n'];
    yield [`${path}/chkstop`, state.queues.checkstopped.has(apqn) ? '1\n' : '0\n'];
    if (detail?.requests !== undefined) yield [`${path}/request_count`, `${detail.requests}\n`];
    if (detail?.online !== undefined) yield [`${path}/online`, detail.online ? '1\n' : '0\n'];
    if (detail?.mkvps !== undefined) yield [`${path}/mkvps`, `${detail.mkvps.join('\n')}\n`];
    if (detail?.seState !== undefined)
      yield [`${path}/ap_functions`, bits(0x82000000 | SE_BITS[detail.seState])];
    if (state.profile === 'upstream')
      yield [`${path}/driver_override`, `${state.queues.overrides.get(apqn) ?? ''}\n`];
    if (modern && driver === 'vfio_ap') {
      const owner = owners.get(apqn);
      const used = owner !== undefined && owner.guest !== null && inMatrix(owner.shadow, apqn);
      yield [`${path}/status`, used ? 'in use\n' : owner ? 'assigned\n' : 'unassigned\n'];
    }
    if (driver !== null) yield [`${path}/driver`, null, `../../../../bus/ap/drivers/${driver}`];
  }
}

function* mdevLines(state: ApState): Generator<TreeLine> {
  const parent = '/sys/devices/vfio_ap/matrix';
  const modern = rulesOf(state).hotPlug;
  if (state.vfioApLoaded) yield ['/sys/class/mdev_bus/matrix', null, '../../devices/vfio_ap/matrix'];
  if (state.vfioApLoaded && state.hasApConfig) yield [`${parent}/features`, 'guest_matrix dyn ap_config\n'];
  for (const mdev of state.mdevs.filter(({ active }) => active)) {
    const path = `${parent}/${mdev.id}`;
    yield [`${path}/matrix`, readableText(matrixLines(mdev.matrix))];
    yield [`${path}/control_domains`, readableText(controlDomainLines(mdev.matrix.adm))];
    if (modern) yield [`${path}/guest_matrix`, readableText(matrixLines(mdev.shadow))];
    if (modern && state.hasApConfig) yield [`${path}/ap_config`, apConfigText(mdev.matrix)];
  }
}

function xmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The definition in the byte form mdevctl writes (management.md 1.2). */
function definitionText(mdev: Mdev): string {
  const ids = (mask: Mask): number[] => controlDomainLines(mask).map((line) => Number.parseInt(line, 16));
  const { apm, aqm, adm } = mdev.stored ?? mdev.matrix;
  const attrs = [
    ...ids(apm).map((id) => ({ assign_adapter: `${id}` })),
    ...ids(aqm).map((id) => ({ assign_domain: `${id}` })),
    ...ids(adm).map((id) => ({ assign_control_domain: `${id}` })),
  ];
  return JSON.stringify({ mdev_type: 'vfio_ap-passthrough', start: mdev.defined, attrs }, null, 2);
}

function* configurationLines(state: ApState): Generator<TreeLine> {
  yield ['/captured/searched', '/sys\n/etc\n/proc\n'];
  const { apmask, aqmask } = state.persistent;
  if (apmask !== null || aqmask !== null) {
    const line = (name: string, mask: Mask | null): string =>
      mask === null ? '' : `ATTR{../../bus/ap/${name}}="${maskToHex(mask)}"\n`;
    yield [
      '/etc/udev/rules.d/41-ap.rules',
      `# Generated by chzdev\n${line('apmask', apmask)}${line('aqmask', aqmask)}`,
    ];
  }
  for (const mdev of state.mdevs) {
    if (mdev.defined !== null) yield [`/etc/mdevctl.d/matrix/${mdev.id}`, definitionText(mdev)];
    const source = `<source><address uuid='${mdev.id}'/></source>`;
    yield [
      `/captured/domains/${mdev.id}.xml`,
      `<domain type='kvm'><name>${xmlText(mdev.name)}</name><devices><hostdev mode='subsystem' type='mdev' managed='no' model='vfio-ap'>${source}</hostdev></devices></domain>\n`,
    ];
  }
}

/** Every file and link of the capture, in the order of the archive. */
export function* captureLines(state: ApState): Generator<TreeLine> {
  yield* busLines(state);
  yield* cardLines(state);
  yield* queueLines(state);
  yield* mdevLines(state);
  yield* configurationLines(state);
}

/** Folders that are there even when nothing is in them. */
function* captureFolders(state: ApState): Generator<string> {
  yield '/sys/bus/ap/drivers/cex4queue';
  if (state.vfioApLoaded) yield* ['/sys/bus/ap/drivers/vfio_ap', '/sys/devices/vfio_ap/matrix'];
  if (state.vfioApLoaded && isEmptyMask(state.lpar.apm)) yield '/sys/devices/ap';
}

/** One ustar header; names of these trees fit into its 100 bytes. */
function tarHeader(name: string, type: '0' | '2' | '5', size: number, target: string): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0, 100, 'utf8');
  block.write(type === '5' ? '0000755' : '0000444', 100, 'latin1');
  block.write('0000000\x000000000\0', 108, 'latin1');
  block.write(size.toString(8).padStart(11, '0'), 124, 'latin1');
  // A fixed time keeps the archive of one state always the same, byte for byte.
  block.write('00000000000', 136, 'latin1');
  block.write(`        ${type}`, 148, 'latin1');
  block.write(target, 157, 100, 'utf8');
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

function* tarBlocks(state: ApState): Generator<Buffer> {
  for (const name of captureFolders(state)) yield tarHeader(`${name.slice(1)}/`, '5', 0, '');
  for (const [path, content, target] of captureLines(state)) {
    const body = Buffer.from(content ?? '', 'utf8');
    yield tarHeader(path.slice(1), content === null ? '2' : '0', body.length, target ?? '');
    if (body.length > 0) yield Buffer.concat([body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
  }
  yield Buffer.alloc(1024);
}

/** Blocks in portions: a stream write for each of a million blocks would cost more than making them. */
function* portions(blocks: Iterable<Buffer>): Generator<Buffer> {
  let batch: Buffer[] = [];
  for (const block of blocks) {
    if (batch.push(block) < PORTION) continue;
    yield Buffer.concat(batch);
    batch = [];
  }
  yield Buffer.concat(batch);
}

/** Writes the archive (uncompressed) to `stream` and ends it. Virtual guests have no host form and are left out. */
export async function writeCaptureTar(state: ApState, stream: Writable): Promise<void> {
  const host = { ...state, mdevs: state.mdevs.filter(({ type }) => type === 'passthrough') };
  await pipeline(Readable.from(portions(tarBlocks(host)), { objectMode: false }), stream);
}
