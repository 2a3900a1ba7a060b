// One line a measurement: what, ours, the named baseline, the ratio and whether it holds the floor.

/** Median of several timings: robust against the odd pause of a busy machine. */
export function median(values) {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)];
}

function time(milliseconds) {
  return milliseconds < 1 ? `${(milliseconds * 1000).toFixed(1)} us` : `${milliseconds.toFixed(1)} ms`;
}

/** `ours` and `baseline` in milliseconds of the same run; `floor` = least ratio that counts as kept. */
export function ratioLine({ name, ours, baseline, baselineName, floor }) {
  const ratio = baseline / ours;
  const kept = ratio >= floor;
  const verdict = kept ? 'kept' : 'MISSED';
  return {
    kept,
    text: `${verdict.padEnd(7)} ${name}: ${time(ours)}; ${baselineName}: ${time(baseline)}; ${ratio.toFixed(1)}x (at least ${floor}x)`,
  };
}

/** A bound that is no ratio: a size, or a time the eye can notice. */
export function boundLine({ name, value, bound, unit }) {
  const kept = value <= bound;
  const verdict = kept ? 'kept' : 'MISSED';
  return {
    kept,
    text: `${verdict.padEnd(7)} ${name}: ${value.toFixed(unit === 'B' ? 0 : 3)} ${unit} (at most ${bound} ${unit})`,
  };
}

export function printLines(title, lines) {
  console.log(`\n${title}`);
  for (const { text } of lines) console.log(`  ${text}`);
}
