import { call, sentenceOf } from '../../store/api.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Spinner } from '../../ui/Callout.tsx';
import { useAnswer } from '../../ui/useAnswer.ts';
import { copyText } from '../commands.ts';

/** The one shell command that makes a capture, to be read and copied with the line breaks that a terminal needs. */
export function CaptureCommand() {
  const answer = useAnswer('capture', () => call('capture.command', {}));
  if (answer.state === 'waiting') return <Spinner label="Fetching the command" />;
  if (answer.state === 'failed') return <p>{sentenceOf(answer.error)}</p>;
  return (
    <div className="code-line">
      <code className="code-line-text" tabIndex={0}>
        {answer.value}
      </code>
      <IconButton
        icon="copy"
        label="Copy the command"
        size="small"
        onClick={() => void copyText(answer.value, 'Command')}
      />
    </div>
  );
}
