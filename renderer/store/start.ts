/** Connects the page to the engine and keeps the mirror current, also across a broken connection. */
import type { EventPayloads } from '../../shared/contract.ts';
import { call, sentenceOf, setClient } from './api.ts';
import { connect, onConnection, reconnect } from './connect.ts';
import { dismissRefusal } from './notices.ts';
import { followAddress, useRoute } from './route.ts';
import { followEngine, rememberHost, useStudio } from './studio.ts';

let onAction: (payload: EventPayloads['app.action']) => void = () => {};

/** The one receiver of actions chosen outside the page (native menu). */
export function receiveActions(receiver: typeof onAction): void {
  onAction = receiver;
}

function lose(thrown: unknown): void {
  useStudio.setState({ connection: 'lost', connectionReason: sentenceOf(thrown) });
}

let connecting = false;
async function connectOnce(): Promise<void> {
  if (connecting) return;
  connecting = true;
  try {
    const client = await connect();
    setClient(client);
    const { refetch } = followEngine(client);
    client.on('app.action', (payload) => onAction(payload));
    onConnection(({ state, reason }) => {
      useStudio.setState({ connection: state === 'connected' ? 'ready' : state, connectionReason: reason });
      if (state === 'connected') refetch().catch(lose);
    });
    useStudio.setState({ info: await call('app.info', {}) });
    await refetch();
    useStudio.setState({ connection: 'ready', connectionReason: null });
  } catch (thrown) {
    connecting = false;
    lose(thrown);
  }
}

export async function startStudio(): Promise<void> {
  followAddress();
  rememberHost();
  // A refusal answers a gesture in one view; taken into another it answers nothing.
  useRoute.subscribe((now, before) => {
    if (now.view !== before.view) dismissRefusal();
  });
  await connectOnce();
}

/** The button of the banner: tries at once, also when the first connection never came about. */
export function tryAgain(): void {
  if (connecting) reconnect();
  else {
    useStudio.setState({ connection: 'connecting', connectionReason: null });
    void connectOnce();
  }
}
