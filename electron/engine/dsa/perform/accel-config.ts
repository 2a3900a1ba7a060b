/** accel-config 3.5.3 against the model: commands, their own checks, what they print and how they end (dsa.md 6.1, 6.2). */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { Command } from '../../../../shared/plan.ts';
import { loadConfig } from '../config/load.ts';
import { savedConfigText } from '../config/write-config.ts';
import { ACCEL_CONFIG_PATH } from '../plan/accel-config-path.ts';
import { runConfigure } from './accel-config-set.ts';
import { runSwitch } from './accel-config-switch.ts';
import type { Outcome } from './outcome.ts';
import { done, failed } from '../../perform/outcome.ts';

/** Every command begins by writing to each device's cmd_status, which clears it. */
function cleared(state: DsaState): DsaState {
  if (state.devices.every(({ cmdStatus }) => cmdStatus === 0)) return state;
  return { ...state, devices: state.devices.map((device) => ({ ...device, cmdStatus: 0 })) };
}

function fileOf(argv: readonly string[], short: string, long: string): string {
  const at = argv.findIndex((word) => word === short || word === long);
  if (at >= 0) return argv[at + 1] ?? '';
  const glued = argv.find((word) => word.startsWith(`${long}=`));
  return glued?.slice(long.length + 1) ?? ACCEL_CONFIG_PATH;
}

function runLoad(state: DsaState, argv: readonly string[]): Outcome {
  const file = fileOf(argv, '-c', '--config-file');
  if (file !== ACCEL_CONFIG_PATH)
    return failed(
      state,
      null,
      null,
      `What ${file.slice(0, 200)} holds cannot be known here, so loading it is not rehearsed.`,
    );
  if (!state.savedTold)
    return failed(
      state,
      null,
      null,
      `The source does not tell what ${file} holds, so loading it is not rehearsed.`,
    );
  if (state.saved === null)
    return failed(state, 'ENOENT', 'DSA-M10', `There is no ${file}; accel-config ends with exit status 1.`, [
      `config-file: ${file} cannot be opened: No such file or directory`,
      'Reading config file failed: -2',
      'Parse json and set device fail: -22',
    ]);
  const has = (...names: readonly string[]) => argv.some((word) => names.includes(word));
  const force = has('-f', '--forced');
  const loaded = loadConfig(state.saved, state, { enable: has('-e', '--enable'), force });
  const output = loaded.messages.map(({ text }) => text);
  const advice = force
    ? [
        {
          rule: 'DSA-M22',
          text: 'load-config -f of 3.5.3 disables a device that is enabled and then fails at the first value 0: disable it by hand, load, and enable, as separate steps.',
        },
      ]
    : [];
  if (loaded.exit === 0) return done(loaded.state, { output, advice });
  const why = loaded.failure?.message ?? output.at(-1) ?? 'it says nothing';
  return {
    ...failed(
      loaded.state,
      null,
      loaded.failure?.rule ?? 'DSA-M10',
      `accel-config ends with exit status ${loaded.exit}; what was written before stays. ${why}`,
      output,
    ),
    advice,
  };
}

function runSave(state: DsaState, argv: readonly string[]): Outcome {
  const file = fileOf(argv, '-s', '--saved-file');
  const hasMdev = state.devices.some(({ wqs }) =>
    wqs.some(({ type, state: now }) => type === 'mdev' && now !== 'disabled'),
  );
  const advice = hasMdev
    ? [
        {
          rule: 'DSA-M23',
          text: 'accel-config 3.5 and later saves queues of type mdev as none, so loading the file does not bring them back; correct the type in the file.',
        },
      ]
    : [];
  if (file !== ACCEL_CONFIG_PATH)
    return done(state, { advice, notes: [`The settings are saved in ${file.slice(0, 200)}.`] });
  const text = savedConfigText(state) ?? '[]';
  const saved = hasMdev ? text.replaceAll(/("type":\s*)"mdev"/g, '$1"none"') : text;
  return done({ ...state, saved, savedTold: true }, { advice });
}

/** Null never: the program is this family's own. */
export function runAccelConfig(state: DsaState, { argv }: Command): Outcome {
  const [, name = '', ...rest] = argv;
  const start = cleared(state);
  if (['list', 'test', 'info', 'version', '--version', '--list-cmds', 'help', '--help'].includes(name))
    return done(start);
  if (name === 'load-config') return runLoad(start, rest);
  if (name === 'save-config') return runSave(start, rest);
  const outcome = runConfigure(start, name, rest) ?? runSwitch(start, name, rest);
  if (outcome !== null) return outcome;
  return failed(
    start,
    null,
    null,
    `accel-config ends with exit status 1: it has no command ${name.slice(0, 60)}.`,
    [`Unknown command: '${name.slice(0, 60)}'`],
  );
}
