/** Progress of the build scripts: on stderr, because stdout belongs to results. */
export function say(script, sentence) {
  process.stderr.write(`${script}: ${sentence}\n`);
}

export function seconds(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}
