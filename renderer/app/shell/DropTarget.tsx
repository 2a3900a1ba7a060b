import { useEffect, useState } from 'react';
import { toast } from '../../store/notices.ts';
import { Icon } from '../../ui/icons.tsx';
import { importDropped } from '../commands.ts';

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') === true;
}

/** A capture dropped anywhere on the window is read as a host. */
export function DropTarget() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    // dragenter and dragleave come for every element on the way; only their balance says "outside".
    let depth = 0;
    function onEnter(event: DragEvent): void {
      if (!carriesFiles(event)) return;
      depth += 1;
      setOver(true);
    }
    function onLeave(event: DragEvent): void {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    }
    function onOver(event: DragEvent): void {
      if (carriesFiles(event)) event.preventDefault();
    }
    function onDrop(event: DragEvent): void {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      const [item] = event.dataTransfer?.items ?? [];
      if (item?.webkitGetAsEntry()?.isDirectory === true) {
        toast('warning', 'A folder cannot be dropped here. Open it with Open, or drop an archive of it.');
        return;
      }
      void files.reduce<Promise<void>>(
        (before, file) => before.then(() => importDropped(file)),
        Promise.resolve(),
      );
    }
    const listeners = [
      ['dragenter', onEnter],
      ['dragleave', onLeave],
      ['dragover', onOver],
      ['drop', onDrop],
    ] as const;
    for (const [name, listener] of listeners) globalThis.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of listeners) globalThis.removeEventListener(name, listener);
    };
  }, []);
  if (!over) return null;
  return (
    <div className="drop-target">
      <div className="drop-target-card">
        <Icon name="capture" size={28} />
        <strong>Drop a capture to read it</strong>
        <span>An archive or a text file. It is read as it is and never unpacked to disk.</span>
      </div>
    </div>
  );
}
