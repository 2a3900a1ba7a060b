import '../figures/figures.css';
import './lessons.css';
import { useState } from 'react';
import { Icon } from '../../ui/icons.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { Term } from '../../ui/Term.tsx';
import { CONFUSING_POINTS, QUESTIONS, TEXTS, type TextId } from './real-guest-texts.ts';

export function RealGuestChapter() {
  const [id, setId] = useState<TextId>('pic');
  const text = TEXTS.find((each) => each.id === id)!;
  return (
    <>
      <p>
        No tool shows the whole of it. What QEMU has given out, what KVM knows, who owns a LISN and what its
        page shows stand in different texts, and the last one in none: even <code>pagemap</code> calls these
        pages not present. Choose a text and see what it tells.
      </p>
      <div className="figure figure-wide">
        <Segmented
          label="Text of a host"
          value={id}
          options={TEXTS.map(({ id: value, label }) => ({ value, label }))}
          onChange={setId}
        />
        <p className="quiet">{text.where}</p>
        <pre className="lesson-sample">{text.sample}</pre>
        <table className="lesson-table" aria-label={`What ${text.label} tells`}>
          <tbody>
            {QUESTIONS.map(({ id: question, asks }) => {
              const tells = text.tells[question];
              return (
                <tr key={question}>
                  <th scope="row">{asks}</th>
                  <td className={tells === undefined ? 'lesson-silent' : 'lesson-tells'}>
                    <Icon name={tells === undefined ? 'minus' : 'check'} size={13} />{' '}
                    {tells === undefined ? 'silent' : 'tells'}
                  </td>
                  <td>{tells}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p>
        The studio reads all of them and joins them: the <Term id="lisn">LISN</Term> by number, the{' '}
        <Term id="eisn">EISN</Term> with the guest’s irq, the <Term id="hw-irq">HW IRQ</Term> with the host’s
        tables, the <Term id="vma">VMA</Term> by file offset. Where texts contradict each other it says so: a
        number QEMU has given out and no device has is an{' '}
        <Term id="orphan" after=".">
          orphan
        </Term>{' '}
        Without a trace the state of pages is shown as unknown, not guessed.
      </p>
      <p>
        To read a guest of your own, put these texts of one moment into a folder or an archive and open it as
        a capture; <code>studio capture --print</code> prints the shell command that collects them. Take{' '}
        <code>info pic</code> last: it makes QEMU read the state of every number it has given out, and that
        populates their pages. For a trace of the pages, kprobes have to be set before the device is plugged.
      </p>
      <p>What people stumble over, and the way out:</p>
      <ul className="lesson-list">
        {CONFUSING_POINTS.map(({ looks, is }) => (
          <li key={looks}>
            <strong>{looks}</strong>
            {is}
          </li>
        ))}
      </ul>
    </>
  );
}
