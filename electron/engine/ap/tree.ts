/** An AP state as the files of a host in that state, in the form of sysfs: for stand-ins, examples, tests and measurements. */
import { type ApState, driverOf, type Mdev, QUEUE } from '../../../shared/ap/types.ts';
import { adapterOf, formatAdapter, formatApqn } from '../../../shared/apqn.ts';
import { isEmptyMask, type Mask, maskToHex } from '../../../shared/mask.ts';
import { apConfigText, controlDomainLines, inMatrix, matrixLines, readableText } from './model.ts';
import { mdevctlDefinition } from '../hosts/mdev-definitions.ts';
import type { TreeLine } from '../plan/planning.ts';
import { rulesOf } from './kernel/profiles.ts';

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

function definitionText(mdev: Mdev): string {
  const ids = (mask: Mask): string[] =>
    controlDomainLines(mask).map((line) => `${Number.parseInt(line, 16)}`);
  const { apm, aqm, adm } = mdev.stored ?? mdev.matrix;
  const attrs = [
    ...ids(apm).map((id) => ['assign_adapter', id] as const),
    ...ids(aqm).map((id) => ['assign_domain', id] as const),
    ...ids(adm).map((id) => ['assign_control_domain', id] as const),
  ];
  return mdevctlDefinition({ type: 'vfio_ap-passthrough', start: mdev.defined ?? 'manual', attrs });
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

/** Every file and link of the host. */
export function* apTree(state: ApState): Generator<TreeLine> {
  yield* busLines(state);
  yield* cardLines(state);
  yield* queueLines(state);
  yield* mdevLines(state);
  yield* configurationLines(state);
}

/** Folders that are there even when nothing is in them. */
export function* apFolders(state: ApState): Generator<string> {
  yield '/sys/bus/ap/drivers/cex4queue';
  if (state.vfioApLoaded) yield* ['/sys/bus/ap/drivers/vfio_ap', '/sys/devices/vfio_ap/matrix'];
  if (state.vfioApLoaded && isEmptyMask(state.lpar.apm)) yield '/sys/devices/ap';
}
