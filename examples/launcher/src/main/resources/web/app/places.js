import { accountApi, adminApi } from './api.js';
import { $ } from './dom.js';
import { accountPlace } from './views/account/index.js';
import { peoplePlace } from './views/people/index.js';

const PLACES = {
  '#/account': ['Account', accountPlace],
  '#/people': ['People', peoplePlace],
  '#/people/audit': ['People', peoplePlace],
};

/** What the page shows beside chats. Nothing of a place outlives leaving it. */
export function places({ account, onError, onRenamed }) {
  const context = { account, api: accountApi(account), admin: adminApi(account), onError, onRenamed };

  function showing(title) {
    const open = title !== null;
    $('place').hidden = !open;
    $('thread-scroll').hidden = open;
    $('dock').hidden = open;
    view.title = title;
    for (const [link, hash] of [['account-link', '#/account'], ['people-link', '#/people']]) {
      if (open && location.hash.startsWith(hash)) $(link).setAttribute('aria-current', 'page');
      else $(link).removeAttribute('aria-current');
    }
  }

  const view = {
    title: null,
    /** Shows the place of this address; false where it is none. */
    open(hash) {
      if (!Object.hasOwn(PLACES, hash)) return false;
      const [title, build] = PLACES[hash];
      $('place-body').replaceChildren(...build(context, hash));
      showing(title);
      $('place').scrollTop = 0;
      return true;
    },
    leave() {
      if (view.title === null) return;
      $('place-body').replaceChildren();
      showing(null);
    },
  };
  return view;
}
