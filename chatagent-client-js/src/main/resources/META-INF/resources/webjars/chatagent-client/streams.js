import { TOO_MANY } from './codes.js';

const MAX_ASKING = 16;
const AGAIN_S = 2;

const passes = ({ status }) => status === 0 || status === 401 || status >= 500;
const waitOf = ({ retryAfter }) => (retryAfter ?? AGAIN_S) * 1000;

/** The streams that are listened to, and how each gets to where the server is. */
export class Streams {
  #commands;
  #streams = new Map();
  #todo = [];
  #asking = 0;
  // How many may be asked for at once. The server counts commands: who was told to wait goes on one by one.
  #window = MAX_ASKING;
  #waiting = false;
  // Counts connections, so that an answer of an old one is none.
  #round = 0;
  #online = false;
  #timers = new Set();

  constructor(commands) {
    this.#commands = commands;
  }

  add(stream) {
    this.#streams.get(stream.name)?.close();
    this.#streams.set(stream.name, stream);
    this.resume(stream);
  }

  remove(stream) {
    if (!this.#current(stream)) return;
    this.#streams.delete(stream.name);
    this.mute(stream);
  }

  /** The server need not send what nobody takes. */
  mute(stream) {
    if (!this.#online) return;
    this.#commands.now(
      { type: 'unsubscribe', stream: stream.name },
      () => {},
      (problem) => {
        if (problem.status === TOO_MANY) this.#later(waitOf(problem), () => this.#muteStill(stream));
      },
    );
  }

  // Another listener may have come meanwhile, or this one may go on.
  #muteStill(stream) {
    const now = this.#streams.get(stream.name);
    if (now === undefined || (now === stream && stream.full)) this.mute(stream);
  }

  online() {
    this.#online = true;
    for (const stream of this.#streams.values()) this.resume(stream);
  }

  lost() {
    this.#online = false;
    this.#round++;
    this.#asking = 0;
    this.#waiting = false;
    this.#todo = [];
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    for (const stream of this.#streams.values()) stream.asking = false;
  }

  close() {
    this.lost();
    for (const stream of [...this.#streams.values()]) stream.close();
    this.#streams.clear();
  }

  received(event) {
    const stream = this.#streams.get(event.stream);
    if (stream && !stream.offer(event)) this.resume(stream);
  }

  resume(stream) {
    if (!this.#online || stream.asking || stream.full) return;
    stream.asking = true;
    this.#todo.push(stream);
    this.#pump();
  }

  #pump() {
    while (!this.#waiting && this.#asking < this.#window && this.#todo.length > 0) {
      const stream = this.#todo.shift();
      if (this.#current(stream)) this.#ask(stream);
    }
    if (this.#todo.length === 0) this.#window = MAX_ASKING;
  }

  #current(stream) {
    return this.#streams.get(stream.name) === stream;
  }

  #ask(stream) {
    const round = this.#round;
    this.#asking++;
    const answered = (then) => {
      if (round !== this.#round) return;
      this.#asking--;
      if (this.#current(stream)) then();
      this.#pump();
    };
    this.#commands.now(
      { type: 'subscribe', stream: stream.name, since: stream.taken },
      (answer) => answered(() => stream.begin(answer.recovered !== false, answer.seq ?? 0)),
      (problem) => answered(() => this.#refused(stream, problem)),
    );
  }

  // What the server says of the stream ends it; what it says of the moment is waited out.
  #refused(stream, problem) {
    const wait = waitOf(problem);
    if (problem.status === TOO_MANY) {
      this.#todo.unshift(stream);
      this.#pause(wait);
    } else if (passes(problem)) {
      this.#later(wait, () => {
        stream.asking = false;
        if (this.#current(stream)) this.resume(stream);
      });
    } else {
      this.#streams.delete(stream.name);
      stream.gone(problem);
    }
  }

  #pause(ms) {
    this.#window = 1;
    if (this.#waiting) return;
    this.#waiting = true;
    this.#later(ms, () => {
      this.#waiting = false;
      this.#pump();
    });
  }

  #later(ms, work) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    this.#timers.add(timer);
  }
}
