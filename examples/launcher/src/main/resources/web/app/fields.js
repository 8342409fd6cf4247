import { el, icon } from './dom.js';

let count = 0;

function revealButton(id) {
  return el(
    'button',
    { class: 'reveal', type: 'button', 'aria-pressed': 'false', 'aria-label': 'Show password', data: { reveal: id } },
    icon('eye'),
  );
}

/** A labelled input with room for a hint and an error. Its test id is that of the form and its name. */
export function field({ label, name, testid = name, hint, optional, control, type = 'text', ...attributes }) {
  const id = `field-${++count}`;
  const common = { id, name, data: { testid } };
  const input = control ? Object.assign(control, { id, name }) : el('input', { ...common, type, ...attributes });
  if (control) control.dataset.testid = testid;
  return el(
    'div',
    { class: 'field' },
    el('label', { for: id }, label, optional ? ' ' : null, optional ? el('span', { class: 'optional' }, 'optional') : null),
    type === 'password' ? el('div', { class: 'with-button' }, input, revealButton(id)) : input,
    hint ? el('p', { class: 'hint', id: `${id}-hint` }, hint) : null,
    el('p', { class: 'field-error', id: `${id}-error`, data: { errorFor: name, testid: `${testid}-error` }, hidden: true }),
  );
}

export const passwordField = (options) =>
  field({ label: 'Password', name: 'password', type: 'password', autocomplete: 'current-password', ...options });

export const newPasswordField = (options) =>
  passwordField({ autocomplete: 'new-password', hint: 'A passphrase of a few words is fine.', ...options });

export const codeField = (options) =>
  field({
    name: 'code',
    autocomplete: 'one-time-code',
    autocapitalize: 'characters',
    spellcheck: 'false',
    maxlength: '40',
    ...options,
  });

/** Hidden: tells a password manager whose password the form is about. */
export const usernameField = (email) =>
  el('input', {
    class: 'sr-only',
    type: 'email',
    name: 'username',
    value: email,
    autocomplete: 'username',
    tabindex: '-1',
    'aria-hidden': 'true',
    readonly: true,
  });

/** Boxes to tick, as one named group. */
export function choices({ legend, name, testid, options, chosen = [] }) {
  const id = `field-${++count}`;
  const boxes = options.map(([value, label]) =>
    el(
      'label',
      { class: 'choice' },
      el('input', { type: 'checkbox', name, value, checked: chosen.includes(value), data: { testid: `${testid}-${value}` } }),
      el('span', {}, label),
    ),
  );
  return el(
    'fieldset',
    { class: 'field choices', 'aria-describedby': `${id}-error` },
    el('legend', {}, legend),
    ...boxes,
    el('p', { class: 'field-error', id: `${id}-error`, data: { errorFor: name }, hidden: true }),
  );
}

/** A form with a place for its error and one button that sends it. */
export function formOf({ testid, action, danger = false, cancel }, ...fields) {
  const actions = el(
    'div',
    { class: 'form-actions' },
    el('button', { type: 'submit', class: danger ? 'button danger' : 'button primary', data: { testid: `${testid}-submit` } }, action),
    cancel ? el('button', { type: 'button', class: 'button', on: { click: cancel } }, 'Cancel') : null,
  );
  return el(
    'form',
    { class: 'form', method: 'post', novalidate: true, data: { testid } },
    el('div', { class: 'alert', role: 'alert', data: { formError: '', testid: `${testid}-error` }, hidden: true }),
    ...fields,
    actions,
  );
}
