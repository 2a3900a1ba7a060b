/** Formats a study is exported in: all branches as one case file, and each as a trace and as its calls. */
import type { XiveState } from '../../../../shared/xive/types.ts';
import type { FamilyExport } from '../../export/exporting.ts';
import { readScenarioFile } from '../observe/scenarios.ts';
import { scenarioText } from './scenario-text.ts';
import { writeEach, WRITTEN_NOTES } from './write.ts';

const NOTHING =
  'There is no branch yet, so there is nothing to write: study a reading or begin a branch first.';

const scenarioExport: FamilyExport<XiveState> = {
  format: 'xive-scenario',
  write: ({ name, desired }) =>
    desired.branches.length === 0
      ? { files: [], notes: [NOTHING] }
      : {
          files: [
            {
              path: 'scenario.json',
              text: scenarioText(desired.branches, `The XIVE study of ${name}.`),
              executable: false,
            },
          ],
          notes: [
            WRITTEN_NOTES.scenario,
            ...(desired.readings.length > 0
              ? ['Readings of the real guest are not in it; the workspace keeps them.']
              : []),
          ],
        },
  read: (files, base) => {
    const read = files.flatMap(({ path, text }) => readScenarioFile(text, path) ?? []);
    const branches = read.flatMap((one) => one.branches);
    if (branches.length === 0)
      return {
        ok: false,
        refusal: {
          rule: 'XIVE-T1',
          message: 'The files hold no scenario: JSON with cases that have ops was expected.',
          because: read
            .flatMap(({ findings }) => findings)
            .slice(0, 5)
            .map(({ message }) => ({ text: message, refs: [] })),
          fixes: [],
        },
      };
    return {
      ok: true,
      state: { ...base, branches },
      notes: read.flatMap(({ findings }) => findings.map(({ message }) => message)),
    };
  },
};

function textExport(format: 'trace' | 'calls'): FamilyExport<XiveState> {
  return {
    format: `xive-${format}`,
    write: ({ desired }) => ({
      files: writeEach(desired.branches, format).map(({ name, text }) => ({
        path: name,
        text,
        executable: false,
      })),
      notes: desired.branches.length === 0 ? [NOTHING] : [WRITTEN_NOTES[format]],
    }),
  };
}

export const XIVE_EXPORTS: readonly FamilyExport<XiveState>[] = [
  scenarioExport,
  textExport('trace'),
  textExport('calls'),
];
