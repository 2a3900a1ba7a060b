import { IconButton } from './Button.tsx';
import { toast } from '../store/notices.ts';

export interface CopyButtonProps {
  /** What is copied, for the button's name: `Copy the UUID`. */
  readonly label: string;
  readonly text: string;
}

export function CopyButton({ label, text }: CopyButtonProps) {
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      toast('success', 'Copied.');
    } catch {
      toast('warning', 'The browser did not allow copying: select the text and copy it by hand.');
    }
  }
  return <IconButton icon="copy" size="small" label={label} onClick={() => void copy()} />;
}
