// Drives clients of the package for a test: orders come as lines of JSON, and everything that happens is told as lines of JSON.
import { createInterface } from 'node:readline';

const { ChatAgentClient, SignedOutError } = await import(process.argv[2]);
const clients = new Map();
const questions = new Map();
let lastQuestion = 0;

const tell = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function ask(client, reason) {
  const question = ++lastQuestion;
  tell({ client, kind: 'token', question, reason });
  return new Promise((resolve, reject) => questions.set(question, { resolve, reject }));
}

function open({ client, url, options }) {
  const reactions = new Map();
  const told = ({ state, code }) => {
    tell({ client, kind: 'state', state, code });
    const reaction = reactions.get(state);
    reactions.delete(state);
    reaction?.();
  };
  clients.set(client, {
    reactions,
    subscriptions: new Map(),
    client: new ChatAgentClient({
      ...options,
      url,
      credentials: (reason) => ask(client, reason),
      onState: told,
    }),
  });
}

function subscribe(entry, { client, stream, since, throws, delay }) {
  const hears = (kind, more) => tell({ client, kind, stream, ...more });
  entry.subscriptions.set(
    stream,
    entry.client.subscribe(stream, {
      since: since < 0 ? undefined : since,
      onEvent(event) {
        hears('event', { seq: event.seq, type: event.type });
        if (throws) throw new Error('as asked');
        return delay ? pause(delay) : undefined;
      },
      onReset: (seq) => hears('reset', { seq }),
      onGone: (problem) => hears('gone', { seq: problem.status, type: problem.code }),
    }),
  );
}

function answer(client, call, promise) {
  promise.then(
    (result) => tell({ client, kind: 'answer', call, ok: result ?? '' }),
    (error) => tell({ client, kind: 'answer', call, error: error.code ?? String(error) }),
  );
}

const orders = {
  open,
  connect: ({ client }) => void clients.get(client).client.connect(),
  wake: ({ client }) => clients.get(client).client.wake(),
  when({ client, call, state, what }) {
    const entry = clients.get(client);
    entry.reactions.set(state, () => answer(client, call, Promise.resolve(entry.client[what]())));
  },
  subscribe: (order) => subscribe(clients.get(order.client), order),
  unsubscribe: ({ client, stream }) => clients.get(client).subscriptions.get(stream).close(),
  send({ client, call, chat, text, file }) {
    const content = file ? [{ type: 'text', text }, { type: 'file', file }] : text;
    answer(client, call, clients.get(client).client.send(chat, content).then(({ message }) => message.id));
  },
  ping: ({ client, call }) => answer(client, call, clients.get(client).client.ping()),
  close: ({ client }) => clients.get(client).client.close(),
  token({ question, token, over }) {
    const { resolve, reject } = questions.get(question);
    questions.delete(question);
    if (over === undefined) resolve(token ?? undefined);
    else reject(over ? new SignedOutError() : new Error('no token just now'));
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  orders[order.do](order);
}
// Without orders and with every client closed nothing may keep the process alive.
