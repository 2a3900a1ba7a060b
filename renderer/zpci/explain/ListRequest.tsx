/** What the guest sends: the length of the response block and the token it goes on from. */
import { useEffect, useState } from 'react';
import { LINUX_LIST_BYTES } from '../../../shared/zpci/fields.ts';
import { Button } from '../../ui/Button.tsx';
import {
  entriesText,
  entriesThatFit,
  lengthProblem,
  LENGTHS,
  LONGEST_ASKED,
  MOST_LENGTH,
  readToken,
} from './list-model.ts';

export interface ListRequestProps {
  readonly rspLen: number;
  readonly token: string;
  readonly onLength: (rspLen: number) => void;
  readonly onToken: (token: string) => void;
  /** Null = there is a next page; else why not. */
  readonly noNext: string | null;
  readonly onNext: () => void;
  readonly onRestart: () => void;
}

export function ListRequest({
  rspLen,
  token,
  onLength,
  onToken,
  noNext,
  onNext,
  onRestart,
}: ListRequestProps) {
  const [typed, setTyped] = useState(token);
  useEffect(() => setTyped(token), [token]);
  const [length, setLength] = useState(String(rspLen));
  useEffect(() => setLength(String(rspLen)), [rspLen]);
  const wrong = lengthProblem(length);
  const isToken = readToken(typed) !== null;
  return (
    <div className="list-request" role="group" aria-label="Request">
      <div className="list-length">
        <label htmlFor="list-length">Response length</label>
        <input
          id="list-length"
          type="range"
          min={32}
          max={MOST_LENGTH}
          step={16}
          value={rspLen}
          list="list-lengths"
          aria-valuetext={`${rspLen} bytes, room for ${entriesText(entriesThatFit(rspLen))}`}
          onChange={(event) => onLength(Number(event.target.value))}
        />
        <datalist id="list-lengths">
          <option value={LINUX_LIST_BYTES} label="Linux" />
        </datalist>
        <input
          type="number"
          className="field-input"
          min={0}
          max={LONGEST_ASKED}
          value={length}
          aria-label="Response length in bytes"
          aria-invalid={wrong !== null}
          onChange={(event) => {
            setLength(event.target.value);
            if (lengthProblem(event.target.value) === null) onLength(Number(event.target.value));
          }}
        />
        <span className="faint tabular">room for {entriesText(entriesThatFit(rspLen))}</span>
        {wrong !== null && (
          <span className="list-wrong" role="status">
            {wrong}
          </span>
        )}
      </div>
      <div className="list-presets">
        {LENGTHS.map(({ length: preset, words }) => (
          <Button
            key={preset}
            size="small"
            variant="quiet"
            aria-pressed={preset === rspLen}
            onClick={() => {
              setLength(String(preset));
              onLength(preset);
            }}
          >
            {preset} · {words}
          </Button>
        ))}
      </div>
      <div className="list-token">
        <label className="explain-select">
          Resume token
          <input
            value={typed}
            aria-invalid={!isToken}
            className="mono"
            spellCheck={false}
            size={8}
            onChange={(event) => {
              setTyped(event.target.value);
              const read = readToken(event.target.value);
              if (read !== null) onToken(read);
            }}
          />
        </label>
        {!isToken && <span className="list-wrong">A token is a hexadecimal number such as 0xfc.</span>}
        <Button
          size="small"
          variant="primary"
          iconEnd="chevronRight"
          shortcut="N"
          hint="Ask again with the token of this page"
          disabledReason={noNext}
          onClick={onNext}
        >
          Next page
        </Button>
        <Button size="small" icon="revert" shortcut="R" hint="Back to token 0" onClick={onRestart}>
          Restart
        </Button>
      </div>
    </div>
  );
}
