import { el } from '../../dom.js';
import { field, formOf } from '../../fields.js';
import { wireForm } from '../../forms.js';
import { action, doneLine, fact, fill, section, tag } from '../parts.js';

/** Name, address, and whether the address is proven. */
export function profileSection({ account, api, onError, onRenamed }) {
  const box = el('div', { class: 'stack' });
  const done = doneLine('profile-done');

  function addressOf({ email, emailVerified }) {
    if (emailVerified) return [el('span', { class: 'break' }, email), ' ', tag('verified', 'ok')];
    const state = [el('span', { class: 'break' }, email), ' ', tag('not verified', 'warn')];
    // Only the owner in person may ask for the link.
    if (account.actingUntil !== null) return state;
    const send = action({ label: 'Send link', testid: 'send-verification', kind: 'link', onError }, async () => {
      await api.sendVerification();
      done.say('A link is on its way. Open it to verify your address; it works for 24 hours.');
    });
    return [...state, ' ', send];
  }

  function draw(user) {
    const name = field({
      label: 'Display name',
      name: 'displayName',
      testid: 'profile-name',
      dir: 'auto',
      autocomplete: 'name',
      maxlength: '80',
      value: user.displayName,
    });
    const form = formOf({ testid: 'profile', action: 'Save name' }, name);
    wireForm(form, {
      validate: ({ displayName }) => (displayName.trim() ? {} : { displayName: 'Enter a name.' }),
      async submit({ displayName }) {
        account.update(await api.rename(displayName.trim()));
        onRenamed();
        done.say('Saved.');
      },
    });
    const facts = el(
      'dl',
      { class: 'facts' },
      el('div', { class: 'fact', data: { testid: 'profile-address' } }, el('dt', {}, 'Address'), el('dd', {}, ...addressOf(user))),
      fact('Roles', ...user.roles.flatMap((role) => [tag(role), ' '])),
    );
    return [facts, form, done.line];
  }

  fill(box, api.profile, draw);
  return section({ title: 'Profile', testid: 'profile-section' }, box);
}
