import type { CardNote } from '../../../shared/ap/preview.ts';
import { Callout } from '../../ui/Callout.tsx';
import { Fixes, RuleLink } from './Fixes.tsx';

const TONES = { error: 'danger', warning: 'warning', info: 'info' } as const;

/** What the engine has to say on a card, with its fixes and its rule. */
export function Notes({ notes }: { readonly notes: readonly CardNote[] }) {
  return notes.map((note) => (
    <Callout
      key={note.text}
      tone={TONES[note.severity]}
      actions={
        note.fixes.length > 0 || note.rule !== undefined ? (
          <>
            <Fixes fixes={note.fixes} />
            {note.rule !== undefined && <RuleLink rule={note.rule} />}
          </>
        ) : undefined
      }
    >
      {note.text}
    </Callout>
  ));
}
