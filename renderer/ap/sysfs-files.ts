/** The sysfs files behind the view, character by character as the kernel prints them (ap.md 2.1 and 2.4), with decoded ids. */
import type { ApState, MatrixMasks, Mdev } from '../../shared/ap/types.ts';
import { formatAdapter, formatDomain } from '../../shared/apqn.ts';
import { FULL_MASK, idsOf, isEmptyMask, maskToHex, minus } from '../../shared/mask.ts';
import { idListText } from './guest-facts.ts';

/** A page minus its terminating zero: the kernel prints no more of a matrix file (ap.md 2.4). */
const MATRIX_FILE_LIMIT = 4095;

export interface SysfsFile {
  readonly path: string;
  readonly text: string;
  /** Lines that say the same in ids, both bases. */
  readonly decoded: readonly string[];
  /** Set when the kernel would cut the text off. */
  readonly truncated: boolean;
}

export function matrixText({ apm, aqm }: Pick<MatrixMasks, 'apm' | 'aqm'>): {
  text: string;
  truncated: boolean;
} {
  const adapters = idsOf(apm).map(formatAdapter);
  const domains = idsOf(aqm).map(formatDomain);
  const lines =
    domains.length === 0
      ? adapters.map((adapter) => `${adapter}.`)
      : adapters.length === 0
        ? domains.map((domain) => `.${domain}`)
        : adapters.flatMap((adapter) => domains.map((domain) => `${adapter}.${domain}`));
  const text = lines.map((line) => `${line}\n`).join('');
  return { text: text.slice(0, MATRIX_FILE_LIMIT), truncated: text.length > MATRIX_FILE_LIMIT };
}

export function apConfigText({ apm, aqm, adm }: MatrixMasks): string {
  return `${maskToHex(apm)},${maskToHex(aqm)},${maskToHex(adm)}\n`;
}

function decodedMatrix(masks: Pick<MatrixMasks, 'apm' | 'aqm'>): string[] {
  return [`Adapters: ${idListText(idsOf(masks.apm), 40)}`, `Domains: ${idListText(idsOf(masks.aqm), 40)}`];
}

function maskFile(state: ApState, name: 'apmask' | 'aqmask'): SysfsFile {
  const mask = state[name];
  const released = idsOf(minus(FULL_MASK, mask));
  const what = name === 'apmask' ? 'Adapters' : 'Domains';
  return {
    path: `/sys/bus/ap/${name}`,
    text: `${maskToHex(mask)}\n`,
    decoded: isEmptyMask(mask)
      ? [`${what} reserved for the host: none`]
      : [
          `${what} released for guests: ${idListText(released, 40)}`,
          `${what} reserved for the host: all others`,
        ],
    truncated: false,
  };
}

/** Files of one mediated device that this host's kernel has. */
export function mdevFiles(state: ApState, mdev: Mdev): SysfsFile[] {
  const folder = `/sys/devices/vfio_ap/matrix/${mdev.id}`;
  const released2018 = state.profile === '2018-merged' || state.profile === '2018-v9';
  const controlDomains = idsOf(mdev.matrix.adm);
  const matrix: SysfsFile = {
    path: `${folder}/matrix`,
    ...matrixText(mdev.matrix),
    decoded: decodedMatrix(mdev.matrix),
  };
  const guestMatrix: SysfsFile = {
    path: `${folder}/guest_matrix`,
    ...matrixText(mdev.shadow),
    decoded: decodedMatrix(mdev.shadow),
  };
  const control: SysfsFile = {
    path: `${folder}/control_domains`,
    text: controlDomains.map((domain) => `${formatDomain(domain)}\n`).join(''),
    decoded: [`Control domains: ${idListText(controlDomains, 40)}`],
    truncated: false,
  };
  const apConfig: SysfsFile = {
    path: `${folder}/ap_config`,
    text: apConfigText(mdev.matrix),
    decoded: [...decodedMatrix(mdev.matrix), `Control domains: ${idListText(controlDomains, 40)}`],
    truncated: false,
  };
  return [matrix, ...(released2018 ? [] : [guestMatrix]), ...(state.hasApConfig ? [apConfig] : []), control];
}

export function maskFiles(state: ApState): SysfsFile[] {
  return [maskFile(state, 'apmask'), maskFile(state, 'aqmask')];
}

/** `0x1300 0000 …` in groups of four digits; digits after the last set bit are left out, as the mask is read from the left. */
export function groupedHex(hex: string): string {
  const digits = hex.slice(2);
  const used = Math.max(8, Math.ceil(digits.replace(/0+$/, '').length / 4) * 4);
  const groups = digits.slice(0, used).match(/.{4}/g) ?? [];
  return `0x${groups.join(' ')}${used < digits.length ? ' …' : ''}`;
}
