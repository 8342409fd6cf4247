const SESSIONS = '/api/chat/sessions';

function query(values) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined && value !== null) parameters.set(name, value);
  const text = parameters.toString();
  return text ? `?${text}` : '';
}

const at = (id) => `${SESSIONS}/${encodeURIComponent(id)}`;

/** The chat calls, each one request. */
export function chatApi(account) {
  return {
    agents: () => account.request('GET', '/api/chat/agents'),
    sessions: (cursor, limit = 40) => account.request('GET', SESSIONS + query({ limit, cursor })),
    session: (id) => account.request('GET', at(id)),
    createSession: (body, key) => account.request('POST', SESSIONS, { body, headers: { 'Idempotency-Key': key } }),
    renameSession: (id, title) => account.request('PATCH', at(id), { body: { title } }),
    deleteSession: (id) => account.request('DELETE', at(id)),
    messages: (id, cursor, limit = 40) => account.request('GET', `${at(id)}/messages${query({ limit, cursor })}`),
    sendMessage: (id, text, key) =>
      account.request('POST', `${at(id)}/messages`, { body: { text }, headers: { 'Idempotency-Key': key } }),
    cancelRun: (id, run) => account.request('POST', `${at(id)}/runs/${encodeURIComponent(run)}/cancel`),
  };
}
