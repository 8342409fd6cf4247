import { recovery } from '../api.js';
import { registration } from '../config.js';
import { $ } from '../dom.js';
import { validateAccount, validateCode, validateEmail, validateNewPassword, wireForm, wirePasswordRule, wireReveal } from '../forms.js';

const NAMES = ['login', 'code', 'register', 'setup', 'forgot', 'reset'];

const clean = ({ displayName, ...values }) => {
  const name = displayName?.trim();
  return { ...values, email: values.email.trim(), ...(name ? { displayName: name } : {}) };
};

function notice(name, text) {
  const box = $(`${name}-notice`);
  box.textContent = text ?? '';
  box.hidden = !text;
}

/** Sign in, register, a new password, and the set-up of the first administrator. */
export function authView({ account, onEntered, onReset, onBack }) {
  let linkToken = null;
  // What the code is the second half of; dropped as soon as it is used or left.
  let credentials = null;

  const entering = (action) => async (values) => {
    await action(values);
    linkToken = null;
    credentials = null;
    onEntered();
  };

  async function login(values) {
    credentials = clean(values);
    try {
      await account.login(credentials);
    } catch (error) {
      if (error.code !== 'second_factor_required') throw error;
      open('code');
      return;
    }
    credentials = null;
    onEntered();
  }

  async function forgot({ email }) {
    await recovery.request(email.trim());
    // The same for every address: it must not tell whether there is an account.
    notice('forgot', 'If this address has an account, a link is on its way. It works for 30 minutes.');
  }

  async function reset({ password }) {
    await recovery.reset(linkToken, password);
    linkToken = null;
    onReset();
  }

  const known = { validate: (values) => validateAccount(values, { newPassword: false }) };
  const fresh = { validate: (values) => validateAccount(values, { newPassword: true }) };
  const forms = {
    login: wireForm($('login-form'), { ...known, submit: login }),
    code: wireForm($('code-form'), {
      places: { bad_second_factor: 'code' },
      validate: validateCode,
      submit: entering(({ code }) => account.login({ ...credentials, totp: code.trim() })),
    }),
    register: wireForm($('register-form'), { ...fresh, submit: entering((values) => account.register(clean(values))) }),
    setup: wireForm($('setup-form'), {
      ...fresh,
      submit: entering((values) => account.setup({ token: linkToken, ...clean(values) })),
    }),
    forgot: wireForm($('forgot-form'), { validate: validateEmail, submit: forgot }),
    reset: wireForm($('reset-form'), { validate: ({ password }) => validateNewPassword(password), submit: reset }),
  };

  function open(name) {
    // Who mistyped the form and changes to the other one should not have to type the address again.
    const typed = NAMES.map((each) => $(`${each}-email`)?.value).find(Boolean) ?? credentials?.email ?? '';
    for (const each of NAMES) {
      $(`${each}-form`).hidden = each !== name;
      if (each !== name) forms[each].reset();
    }
    if (name !== 'code') credentials = null;
    notice('login');
    notice('forgot');
    const form = $(`${name}-form`);
    const { email, password } = form.elements;
    if (email && !email.value) email.value = typed;
    document.title = `${form.querySelector('h1').textContent} · chatagent`;
    ((email?.value && password) || form.querySelector('input')).focus();
  }

  document.querySelectorAll('#auth [data-reveal]').forEach(wireReveal);
  for (const name of ['register', 'setup', 'reset']) wirePasswordRule($(`${name}-password`));
  $('show-register').parentElement.hidden = !registration;
  $('show-register').addEventListener('click', () => open('register'));
  for (const id of ['show-forgot', 'reset-again']) $(id).addEventListener('click', () => open('forgot'));
  for (const button of document.querySelectorAll('[data-to-login]')) {
    button.addEventListener('click', () => {
      // A link may have been opened over a session that is still good.
      const followed = linkToken !== null;
      linkToken = null;
      open('login');
      if (followed) onBack();
    });
  }

  return {
    login(message, news) {
      open('login');
      notice('login', news);
      if (message) forms.login.error(message);
    },
    follow(kind, token) {
      linkToken = token;
      open(kind);
    },
    clear() {
      credentials = null;
      for (const name of NAMES) forms[name].reset();
    },
  };
}
