/** The web host and the page's connection to it; what people do in the views has specs of its own. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

interface RawAnswer {
  readonly type: string;
  readonly id?: number;
  readonly name?: string;
  readonly error?: { readonly code: string };
  readonly value?: unknown;
  readonly payload?: unknown;
}

/** Sends frames over a socket of its own in the page and gives what came back until `count` frames did. */
async function talk(page: Page, frames: readonly object[], count: number): Promise<RawAnswer[]> {
  return page.evaluate(
    ([sent, wanted]) =>
      new Promise<RawAnswer[]>((resolve, reject) => {
        const socket = new WebSocket(`ws://${location.host}/socket`);
        const received: RawAnswer[] = [];
        socket.addEventListener('open', () => sent.forEach((frame) => socket.send(JSON.stringify(frame))));
        socket.addEventListener('error', () => reject(new Error('no socket')));
        socket.addEventListener('message', ({ data }) => {
          received.push(JSON.parse(String(data)) as RawAnswer);
          if (received.length < wanted) return;
          socket.close();
          resolve(received);
        });
      }),
    [frames, count] as const,
  );
}

const call = (id: number, name: string, input: object = {}) => ({ type: 'call', id, name, input });

test('the start screen appears and the token leaves the address', async ({ page, studio }) => {
  await page.goto(studio.newAddress());
  await expect(page).toHaveTitle(/Passthrough Studio/);
  await expect(page.locator('#root > *').first()).toBeVisible();
  expect(page.url()).not.toContain('token');
});

test('an address works once, a reload keeps the session', async ({ page, studio, browser }) => {
  const address = studio.newAddress();
  await page.goto(address);
  await page.reload();
  await expect(page.locator('#root > *').first()).toBeVisible();
  const stranger = await (await browser.newContext()).newPage();
  const answer = await stranger.goto(address);
  expect(answer?.status()).toBe(403);
  await expect(stranger.getByText('This address was used already')).toBeVisible();
  await stranger.context().close();
});

test('unknown commands and bad input are typed errors', async ({ page, studio }) => {
  await page.goto(studio.newAddress());
  const answers = await talk(page, [call(1, 'shell.run'), call(2, 'files.list', { folder: 7 })], 2);
  expect(answers.map(({ id, error }) => [id, error?.code])).toEqual([
    [1, 'unknown-command'],
    [2, 'bad-request'],
  ]);
});

test('a page elsewhere on this machine cannot open the socket', async ({ page, studio, context }) => {
  await page.goto(studio.newAddress());
  await context.route('http://localhost:1/', (route) => route.fulfill({ body: '<p>elsewhere</p>' }));
  await page.goto('http://localhost:1/');
  const outcome = await page.evaluate(
    (port) =>
      new Promise((resolve) => {
        const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`);
        socket.addEventListener('open', () => resolve('open'));
        socket.addEventListener('error', () => resolve('refused'));
      }),
    studio.port,
  );
  expect(outcome).toBe('refused');
});

test('two pages follow one workspace; a revision gap is mended by the whole view', async ({
  page,
  studio,
  context,
}) => {
  await page.goto(studio.newAddress());
  const opened = await talk(page, [call(1, 'workspace.openExample', { id: 'z16-lpar', discard: false })], 2);
  const [asked] = await talk(page, [call(1, 'workspace.view')], 1);
  const whole = asked?.value as { revision: number };
  expect(opened.find(({ type }) => type === 'event')).toMatchObject({
    name: 'workspace.patches',
    payload: { revision: whole.revision },
  });
  const host = 'lpar-crypto01';
  await expect(page.getByText(host).first()).toBeVisible();
  // A page that joins late starts from the whole view.
  const second = await context.newPage();
  let lost = 0;
  await second.routeWebSocket(/\/socket$/, (route) => {
    const server = route.connectToServer();
    server.onMessage((message) => {
      // The first change after the page is there never arrives.
      if (lost === 0 && String(message).includes('"workspace.patches"')) lost++;
      else route.send(message);
    });
  });
  await second.goto(studio.newAddress());
  await expect(second.getByText(host).first()).toBeVisible();
  const view = whole as unknown as { view: { workspace: { hosts: { id: string }[] } } };
  const hostId = view.view.workspace.hosts[0]?.id ?? '';
  await talk(page, [call(1, 'host.rename', { hostId, name: 'renamed-host' })], 2);
  await expect(page.getByText('renamed-host').first()).toBeVisible();
  await expect(second.getByText('renamed-host')).toHaveCount(0);
  expect(lost).toBe(1);
  const guest = { family: 'ap', op: 'createGuest', name: 'after-gap', hue: 1, type: 'passthrough' };
  const edits = [{ ...guest, uuid: '11111111-2222-4333-8444-555555555555' }];
  await talk(page, [call(1, 'workspace.edit', { hostId, label: 'Add a guest', edits })], 2);
  await expect(second.getByText('renamed-host').first()).toBeVisible();
});

test('a broken connection is mended and what was missed is caught up with', async ({ page, studio }) => {
  let sockets = 0;
  let cut: () => Promise<void> = () => Promise.resolve();
  await page.routeWebSocket(/\/socket$/, (route) => {
    sockets++;
    route.connectToServer();
    cut = () => route.close();
  });
  await page.goto(studio.newAddress());
  await expect(page.locator('#root > *').first()).toBeVisible();
  await expect.poll(() => sockets).toBe(1);
  await cut();
  await expect.poll(() => sockets).toBe(2);
  // `talk` opens a socket of its own, which this page's route counts too.
  await talk(page, [call(1, 'workspace.openExample', { id: 'z16-lpar', discard: false })], 2);
  await expect(page.getByText('lpar-crypto01').first()).toBeVisible();
});

test('a page says when the engine was started anew and does not know it any more', async ({
  page,
  studio,
}) => {
  await page.goto(studio.newAddress());
  await expect(page.locator('#root > *').first()).toBeVisible();
  await studio.restart();
  await expect(page.getByText('does not know this page')).toBeVisible();
});
