import { busy, closed, ProblemError, tooLarge, unreachable } from './problem.js';

const MAX_BYTES = 64 * 1024;
const bytes = new TextEncoder();

/**
 * Commands that wait for their answer. Those that last wait for a connection, and are sent again on the next one when theirs
 * broke before the answer: what they ask for can be asked twice.
 */
export class Commands {
  #options;
  #onSilence;
  #pending = new Map();
  #socket = null;
  #online = false;
  #lastId = 0;

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
    for (const each of [...this.#pending.values()]) if (!each.sent) this.#transmit(each);
  }

  lost() {
    this.#socket = null;
    this.#online = false;
    for (const each of [...this.#pending.values()]) {
      clearTimeout(each.waiting);
      each.sent = false;
      if (!each.lasts) this.#refuse(each, unreachable());
    }
  }

  close() {
    this.#socket = null;
    this.#online = false;
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
    if (lasts) each.patience = setTimeout(() => this.#refuse(each, unreachable()), this.#options.patience);
    if (!lasts || this.#online) this.#transmit(each);
  }

  #transmit(each) {
    each.sent = true;
    this.#socket.send(each.frame);
    each.waiting = setTimeout(() => this.#onSilence(), this.#options.answerTimeout);
  }

  answered(frame) {
    const each = this.#take(frame.id);
    if (!each) return;
    if (frame.type === 'ok') each.ok(frame);
    else each.refused(new ProblemError(frame.error));
  }

  #refuse(each, problem) {
    if (this.#take(each.id)) each.refused(problem);
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
