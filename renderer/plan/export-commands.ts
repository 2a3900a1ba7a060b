/** What saving and reading exported files asks of the person and of the engine. */
import { StudioError } from '../../shared/errors.ts';
import type { ExportFormatId } from '../../shared/plan.ts';
import { pickFile } from '../app/commands.ts';
import { confirm } from '../app/dialogs.ts';
import { call, sentenceOf } from '../store/api.ts';
import { toast } from '../store/notices.ts';
import type { PlanQuestion } from './plan-store.ts';
import { counted } from './words.ts';

/** Writes the files of a format into a folder that the person picks; asks before one that differs is replaced. */
export async function saveExport(question: PlanQuestion, format: ExportFormatId): Promise<void> {
  const folder = await pickFile('folder');
  if (folder === null) return;
  const write = (overwrite: boolean) => call('export.save', { ...question, format, folder, overwrite });
  try {
    tell(await write(false));
  } catch (thrown) {
    if (!(thrown instanceof StudioError && thrown.code === 'stale'))
      return void toast('danger', sentenceOf(thrown));
    const yes = await confirm({
      title: 'Replace files that differ?',
      text: thrown.message,
      confirmLabel: 'Replace them',
      danger: true,
    });
    if (!yes) return;
    try {
      tell(await write(true));
    } catch (again) {
      toast('danger', sentenceOf(again));
    }
  }
}

function tell({ folder, written }: { readonly folder: string; readonly written: readonly string[] }): void {
  toast(
    'success',
    written.length === 0
      ? `${folder} has these files already.`
      : `${counted(written.length, 'file')} written into ${folder}.`,
  );
}
