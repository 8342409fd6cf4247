import { $, el, nextFrame } from '../dom.js';
import { dayGroup, errorText, fullTimeOf, titleOf } from '../format.js';

const narrow = matchMedia('(max-width: 56rem)');

/** The list of chats; on a narrow screen it is a drawer. */
export function sidebarView({ chats, current, onNew, onError }) {
  const app = $('app');
  const list = $('chat-list');
  const items = new Map();
  let scheduled = false;

  function itemOf(session) {
    let item = items.get(session.id);
    if (!item) {
      item = el('a', { class: 'chat', dir: 'auto', href: `#/chat/${encodeURIComponent(session.id)}`, data: { testid: 'chat-item', chatId: session.id } });
      item.addEventListener('click', () => drawer(false));
      items.set(session.id, item);
    }
    const title = titleOf(session);
    if (item.textContent !== title) item.textContent = title;
    item.title = `${title}\n${fullTimeOf(session.updatedAt)}`;
    if (session.id === current()) item.setAttribute('aria-current', 'page');
    else item.removeAttribute('aria-current');
    return item;
  }

  function render() {
    scheduled = false;
    const sessions = chats.sorted();
    const groups = new Map();
    for (const session of sessions) {
      const day = dayGroup(session.updatedAt);
      if (!groups.has(day)) groups.set(day, []);
      groups.get(day).push(el('li', {}, itemOf(session)));
    }
    const focused = list.contains(document.activeElement) ? document.activeElement : null;
    list.replaceChildren(
      ...[...groups].map(([day, entries]) => {
        const id = `day-${day.toLowerCase().replaceAll(' ', '-')}`;
        return el('section', { 'aria-labelledby': id }, el('h2', { id, class: 'day' }, day), el('ul', {}, ...entries));
      }),
    );
    focused?.focus({ preventScroll: true });
    for (const id of items.keys()) if (!chats.get(id)) items.delete(id);
    $('chat-list-empty').hidden = !chats.loaded || sessions.length > 0;
    $('more-chats').hidden = !chats.next;
    const failed = $('chat-list-error');
    failed.hidden = !chats.error || chats.loaded;
    if (chats.error) failed.firstElementChild.textContent = errorText(chats.error);
  }

  function refresh() {
    if (scheduled) return;
    scheduled = true;
    nextFrame(render);
  }

  function drawer(open) {
    const overlay = open && narrow.matches;
    app.dataset.drawer = open ? 'open' : 'closed';
    $('menu').setAttribute('aria-expanded', String(open));
    $('main').inert = overlay;
    if (overlay) $('new-chat').focus();
    else if ($('sidebar').contains(document.activeElement) && narrow.matches) $('menu').focus();
  }

  chats.on('change', refresh);
  $('new-chat').addEventListener('click', () => {
    drawer(false);
    onNew();
  });
  for (const link of ['account-link', 'people-link']) $(link).addEventListener('click', () => drawer(false));
  $('menu').addEventListener('click', () => drawer(true));
  $('drawer-close').addEventListener('click', () => drawer(false));
  $('scrim').addEventListener('click', () => drawer(false));
  $('chat-list-retry').addEventListener('click', () => chats.load());
  $('sidebar').addEventListener('keydown', (event) => {
    if (event.key === 'Escape') drawer(false);
  });
  narrow.addEventListener('change', () => drawer(false));
  $('more-chats').addEventListener('click', async ({ currentTarget }) => {
    currentTarget.disabled = true;
    try {
      await chats.loadMore();
    } catch (error) {
      onError(error);
    } finally {
      currentTarget.disabled = false;
    }
  });

  return { refresh, close: () => drawer(false) };
}

export function showUser(user) {
  const name = user?.displayName || user?.email || '';
  $('user-name').textContent = name;
  $('user-email').textContent = user && name !== user.email ? user.email : '';
  $('places').hidden = !user?.roles.includes('admin');
  $('avatar').textContent = ([...name.trim()][0] ?? '').toUpperCase();
}
