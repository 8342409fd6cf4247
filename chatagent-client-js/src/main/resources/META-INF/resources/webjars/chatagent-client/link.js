import { Backoff } from './backoff.js';
import { codeOf, isFinal, LOST, UNAUTHENTICATED } from './codes.js';
import { Commands } from './commands.js';
import { closed, refused, report, unreachable } from './problem.js';
import { Renewal } from './renewal.js';
import { Streams } from './streams.js';
import { Timers } from './timers.js';
import { signedOut, Tokens } from './tokens.js';

// How often credentials may be refused in a row before the client is.
const MAX_REFUSALS = 1;
// A connection that lasts so long counts as success; otherwise a server that drops each one would be hammered.
const STEADY_MS = 10_000;

// By our own clock only where the server does not say how long it is.
const leftOf = ({ expiresIn, expiresAt }) => (Number.isFinite(expiresIn) ? expiresIn * 1000 : Date.parse(expiresAt) - Date.now() || 0);

/** The connection that lasts: dials, authenticates, looks for signs of life, and comes back after what each end says. */
export class Link {
  state = 'idle';
  socket = null;
  commands;
  streams;
  #options;
  #backoff;
  #tokens;
  #renewal;
  #timers = new Timers();
  #refusals = 0;
  // The last token was refused, and no other has been accepted since.
  #stale = false;
  // Counts tries, so that a token that comes late opens nothing.
  #tries = 0;
  #waiting = [];

  constructor(options) {
    this.#options = options;
    this.#backoff = new Backoff(options.maxBackoff);
    this.#tokens = new Tokens(options);
    this.#renewal = new Renewal(this, this.#tokens, this.#timers, this.#backoff);
    this.commands = new Commands(options, () => this.#silent());
    this.streams = new Streams(this.commands);
  }

  connect() {
    if (this.state === 'closed') return Promise.reject(closed());
    if (this.state === 'online') return Promise.resolve();
    const online = new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
    if (this.state === 'idle' || this.state === 'refused') {
      this.#refusals = 0;
      this.#stale = false;
      this.#backoff.reset();
      if (this.#become('connecting')) this.#dial();
    }
    return online;
  }

  wake() {
    if (this.#timers.pending('retry')) this.#dial();
    else if (this.#timers.pending('heartbeat')) this.#heartbeat(0); // it may only look open
  }

  /** Goes on with this token from now on. */
  renew(token) {
    if (this.state !== 'online') return;
    this.authenticate(
      this.socket,
      token,
      (left) => this.#renewal.before(left),
      () => {},
    );
  }

  ping() {
    return new Promise((resolve, reject) => {
      if (this.state === 'online') this.commands.now({ type: 'ping' }, () => resolve(), reject);
      else reject(this.state === 'closed' ? closed() : unreachable());
    });
  }

  close() {
    if (this.state === 'closed') return;
    this.#tries++;
    const { socket } = this;
    this.#drop();
    socket?.close(1000);
    this.#become('closed', 1000);
    this.#tokens.close();
    this.streams.close();
    this.commands.close();
    this.#settle(({ reject }) => reject(closed()));
  }

  /** Answers whether it still is so: whoever is told may have closed, or connected anew. */
  #become(state, code = 0, reason = '') {
    if (this.state === state) return true;
    this.state = state;
    try {
      this.#options.onState({ state, code, reason });
    } catch (error) {
      report(error);
    }
    return this.state === state;
  }

  #settle(how, waiting = this.#waiting.splice(0)) {
    for (const each of waiting) how(each);
  }

  async #dial() {
    this.#timers.stop('retry');
    const attempt = ++this.#tries;
    const still = () => attempt === this.#tries && !this.socket && this.state !== 'closed';
    let token;
    try {
      token = await this.#tokens.ask(this.#stale ? 'refused' : 'connect');
    } catch (error) {
      if (!still()) return;
      if (signedOut(error)) this.#refused(UNAUTHENTICATED, error.message);
      else this.#comeBack(0, error?.message ?? '', (error?.retryAfter ?? 0) * 1000);
      return;
    }
    if (still()) this.#open(token);
  }

  #open(token) {
    const { WebSocket, url, connectTimeout } = this.#options;
    let socket;
    try {
      socket = new WebSocket(url, ['chatagent.v1']);
    } catch (error) {
      this.#refused(0, error.message); // an address that is none, or that the page may not open
      return;
    }
    this.socket = socket;
    this.#timers.start('open', connectTimeout, () => this.#silent());
    socket.onopen = () => {
      if (socket === this.socket) this.#opened(socket, token);
    };
    socket.onmessage = ({ data }) => this.#received(socket, data);
    // Not every Node says `close` after a handshake that broke off.
    socket.onerror = () => {
      if (socket === this.socket) this.#over(LOST, 'the connection failed');
    };
    socket.onclose = ({ code, reason }) => {
      if (socket === this.socket) this.#over(code, reason);
    };
  }

