import { passwordMin } from './config.js';
import { errorText, wait } from './format.js';

// Servers name fields as `email`, `/email` or `body.email`; the last part is the name of the input.
const lastPart = (field) => String(field ?? '').split(/[/.]/).pop();

function showFieldError(form, name, message) {
  const slot = form.querySelector(`[data-error-for="${CSS.escape(name)}"]`);
  const found = form.elements.namedItem(name);
  // Boxes of one name are a list; the first stands for them all.
  const input = found instanceof RadioNodeList ? found[0] : found;
  if (!slot || !input) return false;
  slot.textContent = message;
  slot.hidden = false;
  input.setAttribute('aria-invalid', 'true');
  return true;
}

export function clearErrors(form) {
  for (const slot of form.querySelectorAll('[data-error-for]')) slot.hidden = true;
  for (const input of form.querySelectorAll('[aria-invalid]')) input.removeAttribute('aria-invalid');
  const box = form.querySelector('[data-form-error]');
  if (box) box.hidden = true;
}

function showFormError(form, message) {
  const box = form.querySelector('[data-form-error]');
  box.textContent = message;
  box.hidden = false;
}

/** Counts whole seconds down; returns how to stop it. */
export function countdown(seconds, onTick, onEnd) {
  const end = Date.now() + seconds * 1000;
  const tick = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    if (left > 0) return onTick(left);
    clearInterval(timer);
    onEnd();
  };
  const timer = setInterval(tick, 1000);
  onTick(seconds);
  return () => clearInterval(timer);
}

const hintOf = (input) => input.form.querySelector(`#${CSS.escape(`${input.id}-hint`)}`);

/**
 * Wires a form: `validate(values)` returns `{field: message}`, `submit(values)` does the work and may throw ApiError.
 * `places` says at which input an error belongs, by the server's field or by the error's code, where the names differ.
 */
export function wireForm(form, { validate = () => ({}), submit, places = {} }) {
  const button = form.querySelector('[type="submit"]');
  const caption = button.textContent;
  let busy = false;
  let stopWaiting = () => {};

  for (const input of form.querySelectorAll('input, select')) {
    const slot = form.querySelector(`[data-error-for="${CSS.escape(input.name)}"]`);
    const described = [hintOf(input)?.id, slot?.id].filter(Boolean).join(' ');
    if (described) input.setAttribute('aria-describedby', described);
    input.addEventListener('input', () => {
      input.removeAttribute('aria-invalid');
      if (slot) slot.hidden = true;
    });
  }

  function fail(errors) {
    const rest = [];
    for (const [field, message] of errors) if (!showFieldError(form, field, message)) rest.push(message);
    form.querySelector('[aria-invalid="true"]')?.focus();
    return rest;
  }

  function named(error) {
    const errors = (error.errors ?? []).map(({ field, message }) => [places[lastPart(field)] ?? lastPart(field), message]);
    return errors.length === 0 && places[error.code] ? [[places[error.code], error.detail]] : errors;
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (busy || button.disabled) return;
    clearErrors(form);
    const values = Object.fromEntries(new FormData(form));
    const problems = Object.entries(validate(values));
    if (problems.length > 0) {
      fail(problems);
      return;
    }
    busy = true;
    button.setAttribute('aria-busy', 'true');
    try {
      await submit(values);
    } catch (error) {
      const errors = named(error);
      const rest = fail(errors);
      if (error.status === 429 && error.retryAfter) {
        button.disabled = true;
        stopWaiting = countdown(
          error.retryAfter,
          (left) => {
            button.textContent = `Wait ${wait(left)}`;
          },
          () => {
            button.disabled = false;
            button.textContent = caption;
            clearErrors(form);
          },
        );
        showFormError(form, `${error.detail || 'Too many tries.'} You can try again in ${wait(error.retryAfter)}.`);
      } else if (rest.length > 0) {
        showFormError(form, rest.join(' '));
      } else if (errors.length === 0) {
        showFormError(form, errorText(error));
      }
    } finally {
      busy = false;
      button.removeAttribute('aria-busy');
    }
  });

  return {
    reset() {
      stopWaiting();
      button.disabled = false;
      button.textContent = caption;
      form.reset();
      clearErrors(form);
    },
    error: (message) => showFormError(form, message),
  };
}

export function wireReveal(button) {
  const input = button.closest('form').querySelector(`#${CSS.escape(button.dataset.reveal)}`);
  const show = (visible) => {
    input.type = visible ? 'text' : 'password';
    button.setAttribute('aria-pressed', String(visible));
  };
  button.addEventListener('click', () => {
    show(input.type === 'password');
    input.focus();
  });
  // A password must not stay readable, nor be stored as plain text by the browser, once the form is sent.
  input.form.addEventListener('submit', () => show(false));
}

export function wirePasswordRule(input) {
  const hint = hintOf(input);
  const rule = `${passwordMin} characters or more. ${hint.textContent}`;
  const update = () => {
    // Characters as people count them, not UTF-16 units.
    const length = [...input.value].length;
    const missing = passwordMin - length;
    if (length === 0) {
      hint.textContent = rule;
      delete hint.dataset.met;
    } else if (missing > 0) {
      hint.textContent = `${missing} more character${missing === 1 ? '' : 's'} to go. A passphrase of a few words is fine.`;
      delete hint.dataset.met;
    } else {
      hint.textContent = 'Long enough.';
      hint.dataset.met = 'true';
    }
  };
  update();
  input.addEventListener('input', update);
  input.form.addEventListener('reset', () => setTimeout(update));
}

const problem = (field, message) => (message ? { [field]: message } : {});

export function validateEmail({ email }, missing = 'Enter your email address.') {
  if (!email.trim()) return { email: missing };
  return problem('email', !/^[^\s@]+@[^\s@]+$/.test(email.trim()) && 'This does not look like an email address.');
}

export function validateNewPassword(password, field = 'password') {
  if (!password) return { [field]: 'Choose a password.' };
  return problem(field, [...password].length < passwordMin && `Use ${passwordMin} characters or more. A passphrase of a few words is fine.`);
}

export const validatePassword = (password, field = 'password') => problem(field, !password && 'Enter your password.');

export const validateCode = ({ code }) => problem('code', !code.trim() && 'Enter the code.');

export function validateAccount(values, { newPassword }) {
  return { ...validateEmail(values), ...(newPassword ? validateNewPassword : validatePassword)(values.password) };
}
