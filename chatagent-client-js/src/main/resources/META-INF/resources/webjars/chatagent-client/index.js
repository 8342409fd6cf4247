import { Link } from './link.js';
import { ProblemError, SignedOutError } from './problem.js';
import { ListenedStream } from './stream.js';

export { ProblemError, SignedOutError };

const DEFAULTS = {
  heartbeat: 25_000,
  answerTimeout: 10_000,
  connectTimeout: 15_000,
  patience: 60_000,
  maxBackoff: 30_000,
  maxWaiting: 256,
  onState: () => {},
};

// randomUUID exists only in secure contexts.
function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What to tell the link when the network is back or the page is looked at again; answers how to stop. */
function watch(link) {
  const { document } = globalThis;
  if (!document) return () => {};
  const wake = () => {
    if (!document.hidden) link.wake();
  };
  globalThis.addEventListener('online', wake);
  document.addEventListener('visibilitychange', wake);
  return () => {
    globalThis.removeEventListener('online', wake);
    document.removeEventListener('visibilitychange', wake);
  };
}

/**
 * A connection to a chatagent server that lasts: it comes back after every interruption, and each stream goes on where it
 * was, with every event once and in order. `index.d.ts` describes all of it.
 */
export class ChatAgentClient {
  #link;
  #stopWatching;

  constructor(options) {
    if (typeof options?.credentials !== 'function') throw new TypeError('credentials is required: a function that gives an access token');
    const all = { WebSocket: globalThis.WebSocket, ...DEFAULTS, ...options, url: String(options.url) };
    if (!/^wss?:/i.test(all.url)) throw new TypeError(`A WebSocket's address begins with ws:// or wss://, not ${all.url}`);
    if (!all.WebSocket) throw new TypeError('There is no WebSocket here; Node has one since 22');
    this.#link = new Link(all);
    this.#stopWatching = watch(this.#link);
  }

  get state() {
    return this.#link.state;
  }

  connect() {
    const online = this.#link.connect();
    online.catch(() => {}); // whoever does not care for the promise hears it from onState
    return online;
  }

  wake() {
    this.#link.wake();
  }

  renew(token) {
    this.#link.renew(token);
  }

  subscribe(stream, listener) {
    const { since } = listener;
    if (since !== undefined && !(Number.isSafeInteger(since) && since >= 0)) {
      throw new TypeError(`A place in a stream is a whole number from 0, not ${since}`);
    }
    const listened = new ListenedStream(stream, listener, this.#link.streams);
    if (this.state === 'closed') listened.over = true;
    else this.#link.streams.add(listened);
    return listened.handle();
  }

  async send(session, content, { parent, key = uuid() } = {}) {
    this.#open();
    const what = Array.isArray(content) ? { parts: content } : { text: content };
    const { message, run } = await this.#link.commands.lasting({ type: 'send', session, ...what, parent, key });
    return { message, run };
  }

  async cancel(session, run) {
    this.#open();
    return (await this.#link.commands.lasting({ type: 'cancel', session, run })).run;
  }

  ping() {
    return this.#link.ping();
  }

  close() {
    this.#stopWatching();
    this.#link.close();
  }

  #open() {
    if (this.state === 'closed') throw new ProblemError({ status: 0, code: 'closed', detail: 'The client is closed.' });
  }
}