  #opened(socket, token) {
    this.commands.opened(socket);
    this.authenticate(
      socket,
      token,
      (left) => this.#online(left),
      (problem) => this.#leave(codeOf(problem), problem.detail, (problem.retryAfter ?? 0) * 1000),
    );
  }

  /** Tells of an answer that came over that very connection, and of no other. */
  authenticate(socket, token, ok, no) {
    this.commands.now(
      { type: 'auth', token },
      (answer) => {
        if (socket === this.socket) ok(leftOf(answer));
      },
      (problem) => {
        if (socket === this.socket && problem.status !== 0) no(problem);
      },
    );
  }

  #online(left) {
    this.#stale = false;
    this.#timers.stop('open');
    this.#timers.start('steady', STEADY_MS, () => {
      this.#backoff.reset();
      this.#refusals = 0;
    });
    this.#heartbeat();
    this.#renewal.before(left);
    if (!this.#become('online')) return;
    this.streams.online(); // first: what commands bring about is to be heard
    this.commands.online();
    this.#settle(({ resolve }) => resolve());
  }

  #heartbeat(ms = this.#options.heartbeat) {
    const again = () => {
      if (this.socket) this.#heartbeat();
    };
    this.#timers.start('heartbeat', ms, () => this.commands.now({ type: 'ping' }, again, again));
  }

  #received(socket, data) {
    let frames;
    try {
      frames = JSON.parse(data);
    } catch {
      return;
    }
    for (const frame of Array.isArray(frames) ? frames : [frames]) {
      if (socket !== this.socket) return; // a listener may have closed
      if (frame?.type === 'ok' || frame?.type === 'error') this.commands.answered(frame);
      else if (typeof frame?.stream === 'string' && Number.isSafeInteger(frame.seq)) this.streams.received(frame);
    }
  }

  // Nothing comes from the other end: it is dead, or the way to it.
  #silent() {
    if (this.socket) this.#leave(LOST, 'the server does not answer');
  }

  // The close handshake of a dead network can take minutes, so its end is not awaited.
  #leave(code, reason, atLeast = 0) {
    this.socket.close(1000);
    this.#over(code, reason, atLeast);
  }

  signedOut(reason) {
    const { socket } = this;
    this.#drop();
    socket.close(1000);
    this.#refused(UNAUTHENTICATED, reason);
  }

  #drop() {
    this.socket = null;
    this.#timers.stopAll();
    this.streams.lost(); // ahead of the answers that its commands do not get
    this.commands.lost();
  }

  #over(code, reason, atLeast = 0) {
    this.#drop();
    if (code === UNAUTHENTICATED && this.#refusals++ < MAX_REFUSALS) {
      this.#stale = true;
      if (this.#become(this.#reconnecting, code, reason)) this.#dial();
    } else if (isFinal(code)) {
      this.#refused(code, reason);
    } else {
      this.#comeBack(code, reason, atLeast);
    }
  }

  // Who never was online is still connecting.
  get #reconnecting() {
    return this.state === 'connecting' ? 'connecting' : 'reconnecting';
  }

  #comeBack(code, reason, atLeast) {
    if (!this.#become(this.#reconnecting, code, reason)) return;
    this.#timers.start('retry', this.#backoff.next(code, atLeast), () => this.#dial());
  }

  #refused(code, reason) {
    const waiting = this.#waiting.splice(0); // not who connects anew when told of it
    this.#become('refused', code, reason);
    this.#settle(({ reject }) => reject(refused(code, reason)), waiting);
  }
}
