/** What a client is doing about its connection. From `refused` only `connect()` leads on; `closed` is the end. */
export type State = 'idle' | 'connecting' | 'online' | 'reconnecting' | 'refused' | 'closed';

export interface StateChange {
  readonly state: State;
  /** What the last connection was closed with; 0 where there was none. */
  readonly code: number;
  /** For people; never a secret. */
  readonly reason: string;
}

/**
 * Why a token is asked for: `connect` any valid one will do; `expiring` the one in use ends soon, a later one keeps the
 * connection; `refused` the server has refused the last one, only a new one helps, and it is the reason until one is accepted.
 */
export type TokenReason = 'connect' | 'expiring' | 'refused';

export interface Options {
  /** E.g. `wss://chat.example.org/ws`. */
  readonly url: string | URL;
  /**
   * Gives an access token or API key. To throw `SignedOutError`, or anything with `status` 401, says that there will be none; to
   * throw anything else, that it is to be tried again, after `retryAfter` seconds if that is there; so does what is no text.
   */
  readonly credentials: (reason: TokenReason) => string | Promise<string>;
  /** Told of every change of state; may call `close` and `connect`. */
  readonly onState?: (change: StateChange) => void;
  /** Milliseconds between two signs of life that the server is asked for; default 25,000. */
  readonly heartbeat?: number;
  /** Milliseconds that an answer may take before the connection counts as dead; default 10,000. */
  readonly answerTimeout?: number;
  /** Milliseconds until a connection is authenticated, and until a token is there; default 15,000 each. */
  readonly connectTimeout?: number;
  /** Milliseconds that `send` and `cancel` may take over all tries, waits that the server asks for (429) included; default 60,000. */
  readonly patience?: number;
  /** Longest wait between two tries to connect, in milliseconds; default 30,000. */
  readonly maxBackoff?: number;
  /** How many commands may wait for an answer; default 256. */
  readonly maxWaiting?: number;
  /** Where there is no global one: Node before 22. */
  readonly WebSocket?: typeof WebSocket;
}

/** What a message is made of. There may be types that this version does not know. */
export type Part =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'file'; readonly file: string; readonly name: string; readonly mediaType: string; readonly size: number };

/** What a message is made of when it is sent; a file is named by its id, and was uploaded into the chat. */
export type DraftPart = { readonly type: 'text'; readonly text: string } | { readonly type: 'file'; readonly file: string };

/** Why a run or message failed, for the person in the chat. */
export interface Failure {
  readonly code: string;
  readonly message: string;
}

export interface Message {
  readonly id: string;
  readonly seq: number;
  readonly parent?: string;
  readonly role: 'user' | 'assistant' | 'tool';
  readonly parts: readonly Part[];
  readonly status: 'pending' | 'streaming' | 'complete' | 'interrupted' | 'cancelled' | 'failed';
  readonly createdAt: string;
  readonly run?: string;
  readonly error?: Failure;
}

export interface Run {
  readonly id: string;
  readonly messageId: string;
  readonly status: 'running' | 'completed' | 'failed' | 'cancelled' | 'interrupted';
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly usage?: { readonly inputTokens: number; readonly outputTokens: number };
  readonly error?: Failure;
}

export interface Session {
  readonly id: string;
  readonly title: string;
  readonly agent: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly messageCount: number;
}

/** An open connection of the person's own, on whichever node. */
export interface Connection {
  readonly id: string;
  readonly kind: 'websocket' | 'events';
  readonly connectedAt: string;
}

/** What each type of event carries. */
export interface EventData {
  'session.created': { readonly session: Session };
  'session.updated': { readonly session: Session };
  'session.deleted': { readonly sessionId: string };
  'message.created': { readonly message: Message };
  'message.delta': { readonly messageId: string; readonly text: string };
  'message.completed': { readonly message: Message };
  'run.started': { readonly run: Run };
  'run.completed': { readonly run: Run };
  'run.failed': { readonly run: Run };
  'run.cancelled': { readonly run: Run };
  'run.interrupted': { readonly run: Run };
  'presence.joined': { readonly connection: Connection };
  'presence.left': { readonly connection: Connection };
}

