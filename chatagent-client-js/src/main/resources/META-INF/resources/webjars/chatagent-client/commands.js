import { TOO_MANY } from './codes.js';
import { busy, closed, ProblemError, tooLarge, unreachable } from './problem.js';

const MAX_BYTES = 64 * 1024;
// Of those that last, unanswered on one connection: the server counts commands.
const MAX_SENT = 16;
const bytes = new TextEncoder();

/**
 * Commands that wait for their answer. Those that last wait for a connection, and are sent again on the next one when theirs
 * broke before the answer: what they ask for can be asked twice. Who is told to wait by the server waits, as long as the patience
 * lasts, and all go on one by one after that.
 */
export class Commands {
  #options;
  #onSilence;
  #pending = new Map();
  #socket = null;
  #online = false;
  #lastId = 0;
  #window = MAX_SENT;
  #pause;

  /** @param onSilence called when an answer does not come in time */
  constructor(options, onSilence) {
    this.#options = options;
    this.#onSilence = onSilence;
  }

  opened(socket) {
    this.#socket = socket;
  }

  online() {
    this.#online = true;
    this.#pump();
  }

  #pump() {
    const waiting = [...this.#pending.values()].filter(({ lasts }) => lasts);
    const next = waiting.filter(({ sent }) => !sent);
    if (next.length === 0) this.#window = MAX_SENT;
    if (!this.#online || this.#pause !== undefined) return;
    const sent = waiting.length - next.length;
    for (const each of next.slice(0, Math.max(0, this.#window - sent))) this.#transmit(each);
  }

  #offline() {
    this.#socket = null;
    this.#online = false;
    this.#window = MAX_SENT;
    clearTimeout(this.#pause);
    this.#pause = undefined;
  }

  lost() {
    this.#offline();
    for (const each of [...this.#pending.values()]) {
      clearTimeout(each.waiting);
      each.sent = false;
      if (!each.lasts) this.#refuse(each, unreachable());
    }
  }

  close() {
    this.#offline();
    for (const each of [...this.#pending.values()]) this.#refuse(each, closed());
  }

  /**
   * Asks on this connection or not at all. Callbacks and no promise: what follows the answer in the same frame must already
   * meet what the answer changed.
   */
  now(command, ok, refused) {
    if (this.#socket) this.#ask(command, false, ok, refused);
    else refused(unreachable());
  }

  /** Asks on this connection or on a later one, until the patience ends. */
  lasting(command) {
    const { maxWaiting } = this.#options;
    if (this.#pending.size >= maxWaiting) return Promise.reject(busy(maxWaiting));
    return new Promise((resolve, reject) => this.#ask(command, true, resolve, reject));
  }

  #ask(command, lasts, ok, refused) {
    const id = `c${++this.#lastId}`;
    const frame = JSON.stringify({ ...command, id });
    // The server would close, and again after each try.
    if (frame.length > MAX_BYTES || bytes.encode(frame).length > MAX_BYTES) {
      refused(tooLarge(MAX_BYTES));
      return;
    }
    const each = { id, frame, lasts, ok, refused, sent: false };
    this.#pending.set(id, each);
    if (lasts) {
      const { patience } = this.#options;
      each.until = performance.now() + patience;
      each.patience = setTimeout(() => this.#refuse(each, unreachable()), patience);
      this.#pump();
    } else {
      this.#transmit(each);
    }
  }

  #transmit(each) {
    each.sent = true;
    this.#socket.send(each.frame);
    each.waiting = setTimeout(() => this.#onSilence(), this.#options.answerTimeout);
  }

  answered(frame) {
    const each = this.#pending.get(frame.id);
    if (!each) return;
    const problem = frame.type === 'ok' ? undefined : new ProblemError(frame.error);
    if (problem && this.#postponed(each, problem)) return;
    this.#take(frame.id);
    if (problem) each.refused(problem);
    else each.ok(frame);
    this.#pump();
  }

  // It has done nothing yet, and keeps its place and its key.
  #postponed(each, { status, retryAfter }) {
    const wait = retryAfter * 1000;
    if (status !== TOO_MANY || !each.lasts || !(wait > 0 && performance.now() + wait < each.until)) return false;
    clearTimeout(each.waiting);
    each.sent = false;
    this.#window = 1;
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      this.#pump();
    }, wait);
    return true;
  }

  #refuse(each, problem) {
    if (!this.#take(each.id)) return;
    each.refused(problem);
    this.#pump();
  }

  #take(id) {
    const each = this.#pending.get(id);
    if (each) {
      this.#pending.delete(id);
      clearTimeout(each.waiting);
      clearTimeout(each.patience);
    }
    return each;
  }
}
