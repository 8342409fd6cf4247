import { el } from '../../dom.js';
import { deviceName, fullTimeOf } from '../../format.js';
import { action, doneLine, fill, section, tag } from '../parts.js';

/** Where one is signed in, and ending that. */
export function loginsSection({ api, onError }) {
  const box = el('div', { class: 'stack' });
  const done = doneLine('logins-done');
  const load = () => fill(box, api.logins, draw);

  function row(login) {
    const end = action({ label: 'Sign out', testid: 'end-login', onError, 'aria-label': `Sign out ${deviceName(login.device)}` }, async () => {
      await api.endLogin(login.id);
      done.say('That login has ended.');
      await load();
    });
    return el(
      'li',
      { class: 'row', data: { testid: 'login-item' } },
      el(
        'div',
        { class: 'row-text' },
        el('p', { class: 'row-title', title: login.device }, deviceName(login.device), ' ', login.current ? tag('this device', 'ok') : null),
        el('p', { class: 'row-note' }, [login.address, `last used ${fullTimeOf(login.lastUsedAt)}`].filter(Boolean).join(' · ')),
      ),
      login.current ? null : end,
    );
  }

  function draw({ items }) {
    const others = action({ label: 'Sign out everywhere else', testid: 'end-others', kind: 'button', onError }, async () => {
      const { ended } = await api.endOtherLogins();
      done.say(ended === 1 ? 'One login has ended.' : `${ended} logins have ended.`);
      await load();
    });
    const sorted = [...items].sort((a, b) => Number(b.current) - Number(a.current));
    return [el('ul', { class: 'rows' }, ...sorted.map(row)), items.length > 1 ? others : null].filter(Boolean);
  }

  load();
  const lead = 'Each browser and app that you are signed in with.';
  return { node: section({ title: 'Logins', testid: 'logins-section', lead }, box, done.line), load };
}
