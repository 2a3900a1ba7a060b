/** Opens an address in the user's browser, where there is a screen to show one. */
import { spawn } from 'node:child_process';

/** Null when a browser can be shown; otherwise why not, as the end of a sentence. */
export function noBrowserReason(environment: NodeJS.ProcessEnv = process.env): string | null {
  if (process.platform !== 'linux') return null;
  if (environment.DISPLAY || environment.WAYLAND_DISPLAY) return null;
  return 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)';
}

function opener(address: string): readonly [program: string, args: readonly string[]] {
  if (process.platform === 'darwin') return ['open', [address]];
  // rundll32 takes the address as it is; `cmd /c start` would read its & as the end of a command.
  if (process.platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', address]];
  return ['xdg-open', [address]];
}

/** `failed` is called when no browser could be started; one that starts and then fails says so itself. */
export function openBrowser(address: string, failed: () => void): void {
  const [program, args] = opener(address);
  spawn(program, args, { stdio: 'ignore', detached: true }).on('error', failed).unref();
}
