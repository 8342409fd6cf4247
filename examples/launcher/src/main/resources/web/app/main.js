import { Account } from './account.js';
import { Announcer } from './announcer.js';
import { chatApi, recovery } from './api.js';
import { Chats } from './chats.js';
import { $, el } from './dom.js';
import { filesApi } from './files.js';
import { errorText, titleOf } from './format.js';
import { uuid } from './http.js';
import { takeLink } from './links.js';
import { places } from './places.js';
import { Realtime } from './realtime.js';
import { Thread } from './thread.js';
import { actingView } from './views/acting.js';
import { authView } from './views/auth.js';
import { composerView } from './views/composer.js';
import { closeConfirmations } from './views/confirm.js';
import { dialogs } from './views/dialogs.js';
import { searchView } from './views/search.js';
import { showUser, sidebarView } from './views/sidebar.js';
import { connectionView, errorBar } from './views/status.js';
import { threadView } from './views/thread.js';

const POLL_MS = 5_000;
const NEW = 'new';

const account = new Account();
const api = chatApi(account);
const realtime = new Realtime(account);
const chats = new Chats(api);
const announcer = new Announcer();

let current = null;
let thread = null;
let leaving = false;
// A link's form is shown; what a request that was under way finds must not replace it.
let following = false;
// What following a link gave, until there is a place to say it.
let news = null;

const errors = errorBar();
connectionView(realtime);
const auth = authView({ account, onEntered: enter, onReset: passwordSet, onBack: boot });
const sidebar = sidebarView({ chats, current: () => current, onNew: openNew, onError: errors.show });
const search = searchView({ api, onChosen: () => sidebar.close() });
const files = filesApi(account);
const composer = composerView({ onSend: send, onStop: stop, files, chat: () => current });
const view = threadView({
  announcer,
  onAgain: (question) => composer.suggest(question.text, question.files),
  onError: errors.show,
  onRunning: (run, stopping) => composer.running(Boolean(run), stopping),
  onSave: async (file) => {
    try {
      await files.save(current, file);
    } catch (error) {
      errors.show(error);
    }
  },
});
const modal = dialogs({ chats });
const place = places({ account, onError: errors.show, onRenamed: () => showUser(account.user) });
actingView(account);

realtime.on('state', (state) => {
  if (state !== 'online') return;
  composer.reached();
  errors.reached();
});

function showView(name) {
  document.body.dataset.view = name;
  for (const each of ['boot', 'auth', 'app']) $(each).hidden = each !== name;
  $('skip-link').hidden = name !== 'app';
}

// ---- entering and leaving

async function boot() {
  following = false;
  const link = takeLink();
  if (link && link.kind !== 'verify') {
    openLink(link);
    return;
  }
  if (link) news = await verify(link.token);
  try {
    const restored = await account.restore();
    if (following) return;
    if (restored) enter();
    else leave();
  } catch (error) {
    if (following) return;
    if (error.passing) waitForServer(error);
    else leave(errorText(error));
  }
}

function openLink({ kind, token }) {
  following = true;
  realtime.stop();
  showView('auth');
  auth.follow(kind, token);
}

async function verify(token) {
  try {
    await recovery.verify(token);
    return { text: 'Your address is verified.' };
  } catch (error) {
    return { text: errorText(error), bad: true };
  }
}

function tellNews() {
  if (!news) return;
  if (news.bad) errors.show(news.text);
  else errors.tell(news.text);
  news = null;
}

function passwordSet() {
  account.end('reset');
  following = false;
  leave(undefined, 'Your new password is set. Sign in with it.');
}

function waitForServer(error) {
  showView('boot');
  $('boot-text').textContent = error.status === 429 ? errorText(error) : 'The server cannot be reached. Trying again by itself…';
  const retry = $('boot-retry');
  retry.hidden = false;
  const again = () => {
    clearTimeout(timer);
    retry.removeEventListener('click', again);
    boot();
  };
  const timer = setTimeout(again, Math.max((error.retryAfter ?? 0) * 1000, 2_000 + Math.random() * 3_000));
  retry.addEventListener('click', again);
}

function enter() {
  following = false;
  errors.hide();
  auth.clear();
  showUser(account.user);
  showView('app');
  chats.load();
  realtime.start();
  realtime.subscribe('user', { onEvent: userEvent, onReset: () => chats.load() });
  loadAgents();
  route();
  tellNews();
}

/** Nothing of who was here stays. */
function clear() {
  realtime.stop();
  closeThread();
  chats.clear();
  composer.forget();
  modal.close();
  closeConfirmations();
  errors.hide();
  search.clear();
  sidebar.close();
  place.leave();
  showUser(null);
  current = null;
  view.show(null);
}

function leave(message, good) {
  clear();
  showView('auth');
  auth.login(news?.bad ? news.text : message, news?.bad ? undefined : (news?.text ?? good));
  news = null;
}

function userEvent(event) {
  if (event.type === 'account.signed_out') account.end('revoked');
  else chats.apply(event);
}

