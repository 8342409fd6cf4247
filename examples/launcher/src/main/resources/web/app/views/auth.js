import { registration } from '../config.js';
import { $ } from '../dom.js';
import { validateAccount, wireForm, wirePasswordRule, wireReveal } from '../forms.js';

const clean = ({ displayName, ...values }) => {
  const name = displayName?.trim();
  return { ...values, email: values.email.trim(), ...(name ? { displayName: name } : {}) };
};

/** Sign in, register, and the set-up of the first administrator. */
export function authView({ account, onEntered }) {
  const names = ['login', 'register', 'setup'];
  let setupToken = null;

  const entering = (action) => async (values) => {
    await action(clean(values));
    setupToken = null;
    onEntered();
  };

  const forms = {
    login: wireForm($('login-form'), {
      validate: (values) => validateAccount(values, { newPassword: false }),
      submit: entering((values) => account.login(values)),
    }),
    register: wireForm($('register-form'), {
      validate: (values) => validateAccount(values, { newPassword: true }),
      submit: entering((values) => account.register(values)),
    }),
    setup: wireForm($('setup-form'), {
      validate: (values) => validateAccount(values, { newPassword: true }),
      submit: entering((values) => account.setup({ token: setupToken, ...values })),
    }),
  };

  function open(name) {
    // Who mistyped the form and changes to the other one should not have to type the address again.
    const typed = names.map((each) => $(`${each}-email`).value).find(Boolean) ?? '';
    for (const each of names) {
      $(`${each}-form`).hidden = each !== name;
      if (each !== name) forms[each].reset();
    }
    const email = $(`${name}-email`);
    if (!email.value) email.value = typed;
    document.title = `${$(`${name}-form`).querySelector('h1').textContent} · chatagent`;
    (email.value ? $(`${name}-password`) : $(`${name}-form`).querySelector('input')).focus();
  }

  document.querySelectorAll('[data-reveal]').forEach(wireReveal);
  wirePasswordRule($('register-password'));
  wirePasswordRule($('setup-password'));
  $('show-register').parentElement.hidden = !registration;
  $('show-register').addEventListener('click', () => open('register'));
  $('show-login').addEventListener('click', () => open('login'));
  $('setup-to-login').addEventListener('click', () => open('login'));

  return {
    login(message) {
      open('login');
      if (message) forms.login.error(message);
    },
    setup(token) {
      setupToken = token;
      open('setup');
    },
    clear() {
      for (const name of names) forms[name].reset();
    },
  };
}
