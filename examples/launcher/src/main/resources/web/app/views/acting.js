import { $ } from '../dom.js';

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

/** The bar that says, for as long as it lasts, that an administrator acts as somebody else. */
export function actingView(account) {
  let timer;

  function tick() {
    $('acting-left').textContent = clock(Math.max(0, Math.ceil((account.actingUntil - Date.now()) / 1000)));
  }

  account.on('acting', () => {
    clearInterval(timer);
    const acting = account.actingUntil !== null;
    $('acting').hidden = !acting;
    document.body.toggleAttribute('data-acting', acting);
    $('acting-name').textContent = acting ? account.user.email : '';
    if (!acting) return;
    tick();
    timer = setInterval(tick, 1000);
  });
  account.on('ended', () => {
    clearInterval(timer);
    $('acting').hidden = true;
    document.body.removeAttribute('data-acting');
  });
  $('acting-stop').addEventListener('click', () => account.stopActing());
}
