import { WhyLink } from '../../app/rules.tsx';

/** The rules a chapter's figures follow, each with its explanation. */
export function RuleLinks({ rules }: { readonly rules: readonly string[] }) {
  return (
    <p className="quiet">
      Rules behind it:{' '}
      {rules.map((rule, index) => (
        <span key={rule}>
          {index > 0 && ', '}
          <WhyLink rule={rule}>{rule}</WhyLink>
        </span>
      ))}
      .
    </p>
  );
}
