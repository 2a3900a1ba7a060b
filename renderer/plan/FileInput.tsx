import { useRef, useState } from 'react';
import { Button } from '../ui/Button.tsx';

export interface ReadFile {
  readonly path: string;
  readonly text: string;
}

/** The engine takes no longer ones. */
const MOST_CHARACTERS = 4_000_000;

/** Files of the person's own machine as texts; their bytes are read in the page. */
export function FileInput({
  label,
  several = false,
  folder = false,
  accept,
  onFiles,
}: {
  readonly label: string;
  readonly several?: boolean;
  /** All files of a folder, with their paths in it. */
  readonly folder?: boolean;
  readonly accept?: string;
  readonly onFiles: (files: readonly ReadFile[]) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState<string | null>(null);
  async function take(list: FileList | null): Promise<void> {
    const chosen = [...(list ?? [])];
    if (chosen.length === 0) return;
    const large = chosen.find((file) => file.size > MOST_CHARACTERS);
    setFault(large === undefined ? null : `${large.name} is larger than any such file: it was not read.`);
    if (large !== undefined) return;
    onFiles(
      await Promise.all(
        chosen.map(async (file) => ({
          // The folder's own name is not part of what was exported into it.
          path: file.webkitRelativePath.split('/').slice(1).join('/') || file.name,
          text: await file.text(),
        })),
      ),
    );
  }
  return (
    <div className="plan-file-input">
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={label.replace('…', '')}
        multiple={several}
        {...(folder ? { webkitdirectory: '' } : {})}
        accept={accept}
        onChange={(event) => {
          void take(event.target.files);
          // The same file may be chosen again after it was changed.
          event.target.value = '';
        }}
      />
      <Button icon={folder ? 'folder' : 'file'} onClick={() => input.current?.click()}>
        {label}
      </Button>
      {fault !== null && <span className="plan-error">{fault}</span>}
    </div>
  );
}