account.on('ended', (reason) => {
  if (reason === 'logout') history.replaceState(null, '', location.pathname);
  leave(reason === 'logout' ? undefined : 'You have been signed out. Sign in again to go on.');
});
account.on('switched', () => location.reload());
account.on('acting', () => {
  clear();
  history.replaceState(null, '', account.actingUntil === null ? '#/people' : '#/');
  enter();
});

$('logout').addEventListener('click', async () => {
  if (leaving) return;
  leaving = true;
  try {
    await account.logout();
  } catch (error) {
    errors.show(error);
  } finally {
    leaving = false;
  }
});

// ---- which chat is open

function route() {
  if (place.open(location.hash)) {
    openPlace();
    return;
  }
  place.leave();
  const match = /^#\/chat\/([\w-]+)$/.exec(location.hash);
  if (match) openChat(match[1]);
  else showNew();
}

function openPlace() {
  closeThread();
  current = null;
  view.show(null);
  errors.hide();
  drawHeader();
  if (!matchMedia('(pointer: coarse)').matches) $('place').focus({ preventScroll: true });
}

window.addEventListener('hashchange', async () => {
  const link = takeLink();
  if (link && link.kind !== 'verify') {
    openLink(link);
    return;
  }
  if (link) news = await verify(link.token);
  if (account.user && !following) {
    route();
    tellNews();
  } else if (link && !following) {
    leave();
  }
});

// On a touch screen the focus brings the keyboard, which covers half of the page; there the reader asks for it.
function focusWhereHarmless() {
  if (!matchMedia('(pointer: coarse)').matches) composer.focus();
}

function closeThread() {
  thread?.close();
  thread = null;
}

function openNew() {
  if (location.hash && location.hash !== '#/') location.hash = '#/';
  else showNew();
  composer.focus();
}

function showNew() {
  place.leave();
  closeThread();
  current = null;
  view.show(null);
  composer.open(NEW);
  errors.hide();
  drawHeader();
  focusWhereHarmless();
}

function openChat(id) {
  if (id === current && thread) return;
  closeThread();
  place.leave();
  current = id;
  errors.hide();
  thread = new Thread(id, { api, realtime });
  thread.on('gone', () => vanished(id));
  view.show(thread);
  composer.open(id);
  drawHeader();
  focusWhereHarmless();
  if (!chats.get(id)) chats.find(id).catch(() => {});
  return thread.load();
}

function vanished(id) {
  if (id !== current) return;
  history.replaceState(null, '', '#/');
  chats.drop(id);
  showNew();
  errors.show('This chat does not exist any more.');
}

function drawHeader() {
  const session = chats.get(current);
  const title = place.title ?? (current ? titleOf(session) : 'New chat');
  $('chat-title').textContent = current && !session && !chats.loaded ? '' : title;
  document.title = `${title} · chatagent`;
  $('chat-actions').hidden = !session;
  $('agent-choice').hidden = current !== null || $('agent-select').options.length < 2;
  sidebar.refresh();
}

chats.on('change', drawHeader);
chats.on('removed', (id) => {
  if (id !== current) return;
  history.replaceState(null, '', '#/');
  showNew();
});

$('rename-chat').addEventListener('click', () => modal.rename(chats.get(current)));
$('delete-chat').addEventListener('click', () => modal.remove(chats.get(current)));
$('skip-link').addEventListener('click', (event) => {
  // The fragment names the open chat, so the link moves the focus itself.
  event.preventDefault();
  if (place.title === null) composer.focus();
  else $('place').focus();
});

async function loadAgents() {
  const select = $('agent-select');
  try {
    const { items } = await api.agents();
    select.replaceChildren(...items.map(({ name, isDefault }) => el('option', { value: name, selected: Boolean(isDefault) }, name)));
  } catch {
    // Without the list a chat begins with the agent the server prefers.
    select.replaceChildren();
  }
  drawHeader();
}

// ---- talking

// Kept until it succeeds, so that a second try after a lost answer makes no second chat.
let creating = null;

async function send(text, key, attachments) {
  view.follow();
  let target = thread;
  if (!target) {
    // A chat comes into being with its first message, so that looking around leaves no empty chats behind.
    const select = $('agent-select');
    const agent = select.options.length > 1 ? select.value : undefined;
    if (!creating || creating.agent !== agent) creating = { agent, key: uuid() };
    const session = await chats.create(agent, creating.key);
    creating = null;
    history.pushState(null, '', `#/chat/${encodeURIComponent(session.id)}`);
    const opening = openChat(session.id);
    target = thread;
    await opening;
  }
  await target.send(text, key, await attachments.stored(target.id));
  chats.touch(target.id);
}

async function stop() {
  try {
    await thread?.stop();
  } catch (error) {
    errors.show(error);
  }
}

// Where WebSockets do not get through, a running answer still arrives, in larger steps.
setInterval(() => {
  if (thread?.activeRun && realtime.state !== 'online' && realtime.state !== 'offline' && !document.hidden) thread.load();
}, POLL_MS);

boot();
