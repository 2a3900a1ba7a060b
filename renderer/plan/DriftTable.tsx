import { useState } from 'react';
import type { DriftRow } from '../../shared/plan.ts';
import { FixButtons } from '../app/rules.tsx';
import { Badge, EmptyState } from '../ui/Callout.tsx';
import { Toggle } from '../ui/Segmented.tsx';
import { Answered } from './Answered.tsx';
import { useHostAnswer } from './answers.ts';
import { usePlanPlace } from './plan-context.tsx';
import { useGrowing } from './Growing.tsx';
import { differWords } from './words.ts';

const STATES = {
  same: { word: 'same', tone: 'neutral', icon: 'check' },
  drift: { word: 'drift', tone: 'warning', icon: 'warning' },
  pending: { word: 'to be done', tone: 'accent', icon: 'edit' },
  unknown: { word: 'not told', tone: 'neutral', icon: 'unknown' },
} as const;

function Row({ row }: { readonly row: DriftRow }) {
  const { host, onRefs } = usePlanPlace();
  const state = STATES[row.state];
  return (
    <tr>
      <th scope="row">
        {row.refs.length === 0 ? (
          row.what
        ) : (
          <button type="button" className="button-link" onClick={() => onRefs(row.refs)}>
            {row.what}
          </button>
        )}
        <Badge tone={state.tone} icon={state.icon}>
          {state.word}
        </Badge>
      </th>
      <td>{row.active}</td>
      <td>{row.persistent}</td>
      <td>{row.desired}</td>
      <td>
        <span className="quiet">{row.meaning}</span>
        {row.fixes.length > 0 && (
          <span className="plan-row-actions">
            <FixButtons hostId={host.id} fixes={row.fixes} />
          </span>
        )}
      </td>
    </tr>
  );
}

/** What is active, what the next boot brings and what is wished, side by side. */
export function DriftTable() {
  const { host } = usePlanPlace();
  const answer = useHostAnswer(host, 'plan.drift', { hostId: host.id });
  return (
    <Answered answer={answer} doing="Comparing what is active with what lasts">
      {(rows) => <Rows rows={rows} />}
    </Answered>
  );
}

function Rows({ rows }: { readonly rows: readonly DriftRow[] }) {
  const [all, setAll] = useState(false);
  const different = rows.filter((row) => row.state !== 'same');
  const listed = all ? rows : different;
  const { shown, more } = useGrowing(listed, 80);
  if (rows.length === 0)
    return (
      <EmptyState icon="layers" title="Nothing here lasts over a boot">
        This source tells of no persistent settings and no definitions.
      </EmptyState>
    );
  return (
    <div className="plan-drift">
      <div className="plan-drift-head">
        <span className="quiet">
          {different.length === 0
            ? `All ${rows.length} agree: the next boot brings what runs now.`
            : differWords(rows)}
        </span>
        <Toggle label="Show those that agree" checked={all} onChange={setAll} />
      </div>
      {listed.length > 0 && (
        <table>
          <colgroup>
            {['what', 'active', 'persistent', 'desired', 'meaning'].map((column) => (
              <col key={column} />
            ))}
          </colgroup>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Active now</th>
              <th scope="col">At next boot</th>
              <th scope="col">Wished</th>
              <th scope="col">What it means</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <Row key={`${row.family} ${row.what}`} row={row} />
            ))}
          </tbody>
        </table>
      )}
      {more}
    </div>
  );
}
