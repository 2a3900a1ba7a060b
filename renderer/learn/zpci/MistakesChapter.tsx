import './zpci-figures.css';
import { useState } from 'react';
import { WhyLink } from '../../app/rules.tsx';
import { Icon } from '../../ui/icons.tsx';
import { MISTAKES } from './mistakes.ts';

export function MistakesChapter() {
  const [asked, setAsked] = useState('');
  const words = asked.toLowerCase().split(/\s+/).filter(Boolean);
  const found = MISTAKES.filter(({ symptom, advice, rule, where }) => {
    const text = [symptom, advice, rule, where].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return (
    <>
      <p>
        Twenty-five things that people run into, what is behind each, and where the studio shows it before it
        happens.
      </p>
      <label className="field">
        <span className="quiet">Find by what you see: an error, a word, a rule</span>
        <input
          type="search"
          className="field-input"
          placeholder="already reserved"
          value={asked}
          onChange={(event) => setAsked(event.target.value)}
        />
      </label>
      <p className="visually-hidden" aria-live="polite">
        {found.length} of {MISTAKES.length} mistakes
      </p>
      {found.length === 0 && (
        <p className="quiet">None of them has all these words. Try one word of the message.</p>
      )}
      <ul className="zl-list">
        {found.map(({ number, rule, symptom, advice, where }) => (
          <li key={number}>
            <span className="tabular">{number}</span>
            <div>
              <strong>{symptom}</strong>
              {advice} <WhyLink rule={rule}>{rule}</WhyLink>
              <span className="zl-where">
                <Icon name="eye" size={13} /> {where}
              </span>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
