/** The sysfs files behind a state, character by character as the kernel prints them (ap.md 2.1 and 2.4). */
import type { SysfsFile, SysfsFiles, SysfsFolder } from '../../../../shared/ap/cards.ts';
import type { ApState, MatrixMasks, Mdev } from '../../../../shared/ap/types.ts';
import { FULL_MASK, idsOf, isEmptyMask, type Mask, maskToHex, minus } from '../../../../shared/mask.ts';
import { rulesOf } from '../kernel/profiles.ts';
import { apConfigText, controlDomainLines, matrixLines, readableText } from '../model.ts';
import { idsWords } from '../wording.ts';

/** Ids beyond this are counted: the file itself names them all. */
const MOST_DECODED = 40;

function decoded(what: string, mask: Mask): string {
  return `${what}: ${idsWords(idsOf(mask), MOST_DECODED)}`;
}

function linesFile(path: string, lines: readonly string[], words: readonly string[]): SysfsFile {
  const text = readableText(lines);
  const whole = lines.reduce((length, line) => length + line.length + 1, 0);
  return { path, text, decoded: words, truncated: text.length < whole };
}

function maskFile(state: ApState, name: 'apmask' | 'aqmask'): SysfsFile {
  const mask = state[name];
  const what = name === 'apmask' ? 'Adapters' : 'Domains';
  return {
    path: `/sys/bus/ap/${name}`,
    text: `${maskToHex(mask)}\n`,
    decoded: isEmptyMask(mask)
      ? [`${what} reserved for the host: none`]
      : [
          decoded(`${what} released for guests`, minus(FULL_MASK, mask)),
          `${what} reserved for the host: all others`,
        ],
    truncated: false,
  };
}

function matrixFile(path: string, masks: Pick<MatrixMasks, 'apm' | 'aqm'>): SysfsFile {
  return linesFile(path, matrixLines(masks), [decoded('Adapters', masks.apm), decoded('Domains', masks.aqm)]);
}

/** Files of one mediated device that this host's kernel has. */
export function mdevFolder(state: ApState, mdev: Mdev): SysfsFolder {
  const path = `/sys/devices/vfio_ap/matrix/${mdev.id}`;
  const { matrix } = mdev;
  const control = decoded('Control domains', matrix.adm);
  const apConfig: SysfsFile = {
    path: `${path}/ap_config`,
    text: apConfigText(matrix),
    decoded: [decoded('Adapters', matrix.apm), decoded('Domains', matrix.aqm), control],
    truncated: false,
  };
  return {
    path,
    mdev: mdev.id,
    files: [
      matrixFile(`${path}/matrix`, matrix),
      ...(rulesOf(state).hotPlug ? [matrixFile(`${path}/guest_matrix`, mdev.shadow)] : []),
      ...(state.hasApConfig ? [apConfig] : []),
      linesFile(`${path}/control_domains`, controlDomainLines(matrix.adm), [control]),
    ],
  };
}

function folders(state: ApState, mdevs: readonly string[]): SysfsFolder[] {
  return [
    { path: '/sys/bus/ap', mdev: null, files: [maskFile(state, 'apmask'), maskFile(state, 'aqmask')] },
    ...state.mdevs.filter(({ id }) => mdevs.includes(id)).map((mdev) => mdevFolder(state, mdev)),
  ];
}

/** The bus, and those of the guests that a state has. */
export function sysfsFiles(observed: ApState, desired: ApState, mdevs: readonly string[]): SysfsFiles {
  return { desired: folders(desired, mdevs), observed: folders(observed, mdevs) };
}
