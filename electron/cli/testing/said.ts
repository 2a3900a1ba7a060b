/** The command line run in this process: what it printed, and its exit code. */
import { vi } from 'vitest';
import { runCli } from '../run.ts';

export interface Said {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function said(...args: readonly string[]): Promise<Said> {
  const texts = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((chunk) => {
      texts[name] += String(chunk);
      return true;
    }),
  );
  try {
    return { status: await runCli(args), ...texts };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
