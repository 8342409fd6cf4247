import { send } from './http.js';

const SESSIONS = '/api/chat/sessions';

function query(values) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined && value !== null) parameters.set(name, value);
  const text = parameters.toString();
  return text ? `?${text}` : '';
}

const at = (id) => `${SESSIONS}/${encodeURIComponent(id)}`;

function messageOf(text, files) {
  if (!files.length) return { text };
  return { parts: [...(text ? [{ type: 'text', text }] : []), ...files.map(({ id }) => ({ type: 'file', file: id }))] };
}

/** The chat calls, each one request. */
export function chatApi(account) {
  return {
    agents: () => account.request('GET', '/api/chat/agents'),
    search: (q, cursor, limit = 20) => account.request('GET', `/api/chat/search${query({ q, limit, cursor })}`),
    sessions: (cursor, limit = 40) => account.request('GET', SESSIONS + query({ limit, cursor })),
    session: (id) => account.request('GET', at(id)),
    createSession: (body, key) => account.request('POST', SESSIONS, { body, headers: { 'Idempotency-Key': key } }),
    renameSession: (id, title) => account.request('PATCH', at(id), { body: { title } }),
    deleteSession: (id) => account.request('DELETE', at(id)),
    messages: (id, cursor, limit = 40) => account.request('GET', `${at(id)}/messages${query({ limit, cursor })}`),
    sendMessage: (id, text, key, files = []) =>
      account.request('POST', `${at(id)}/messages`, { body: messageOf(text, files), headers: { 'Idempotency-Key': key } }),
    cancelRun: (id, run) => account.request('POST', `${at(id)}/runs/${encodeURIComponent(run)}/cancel`),
  };
}

/** The calls about one's own account. */
export function accountApi(account) {
  const call = (method, path, body) => account.request(method, `/api/auth${path}`, { body });
  return {
    profile: () => call('GET', '/profile'),
    rename: (displayName) => call('PATCH', '/profile', { displayName }),
    sendVerification: () => call('POST', '/email-verification', {}),
    logins: () => call('GET', '/sessions'),
    endLogin: (id) => call('DELETE', `/sessions/${encodeURIComponent(id)}`),
    endOtherLogins: () => call('POST', '/logout-others', {}),
    secondFactor: () => call('GET', '/totp'),
    enrol: (password) => call('POST', '/totp', { password }),
    confirmFactor: (code) => call('POST', '/totp/confirm', { code }),
    removeFactor: (password, code) => call('POST', '/totp/remove', { password, code }),
    keys: () => call('GET', '/api-keys'),
    createKey: (body) => call('POST', '/api-keys', body),
    revokeKey: (id) => call('DELETE', `/api-keys/${encodeURIComponent(id)}`),
  };
}

/** The calls of administrators. */
export function adminApi(account) {
  const call = (method, path, body) => account.request(method, `/api/admin${path}`, { body });
  const of = (id, action) => `/users/${encodeURIComponent(id)}/${action}`;
  return {
    people: (search, cursor, limit = 20) => call('GET', `/users${query({ search: search || undefined, cursor, limit })}`),
    create: (body) => call('POST', '/users', body),
    updateRoles: (id, roles) => call('PUT', of(id, 'roles'), { roles }),
    ban: (id) => call('POST', of(id, 'ban'), {}),
    unban: (id) => call('POST', of(id, 'unban'), {}),
    signOut: (id) => call('POST', of(id, 'sign-out'), {}),
    impersonate: (id) => call('POST', of(id, 'impersonate'), {}),
    audit: (cursor, limit = 30) => call('GET', `/audit${query({ cursor, limit })}`),
    verifyAudit: () => call('GET', '/audit/verification'),
  };
}

/** The calls that the secret of a link, or nothing at all, allows. */
export const recovery = {
  request: (email) => send('POST', '/api/auth/password-reset', { body: { email } }),
  reset: (token, password) => send('POST', '/api/auth/password-reset/confirm', { body: { token, password } }),
  verify: (token) => send('POST', '/api/auth/email-verification/confirm', { body: { token } }),
};
