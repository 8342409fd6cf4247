import { Emitter } from './emitter.js';
import { ApiError, unreachable } from './http.js';

const REPLY_MS = 10_000;
const OPEN_MS = 15_000;
const PING_MS = 25_000;
const STEADY_MS = 10_000;
const CATCH_UP_MS = 5_000;
const HELD_MAX = 2_000;
const REFUSED = 4501;

/**
 * One WebSocket, any number of streams. Each stream hands out its events exactly once and in order, over
 * disconnections too. Emits `state`: off, connecting, online, reconnecting, offline, refused.
 */
export class Realtime extends Emitter {
  state = 'off';
  #account;
  #wanted = false;
  #dialing = false;
  #ready = false;
  #socket = null;
  #streams = new Map();
  #pending = new Map();
  #nextId = 1;
  #attempts = 0;
  #refusals = 0;
  #retryTimer;
  #openTimer;
  #steadyTimer;
  #pingTimer;

  constructor(account) {
    super();
    this.#account = account;
    account.on('token', (token) => this.#renew(token));
    window.addEventListener('online', () => this.#wake());
    window.addEventListener('offline', () => {
      if (this.#wanted && !this.#ready) this.#setState('offline');
    });
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.#wake();
    });
  }

  start() {
    this.#wanted = true;
    this.#attempts = 0;
    this.#refusals = 0;
    this.#dial();
  }

  stop() {
    this.#wanted = false;
    this.#streams.clear();
    clearTimeout(this.#retryTimer);
    const socket = this.#socket;
    this.#drop();
    socket?.close(1000);
    this.#setState('off');
  }

  /**
   * `since` is the position already known, or undefined to begin with what comes next. `onReset` means the page
   * must read the state again: the events between cannot be had.
   */
  subscribe(stream, { since, onEvent, onReset, onGone }) {
    const entry = { stream, last: since, held: new Map(), resuming: false, onEvent, onReset, onGone };
    this.#streams.set(stream, entry);
    this.#resume(entry);
  }

  unsubscribe(stream) {
    const entry = this.#streams.get(stream);
    if (!entry) return;
    clearTimeout(entry.timer);
    this.#streams.delete(stream);
    if (this.#ready) this.#command({ type: 'unsubscribe', stream }).catch(() => {});
  }

  #setState(state) {
    if (this.state === state) return;
    this.state = state;
    this.emit('state', state);
  }

  async #dial() {
    if (!this.#wanted || this.#socket || this.#dialing) return;
    clearTimeout(this.#retryTimer);
    this.#dialing = true;
    if (this.state === 'off') this.#setState('connecting');
    let token;
    try {
      token = await this.#account.token();
    } catch (error) {
      if (error.status !== 401) this.#later(error.retryAfter);
      return;
    } finally {
      this.#dialing = false;
    }
    if (!this.#wanted || this.#socket) return;
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/ws`, ['chatagent.v1']);
    this.#socket = socket;
    this.#openTimer = setTimeout(() => this.#abandon(socket), OPEN_MS);
    socket.onopen = () => this.#opened(socket, token);
    socket.onmessage = ({ data }) => this.#received(data);
    socket.onclose = ({ code }) => this.#closed(socket, code);
  }

  async #opened(socket, token) {
    try {
      await this.#command({ type: 'auth', token });
    } catch (error) {
      if (socket !== this.#socket) return;
      if (error.status === 401 || error.status === 403) {
        socket.close(1000);
        this.#closed(socket, REFUSED);
      } else {
        this.#abandon(socket);
      }
      return;
    }
    if (socket !== this.#socket) return;
    clearTimeout(this.#openTimer);
    this.#ready = true;
    this.#setState('online');
    // Only a connection that lasts counts as success; otherwise a server that drops each one would be hammered.
    this.#steadyTimer = setTimeout(() => {
      this.#attempts = 0;
      this.#refusals = 0;
    }, STEADY_MS);
    this.#pingTimer = setInterval(() => {
      this.#command({ type: 'ping' }).catch(() => this.#abandon(socket));
    }, PING_MS);
    for (const entry of this.#streams.values()) this.#resume(entry);
  }

  // The close handshake of a dead network can take minutes, so its end is not awaited.
  #abandon(socket) {
    if (socket !== this.#socket) return;
    socket.close(4000);
    this.#closed(socket, 4000);
  }

  #closed(socket, code) {
    if (socket !== this.#socket) return;
    this.#drop();
    if (!this.#wanted) return;
    if (code === REFUSED) this.#refused();
    else if (code >= 4500 && code <= 4999) this.#setState('refused');
    else this.#later();
  }

  #drop() {
    this.#socket = null;
    this.#ready = false;
    clearTimeout(this.#openTimer);
    clearTimeout(this.#steadyTimer);
    clearInterval(this.#pingTimer);
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(unreachable());
    }
    this.#pending.clear();
    for (const entry of this.#streams.values()) {
      clearTimeout(entry.timer);
      entry.resuming = false;
      entry.target = undefined;
      entry.held.clear();
    }
  }

  async #refused() {
    this.#setState('reconnecting');
    if (this.#refusals++ > 0) {
      this.#account.refused();
      return;
    }
    try {
      await this.#account.refresh();
      this.#dial();
    } catch (error) {
      if (error.status !== 401) this.#later(error.retryAfter);
    }
  }

  #later(atLeastSeconds = 0) {
    if (!this.#wanted) return;
    this.#setState(navigator.onLine ? 'reconnecting' : 'offline');
    const ceiling = Math.min(30_000, 500 * 2 ** Math.min(this.#attempts++, 10));
    // Many pages lose their server at the same moment; the jitter keeps them from coming back at the same moment.
    const delay = Math.max(atLeastSeconds * 1000, ceiling * (0.5 + Math.random() / 2));
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => this.#dial(), delay);
  }

  #wake() {
    if (!this.#wanted || this.#ready || this.state === 'refused') return;
    if (navigator.onLine && this.state === 'offline') this.#setState('reconnecting');
    this.#dial();
  }

  #renew(token) {
    if (!this.#ready) return;
    const socket = this.#socket;
    this.#command({ type: 'auth', token }).catch(() => this.#abandon(socket));
  }

  #command(command) {
    const socket = this.#socket;
    if (!socket || socket.readyState !== WebSocket.OPEN) return Promise.reject(unreachable());
    const id = String(this.#nextId++);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(unreachable());
      }, REPLY_MS);
      this.#pending.set(id, { resolve, reject, timer });
      socket.send(JSON.stringify({ id, ...command }));
    });
  }

  #received(data) {
    let frames;
    try {
      frames = JSON.parse(data);
    } catch {
      return;
    }
    for (const frame of Array.isArray(frames) ? frames : [frames]) {
      if (frame?.type === 'ok' || frame?.type === 'error') this.#answered(frame);
      else if (frame?.stream && Number.isInteger(frame.seq)) this.#event(frame);
    }
  }

  #answered(frame) {
    const waiting = this.#pending.get(String(frame.id));
    if (!waiting) return;
    this.#pending.delete(String(frame.id));
    clearTimeout(waiting.timer);
    if (frame.type === 'ok') waiting.resolve(frame);
    else waiting.reject(new ApiError(frame.error?.status ?? 500, frame.error, frame.error?.retryAfter));
  }

  #event(event) {
    const entry = this.#streams.get(event.stream);
    if (!entry || (entry.last !== undefined && event.seq <= entry.last)) return;
    // Held rather than dropped: a replay and live events may arrive interleaved.
    entry.held.set(event.seq, event);
    if (entry.last === undefined) return;
    this.#deliver(entry);
    if (entry.held.size > HELD_MAX) this.#lost(entry);
    else if (entry.held.size > 0 && !entry.resuming) this.#resume(entry);
  }

  #deliver(entry) {
    for (let next; (next = entry.held.get(entry.last + 1)); ) {
      entry.held.delete(next.seq);
      entry.last = next.seq;
      entry.onEvent(next);
      if (this.#streams.get(entry.stream) !== entry) return;
    }
    this.#settle(entry);
  }

  async #resume(entry) {
    if (!this.#ready || entry.resuming) return;
    const socket = this.#socket;
    const begins = entry.last === undefined;
    entry.resuming = true;
    clearTimeout(entry.timer);
    let reply;
    try {
      reply = await this.#command({ type: 'subscribe', stream: entry.stream, since: entry.last });
    } catch (error) {
      if (!this.#current(entry, socket)) return;
      entry.resuming = false;
      if (error.status === 404 || error.status === 403) entry.onGone?.(error);
      else entry.timer = setTimeout(() => this.#resume(entry), (error.retryAfter ?? 2) * 1000);
      return;
    }
    if (!this.#current(entry, socket)) return;
    if (begins) {
      entry.last = reply.seq ?? 0;
      for (const seq of entry.held.keys()) if (seq <= entry.last) entry.held.delete(seq);
      entry.resuming = false;
      this.#deliver(entry);
      entry.onReset?.();
    } else if (reply.recovered === false) {
      this.#lost(entry, reply.seq);
    } else {
      // The replay may follow the reply; only when it stays away is the position lost.
      entry.target = reply.seq ?? entry.last;
      entry.timer = setTimeout(() => this.#lost(entry, entry.target), CATCH_UP_MS);
      this.#settle(entry);
    }
  }

  #settle(entry) {
    if (entry.target === undefined || entry.last < entry.target || entry.held.size > 0) return;
    clearTimeout(entry.timer);
    entry.target = undefined;
    entry.resuming = false;
  }

  #current(entry, socket) {
    return this.#streams.get(entry.stream) === entry && this.#socket === socket;
  }

  #lost(entry, seq) {
    clearTimeout(entry.timer);
    // A server that began anew may answer with a lower position; its word counts.
    entry.last = seq ?? Math.max(entry.last, ...entry.held.keys());
    entry.target = undefined;
    entry.held.clear();
    entry.resuming = false;
    entry.onReset?.();
  }
}