/** Something that happened, at its place in its stream. There may be types that this version does not know. */
export type StreamEvent = {
  [T in keyof EventData]: {
    readonly stream: string;
    /** Place in the stream: 1, 2, 3 … without a gap. */
    readonly seq: number;
    readonly type: T;
    readonly time: string;
    readonly data: EventData[T];
  };
}[keyof EventData];

/** Hears one stream. A call that answers a promise is waited for ahead of the next one; what is thrown is reported. */
export interface StreamListener {
  /** Listen to what comes after this place, e.g. the `seq` of a page of messages; absent: from now on. */
  readonly since?: number;
  /** Called once for each event, in order and without a gap, over reconnections too. */
  onEvent(event: StreamEvent): void | Promise<void>;
  /**
   * Called when the listener does not know what came before: when listening begins from now on, and when what was missed
   * is no longer kept. Events go on after `seq`. Read the state again over HTTP; a page of messages has a `seq` of its own:
   * subscribe again with that as `since`, as the page holds what happened up to it.
   */
  onReset?(seq: number): void | Promise<void>;
  /** Called last: the stream is gone, or not this person's, or there are too many. */
  onGone?(problem: ProblemError): void | Promise<void>;
}

export interface Subscription {
  readonly stream: string;
  /** Place of the last event that the listener has handled, to subscribe from later; unknown before there is one. */
  readonly seq: number | undefined;
  /** Ends it; no call of the listener begins after this. */
  close(): void;
}

export interface SendOptions {
  /** Id of the message that it follows; absent: the last one. */
  readonly parent?: string;
  /** The same key sends once; absent: one of its own. */
  readonly key?: string;
}

/** A connection that lasts: it comes back by itself, and each stream goes on with every event once and in order. */
export class ChatAgentClient {
  constructor(options: Options);
  readonly state: State;
  /** Connects and stays connected; in `refused` it tries anew. Fails once the client is refused or closed. */
  connect(): Promise<void>;
  /**
   * The network is back: ends the wait for the next try; a connection that looks open is asked for a sign of life at once, and counts as
   * dead when none comes within `answerTimeout`. In a page it happens by itself.
   */
  wake(): void;
  /** Goes on with a token that was renewed elsewhere; without it `credentials` is asked in time. */
  renew(token: string): void;
  /** An older subscription of the same stream is ended. */
  subscribe(stream: 'user' | `session:${string}`, listener: StreamListener): Subscription;
  /**
   * Sends a text, or text and files, now or as soon as there is a connection, and again after one that broke before the answer; it arrives once.
   * Fails with a `ProblemError`; `unreachable` means that it may have been stored, and that the same key is safe.
   */
  send(session: string, content: string | readonly DraftPart[], options?: SendOptions): Promise<{ readonly message: Message; readonly run: Run }>;
  /** Stops a run; like `send`, it waits for a connection. */
  cancel(session: string, run: string): Promise<Run>;
  /** Asks for a sign of life; fails at once when there is no connection. */
  ping(): Promise<void>;
  /** Ends everything: what waits fails with `closed`, and nothing of it keeps a Node process alive. */
  close(): void;
}

export interface ProblemField {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

/**
 * A command that was refused (RFC 9457) or not answered. `status` is 0 when it is the client that says so, with the codes
 * `unreachable`, `busy`, `payload_too_large`, `refused` and `closed`.
 */
export class ProblemError extends Error {
  constructor(problem?: { status?: number; code?: string; detail?: string; retryAfter?: number });
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string;
  /** Seconds until the same call can succeed, where that is known. */
  readonly retryAfter: number | undefined;
  readonly errors: readonly ProblemField[];
}

/** To be thrown by `credentials` when there is no token any more. */
export class SignedOutError extends Error {
  constructor(message?: string);
}
