/** The desktop program: what is set up, in this order. */
import { app, BrowserWindow } from 'electron';
import { guardClose } from './desktop/close-guard.ts';
import { desktopEngine } from './desktop/engine.ts';
import { serveIpc } from './desktop/ipc.ts';
import { installMenu } from './desktop/menu.ts';
import { openAtStart, openLaterFiles } from './desktop/open-files.ts';
import { registerScheme, serveRenderer } from './desktop/protocol.ts';
import { denyNavigation, denyPermissions } from './desktop/security.ts';
import { openWindow } from './desktop/window.ts';
import { shippedFolder } from './host-paths.ts';

function start(): void {
  app.enableSandbox();
  registerScheme();
  denyNavigation();
  const engine = desktopEngine(__dirname);
  const connect = serveIpc(engine);
  openLaterFiles(engine);

  const open = () =>
    openWindow({
      bundleFolder: __dirname,
      prepare(window) {
        connect(window.webContents);
        guardClose(window, engine);
      },
    });

  void app.whenReady().then(async () => {
    serveRenderer(shippedFolder(__dirname, 'renderer'));
    denyPermissions();
    installMenu(engine);
    await openAtStart(engine);
    open();
    app.on('activate', () => {
      if (BrowserWindow.getAllWindows().length === 0) open();
    });
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
}

// A second start hands its file to the first one (second-instance) and ends.
if (app.requestSingleInstanceLock()) start();
else app.quit();
