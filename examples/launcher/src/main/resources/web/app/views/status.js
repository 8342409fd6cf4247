import { $ } from '../dom.js';
import { errorText } from '../format.js';

const TEXTS = {
  off: '',
  connecting: 'Connecting…',
  online: 'Connected',
  reconnecting: 'Reconnecting…',
  offline: 'You are offline',
  refused: 'Disconnected. Reload the page.',
};

export function connectionView(realtime) {
  const show = (state) => {
    $('connection').dataset.state = state;
    $('connection-text').textContent = TEXTS[state];
    $('connection').title = TEXTS[state];
  };
  realtime.on('state', show);
  show(realtime.state);
}

/** The bar for errors that belong to no field. */
export function errorBar() {
  const box = $('error-box');
  let unreachable = false;
  const hide = () => {
    box.hidden = true;
  };
  $('error-close').addEventListener('click', hide);
  return {
    show(error) {
      // A session that ended brings the sign-in form, which says so itself.
      if (error.status === 401) return;
      $('error-text').textContent = typeof error === 'string' ? error : errorText(error);
      unreachable = Boolean(error.unreachable);
      delete box.dataset.kind;
      box.hidden = false;
    },
    /** Good news, in the same place. */
    tell(text) {
      $('error-text').textContent = text;
      unreachable = false;
      box.dataset.kind = 'news';
      box.hidden = false;
    },
    reached() {
      if (unreachable) hide();
    },
    hide,
  };
}
