/** What no page may do, whatever it contains: leave, open windows, embed, ask for permissions. */
import { app, session } from 'electron';
import { isOwnPage } from './scheme.ts';

// Writing text to the clipboard after a click ("Copy commands") is the one thing the page needs.
const ALLOWED_PERMISSIONS: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** Before any window exists. */
export function denyNavigation(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event, url) => {
      if (!isOwnPage(url)) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

/** After the app is ready. */
export function denyPermissions(): void {
  const allowed = (permission: string, url: string) => ALLOWED_PERMISSIONS.has(permission) && isOwnPage(url);
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(allowed(permission, details.requestingUrl)),
  );
  session.defaultSession.setPermissionCheckHandler((_contents, permission, origin) =>
    // Origins come with and without the closing slash.
    allowed(permission, `${origin.replace(/\/$/, '')}/`),
  );
}
