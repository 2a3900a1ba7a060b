/** Median milliseconds of each, run in turns after one round to warm up: what else the machine does then slows all alike. */
export function timedInTurns(works: readonly (() => void)[], rounds: number): number[] {
  const times: number[][] = works.map(() => []);
  for (let round = -1; round < rounds; round++)
    for (const [at, work] of works.entries()) {
      const start = performance.now();
      work();
      if (round >= 0) times[at]!.push(performance.now() - start);
    }
  return times.map((list) => list.sort((left, right) => left - right)[Math.floor(list.length / 2)]!);
}

export function timed(work: () => void, runs: number): number {
  return timedInTurns([work], runs)[0]!;
}
