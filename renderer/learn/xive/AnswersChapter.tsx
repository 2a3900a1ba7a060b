import '../figures/figures.css';
import './lessons.css';
import { useState } from 'react';
import { WhyLink } from '../../app/rules.tsx';
import { STRATEGIES, type Strategy, strategyOf } from '../../../shared/xive/strategies.ts';
import type { StrategyId } from '../../../shared/xive/types.ts';
import { Segmented } from '../../ui/Segmented.tsx';
import { Term } from '../../ui/Term.tsx';
import { StrategySketch } from './StrategySketch.tsx';

interface SideProps {
  readonly label: string;
  readonly strategy: Strategy;
  readonly onChange: (id: StrategyId) => void;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function Side({ label, strategy, onChange }: SideProps) {
  const { id, title, summary, needs, status, rule, inFavour, against } = strategy;
  return (
    <section className="lesson-side" aria-label={`${label}: ${title}`}>
      <Segmented
        label={label}
        value={id}
        options={STRATEGIES.map((each) => ({ value: each.id, label: each.id, hint: each.title }))}
        onChange={onChange}
      />
      <h2 className="lesson-title">{title}</h2>
      <StrategySketch strategy={id} />
      <p>{summary}</p>
      <p className="quiet">
        Status: {status}.
        {needs !== null && ` It needs what the merged kernel does not give: ${lowerFirst(needs)}`}{' '}
        <WhyLink rule={rule}>{rule}</WhyLink>
      </p>
      <ul className="lesson-for" aria-label="In favour">
        {inFavour.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <ul className="lesson-against" aria-label="Against">
        {against.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </section>
  );
}

function Facts({ left, right }: { readonly left: Strategy; readonly right: Strategy }) {
  return (
    <table className="lesson-table">
      <thead>
        <tr>
          <th scope="col">Property</th>
          <th scope="col">{left.id}</th>
          <th scope="col">{right.id}</th>
        </tr>
      </thead>
      <tbody>
        {left.facts.map(({ name, value }, index) => {
          const other = right.facts[index]?.value ?? '';
          return (
            <tr key={name} data-differs={value !== other}>
              <th scope="row">{name}</th>
              <td>{value}</td>
              <td>{other}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

export function AnswersChapter() {
  const [left, setLeft] = useState<StrategyId>('A2');
  const [right, setRight] = useState<StrategyId>('B1');
  return (
    <>
      <p>
        How do you keep a guest from old pages? When the kernel’s part was written, in early 2019, this was
        discussed over several versions of the patches. Six answers were on the table, and doing nothing makes
        a seventh to compare with. They differ in who acts, QEMU, the kernel or the allocator of numbers, and
        in what they act on: <Term id="memory-region">regions</Term>, <Term id="vma">VMAs</Term>,{' '}
        <Term id="pte">PTEs</Term> or <Term id="lisn">LISNs</Term>.
      </p>
      <p>Put two side by side. Rows that differ are marked.</p>
      <div className="figure figure-wide">
        <div className="lesson-sides">
          <Side label="First strategy" strategy={strategyOf(left)} onChange={setLeft} />
          <Side label="Second strategy" strategy={strategyOf(right)} onChange={setRight} />
        </div>
        <Facts left={strategyOf(left)} right={strategyOf(right)} />
      </div>
      <p>
        Merged, in Linux 5.2, was B1. The first patch kept a pointer to the VMA, which dies with a munmap and
        is too short after a split; keeping the file’s mapping object instead lets the kernel’s own code find
        every VMA by file offset. With it went the other proposals: no overlay made by QEMU, no range of
        numbers for passed-through devices, and no extra file descriptors: one{' '}
        <Term id="device-fd">device fd</Term> has the <Term id="tima">TIMA</Term> at page 0 and the ESB pages
        from page 4.
      </p>
      <p>
        Why not A1 or A2? They work if the overlay is made anew after <em>every</em> change of an owner, and
        then QEMU does with mappings what a zap does with two PTEs. They also need a fault handler that counts
        from the offset of the mapping, and the merged one counts from its start. Why not C? Its numbers are
        reused as all others are, so a page of the range gets old in the same way; numbers that are never
        reused run out. D only names the files differently and has to be joined with one of the others.
      </p>
      <p>
        On an example, open a branch, choose another strategy for it and compare: the studio plays the same
        events under both, and tells which pages would have been stale, and how many lines, slots and zaps
        each needs.
      </p>
    </>
  );
}
