import type { AnswerCard } from '../../../shared/zpci/cards.ts';
import { PROFILES } from '../../../shared/zpci/profiles.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useZpci, useZpciState } from '../zpci-context.ts';
import { isAsItIs, whatIfWords } from './what-if.ts';

function outcome({ refusal, changed }: AnswerCard): string {
  if (refusal !== null) return 'QEMU would not start.';
  if (changed === 0) return 'Nothing that the guest reads would change.';
  return changed === 1 ? '1 value changes.' : `${changed} values change.`;
}

/** Says that what is drawn is not so, and leads back. */
export function WhatIfBanner({ card }: { readonly card: AnswerCard }) {
  const { store } = useZpci();
  const whatIf = useZpciState((state) => state.whatIf);
  if (isAsItIs(whatIf)) return null;
  return (
    <div className="work-banner work-banner-warning zpci-what-if-banner" role="status">
      <Icon name="help" />
      <span>
        <strong>What if:</strong> {whatIfWords(whatIf)}. {outcome(card)}
        {whatIf.profile !== undefined && ` ${PROFILES[whatIf.profile].about}`}
      </span>
      <Button size="small" icon="revert" onClick={() => store.getState().set({ whatIf: {} })}>
        Back to how it is
      </Button>
    </div>
  );
}
