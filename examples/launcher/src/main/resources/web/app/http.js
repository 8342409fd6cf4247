export class ApiError extends Error {
  constructor(status, problem = {}, retryAfter) {
    super(problem.detail || problem.title || `HTTP ${status}`);
    this.status = status;
    this.code = problem.code;
    this.detail = problem.detail;
    this.title = problem.title;
    this.requestId = problem.requestId;
    this.errors = Array.isArray(problem.errors) ? problem.errors : [];
    this.retryAfter = retryAfter;
  }

  get unreachable() {
    return this.status === 0;
  }

  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export function unreachable() {
  return new ApiError(0, { code: 'unreachable', detail: 'The server cannot be reached. Check your connection and try again.' });
}

function secondsOf(header) {
  if (!header) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(1, Math.ceil(seconds));
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(1, Math.ceil((date - Date.now()) / 1000));
}

/** What was refused, from an answer as text. */
export function problemOf(status, text, retryAfter) {
  let problem;
  try {
    problem = JSON.parse(text);
  } catch {
    // A proxy may answer in words of its own.
  }
  return new ApiError(status, problem, secondsOf(retryAfter));
}

async function jsonOf(response) {
  if (!/\bjson\b/.test(response.headers.get('Content-Type') ?? '')) return undefined;
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

export async function send(method, path, { body, headers, timeout = 30_000, blob = false } = {}) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: {
        Accept: blob ? 'application/octet-stream, application/problem+json' : 'application/json, application/problem+json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
    });
  } catch {
    throw unreachable();
  }
  if (blob && response.ok) {
    try {
      return await response.blob();
    } catch {
      throw unreachable();
    }
  }
  const json = await jsonOf(response);
  if (!response.ok) throw new ApiError(response.status, json, secondsOf(response.headers.get('Retry-After')));
  return json;
}

// randomUUID exists only in secure contexts.
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
