import { copyButton, el } from '../../dom.js';
import { codeField, formOf, passwordField, usernameField } from '../../fields.js';
import { validateCode, validatePassword, wireForm, wireReveal } from '../../forms.js';
import { doneLine, fill, section, tag } from '../parts.js';

const inFours = (secret) => secret.replace(/(.{4})(?=.)/g, '$1 ');

/** The authenticator app: set up, proven with a code, removed with password and code. */
export function secondFactorSection({ account, api, onSecured }) {
  const box = el('div', { class: 'stack' });
  const done = doneLine('factor-done');
  const load = () => fill(box, api.secondFactor, (status) => (status.enabled ? on(status) : off()));

  function wired(form, wiring) {
    form.querySelectorAll('[data-reveal]').forEach(wireReveal);
    wireForm(form, { ...wiring, places: { bad_credentials: 'password', bad_second_factor: 'code' } });
    return form;
  }

  function off() {
    const form = formOf({ testid: 'enrol', action: 'Set up' }, usernameField(account.user.email), passwordField({ testid: 'enrol-password' }));
    wired(form, {
      validate: ({ password }) => validatePassword(password),
      async submit({ password }) {
        done.say('');
        box.replaceChildren(...enrolling(await api.enrol(password)));
        box.querySelector('input:not([aria-hidden])').focus();
      },
    });
    return [el('p', {}, tag('off'), ' Your password alone opens the account. To set up an app, enter it once more.'), form];
  }

  function enrolling({ secret, uri }) {
    const form = formOf(
      { testid: 'confirm-factor', action: 'Switch on', cancel: load },
      codeField({ label: 'Code that the app shows', testid: 'confirm-code', inputmode: 'numeric' }),
    );
    wired(form, {
      validate: validateCode,
      async submit({ code }) {
        const { recoveryCodes } = await api.confirmFactor(code);
        box.replaceChildren(...recovery(recoveryCodes));
        box.querySelector('h3').focus();
        onSecured();
      },
    });
    return [
      el('p', {}, 'Add this key to your authenticator app, by hand or with the link if the app is on this device.'),
      el('p', { class: 'secret' }, el('code', { data: { testid: 'factor-secret' } }, inFours(secret))),
      el(
        'p',
        { class: 'line' },
        copyButton('Copy key', () => secret),
        el('a', { href: uri, data: { testid: 'factor-link' } }, 'Open in an authenticator app'),
      ),
      form,
    ];
  }

  function recovery(codes) {
    return [
      el('h3', { tabindex: '-1' }, 'Your recovery codes'),
      el('p', {}, 'Each opens the account once when your phone is gone. Keep them somewhere safe: they are not shown again.'),
      el('ol', { class: 'codes', data: { testid: 'recovery-codes' } }, ...codes.map((code) => el('li', {}, el('code', {}, code)))),
      el(
        'p',
        { class: 'line' },
        copyButton('Copy codes', () => codes.join('\n')),
        el('button', { type: 'button', class: 'button primary', data: { testid: 'codes-kept' }, on: { click: load } }, 'I have kept them'),
      ),
    ];
  }

  function on({ recoveryCodes }) {
    const left = recoveryCodes === 1 ? 'one recovery code is left' : `${recoveryCodes} recovery codes are left`;
    const form = formOf(
      { testid: 'remove-factor', action: 'Remove', danger: true },
      usernameField(account.user.email),
      passwordField({ testid: 'remove-password' }),
      codeField({ label: 'Code of the app, or a recovery code', testid: 'remove-code' }),
    );
    wired(form, {
      validate: (values) => ({ ...validatePassword(values.password), ...validateCode(values) }),
      async submit({ password, code }) {
        await api.removeFactor(password, code);
        await load();
        done.say('The second factor is off.');
      },
    });
    return [
      el('p', { data: { testid: 'factor-on' } }, tag('on', 'ok'), ` Signing in asks for a code; ${left}.`),
      el('details', {}, el('summary', { data: { testid: 'remove-open' } }, 'Remove the second factor'), form),
    ];
  }

  load();
  return section(
    { title: 'Second factor', testid: 'factor-section', lead: 'An authenticator app on your phone, asked for at sign-in.' },
    box,
    done.line,
  );
}
