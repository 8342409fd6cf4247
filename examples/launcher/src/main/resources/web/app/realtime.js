import { ChatAgentClient } from '../vendor/chatagent-client/index.js';
import { Emitter } from './emitter.js';

const UNAUTHENTICATED = 4501;

/**
 * The page's connection: the client of the package, with the account's tokens and the browser's word on the network. Emits
 * `state`: off, connecting, online, reconnecting, offline, refused.
 */
export class Realtime extends Emitter {
  state = 'off';
  #account;
  #client = null;
  #subscriptions = new Map();

  constructor(account) {
    super();
    this.#account = account;
    account.on('token', (token) => this.#client?.renew(token));
    for (const change of ['online', 'offline']) window.addEventListener(change, () => this.#show());
  }

  start() {
    if (this.#client) return;
    const client = new ChatAgentClient({
      url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`,
      credentials: (reason) => this.#token(reason),
      onState: ({ state, code }) => {
        if (client === this.#client) this.#changed(state, code);
      },
    });
    this.#client = client;
    client.connect();
  }

  stop() {
    const client = this.#client;
    this.#client = null;
    this.#subscriptions.clear();
    client?.close();
    this.#set('off');
  }

  /** As the client's `subscribe`; `unsubscribe` ends it by the name of the stream. */
  subscribe(stream, listener) {
    if (this.#client) this.#subscriptions.set(stream, this.#client.subscribe(stream, listener));
  }

  unsubscribe(stream) {
    this.#subscriptions.get(stream)?.close();
    this.#subscriptions.delete(stream);
  }

  async #token(reason) {
    // The server may end the connection before it has answered that the session is over.
    if (this.#account.leaving) throw new Error('The person is signing out');
    // Who acts for somebody else has one token and no other.
    const fresh = reason === 'refused' || (reason === 'expiring' && this.#account.actingUntil === null);
    if (fresh) await this.#account.refresh();
    return this.#account.token();
  }

  #changed(state, code) {
    // The session is over, or that of whom an administrator acts for: the account knows which.
    if (state === 'refused' && code === UNAUTHENTICATED) this.#account.refused();
    else this.#show();
  }

  #show() {
    const state = this.#client?.state ?? 'off';
    const lost = state === 'connecting' || state === 'reconnecting';
    if (state === 'idle' || state === 'closed') this.#set('off');
    else this.#set(lost && !navigator.onLine ? 'offline' : state);
  }

  #set(state) {
    if (this.state === state) return;
    this.state = state;
    this.emit('state', state);
  }
}
