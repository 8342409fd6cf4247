import { Emitter } from './emitter.js';
import { uuid } from './http.js';

const LAST = Number.MAX_SAFE_INTEGER;
const CALM_MS = 30_000;

export const isOpen = (message) => message.status === 'pending' || message.status === 'streaming';

const textOf = (message) =>
  (message.parts ?? [])
    .filter((part) => part.type === 'text')
    .map((part) => part.text)
    .join('\n\n');

const filesOf = (message) => (message.parts ?? []).filter((part) => part.type === 'file');

/**
 * One open chat: its messages and runs, from a snapshot and the events after it.
 * Emits `change` (ids of changed messages, or undefined for all), `state` and `gone`.
 */
export class Thread extends Emitter {
  state = 'loading';
  error = null;
  older;
  stopping = null;
  #api;
  #realtime;
  #messages = new Map();
  #runs = new Map();
  #version = 0;
  #closed = false;
  #resets = 0;
  #lastReset = 0;
  #resetTimer;

  constructor(id, { api, realtime }) {
    super();
    this.id = id;
    this.#api = api;
    this.#realtime = realtime;
  }

  get stream() {
    return `session:${this.id}`;
  }

  sorted() {
    return [...this.#messages.values()].sort((a, b) => a.seq - b.seq);
  }

  get(id) {
    return this.#messages.get(id);
  }

  get activeRun() {
    return [...this.#runs.values()].findLast((run) => run.status === 'running') ?? null;
  }

  runOf(message) {
    return this.#runs.get(message.run) ?? [...this.#runs.values()].findLast((run) => run.messageId === message.id) ?? null;
  }

  // A run can end before it has written anything; then no message tells how it went.
  get unspokenEnd() {
    const run = [...this.#runs.values()].at(-1);
    if (!run || run.status === 'running' || run.status === 'completed') return null;
    const spoken = [...this.#messages.values()].some(
      (message) => message.role === 'assistant' && (message.run === run.id || message.id === run.messageId),
    );
    return spoken ? null : run;
  }

  async load() {
    const version = ++this.#version;
    this.#realtime.unsubscribe(this.stream);
    let page;
    try {
      page = await this.#api.messages(this.id);
    } catch (error) {
      if (version !== this.#version || this.#closed) return;
      if (error.status === 404) {
        this.emit('gone');
        return;
      }
      this.error = error;
      // What is on the page already is worth more than an error in its place.
      if (this.state === 'loading') this.#setState('error');
      else this.#scheduleReset(error.retryAfter ?? 5);
      return;
    }
    if (version !== this.#version || this.#closed) return;
    this.#adopt(page);
    this.error = null;
    this.#setState('ready');
    this.emit('change');
    this.#realtime.subscribe(this.stream, {
      since: page.seq ?? 0,
      onEvent: (event) => this.#apply(event),
      onReset: () => this.#reset(),
      onGone: () => this.emit('gone'),
    });
  }

  retry() {
    this.#setState('loading');
    return this.load();
  }

  async loadOlder() {
    const version = this.#version;
    const page = await this.#api.messages(this.id, this.older);
    if (version !== this.#version || this.#closed) return;
    for (const message of page.items) if (!this.#messages.has(message.id)) this.#put(message);
    this.older = page.nextCursor;
    this.emit('change');
  }

  async send(text, key = uuid(), files = []) {
    const shown = files.map(({ id, name, size }) => ({ file: id, name, size }));
    const local = { id: `local-${key}`, seq: LAST, role: 'user', text, files: shown, status: 'pending', local: true };
    this.#messages.set(local.id, local);
    this.emit('change');
    try {
      const { message, run } = await this.#api.sendMessage(this.id, text, key, files);
      this.#messages.delete(local.id);
      if (message && !this.#messages.has(message.id)) this.#put(message);
      this.#putRun(run);
    } catch (error) {
      this.#messages.delete(local.id);
      throw error;
    } finally {
      this.emit('change');
    }
  }

  async stop() {
    const run = this.activeRun;
    if (!run || this.stopping === run.id) return;
    this.stopping = run.id;
    this.emit('change', []);
    try {
      const answer = await this.#api.cancelRun(this.id, run.id);
      this.#putRun(answer?.run);
    } catch (error) {
      this.stopping = null;
      // It ended by itself meanwhile.
      if (error.status === 404 || error.status === 409) await this.load();
      else throw error;
    } finally {
      this.emit('change', []);
    }
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#resetTimer);
    this.#realtime.unsubscribe(this.stream);
  }

  #setState(state) {
    this.state = state;
    this.emit('state');
  }

  #put(message) {
    this.#messages.set(message.id, { ...message, text: textOf(message), files: filesOf(message) });
  }

  // The answer to a request can arrive after the events that already ended the run.
  #putRun(run) {
    if (!run) return;
    const known = this.#runs.get(run.id);
    if (known && known.status !== 'running' && run.status === 'running') return;
    this.#runs.set(run.id, run);
    if (run.status !== 'running' && this.stopping === run.id) this.stopping = null;
  }

  #adopt(page) {
    const kept = page.items.some((message) => this.#messages.has(message.id));
    if (!kept) {
      const local = [...this.#messages.values()].filter((message) => message.local);
      this.#messages = new Map(local.map((message) => [message.id, message]));
      this.older = page.nextCursor;
    } else {
      // Older pages stay, but what the new page spans and no longer holds is gone.
      const first = page.items[0].seq;
      for (const message of this.#messages.values()) {
        if (message.seq >= first && !message.local) this.#messages.delete(message.id);
      }
    }
    for (const message of page.items) this.#put(message);
    for (const run of this.#runs.values()) {
      if (run.status === 'running' && run.id !== page.activeRun?.id) this.#runs.delete(run.id);
    }
    this.#putRun(page.activeRun);
    if (this.stopping && this.stopping !== page.activeRun?.id) this.stopping = null;
  }

  #apply({ type, data }) {
    switch (type) {
      case 'message.created':
        if (data.message.role === 'user') this.#dropLocalTwin(data.message);
        this.#put(data.message);
        this.emit('change');
        break;
      case 'message.delta': {
        const message = this.#messages.get(data.messageId);
        if (!message) return;
        message.text += data.text;
        if (message.status === 'pending') message.status = 'streaming';
        this.emit('change', [message.id]);
        break;
      }
      case 'message.completed':
        this.#put(data.message);
        this.emit('change', [data.message.id]);
        break;
      case 'run.started':
      case 'run.completed':
      case 'run.failed':
      case 'run.cancelled':
      case 'run.interrupted':
        this.#putRun(data.run);
        this.emit('change', this.#messageIdsOf(data.run));
        break;
      default:
    }
  }

  #messageIdsOf(run) {
    return [...this.#messages.values()]
      .filter((message) => message.run === run.id || message.id === run.messageId)
      .map((message) => message.id);
  }

  // The event may overtake the answer to the request that caused it; the message must not show twice meanwhile.
  #dropLocalTwin(message) {
    const text = textOf(message).trim();
    for (const local of this.#messages.values()) {
      if (local.local && local.text.trim() === text) {
        this.#messages.delete(local.id);
        return;
      }
    }
  }

  #reset() {
    const now = Date.now();
    this.#resets = now - this.#lastReset < CALM_MS ? this.#resets + 1 : 0;
    this.#lastReset = now;
    if (this.#resets === 0) this.load();
    else this.#scheduleReset(Math.min(30, 2 ** this.#resets * 0.5));
  }

  #scheduleReset(seconds) {
    clearTimeout(this.#resetTimer);
    this.#resetTimer = setTimeout(() => this.load(), seconds * 1000);
  }
}
