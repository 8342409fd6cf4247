import { passwordMin } from './config.js';
import { $ } from './dom.js';
import { errorText, wait } from './format.js';

// Servers name fields as `email`, `/email` or `body.email`; the last part is the name of the input.
const lastPart = (field) => String(field ?? '').split(/[/.]/).pop();

function showFieldError(form, name, message) {
  const slot = form.querySelector(`[data-error-for="${CSS.escape(name)}"]`);
  const input = form.elements.namedItem(name);
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

/**
 * Wires a form: `validate(values)` returns `{field: message}`, `submit(values)` does the work and may throw ApiError.
 */
export function wireForm(form, { validate = () => ({}), submit }) {
  const button = form.querySelector('[type="submit"]');
  const caption = button.textContent;
  let busy = false;
  let stopWaiting = () => {};

  for (const input of form.querySelectorAll('input')) {
    const slot = form.querySelector(`[data-error-for="${CSS.escape(input.name)}"]`);
    const hint = $(`${input.id}-hint`);
    input.setAttribute('aria-describedby', [hint?.id, slot?.id].filter(Boolean).join(' '));
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
      const rest = fail((error.errors ?? []).map(({ field, message }) => [lastPart(field), message]));
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
      } else if (!error.errors?.length) {
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
  const input = $(button.dataset.reveal);
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
  const hint = $(`${input.id}-hint`);
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

export function validateAccount({ email, password }, { newPassword }) {
  const problems = {};
  if (!email.trim()) problems.email = 'Enter your email address.';
  else if (!/^[^\s@]+@[^\s@]+$/.test(email.trim())) problems.email = 'This does not look like an email address.';
  if (!password) problems.password = newPassword ? 'Choose a password.' : 'Enter your password.';
  else if (newPassword && [...password].length < passwordMin) problems.password = `Use ${passwordMin} characters or more. A passphrase of a few words is fine.`;
  return problems;
}
