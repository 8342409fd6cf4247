/** A command that was refused or not answered; `status` is 0 when it is the client that says so. */
export class ProblemError extends Error {
  constructor(problem = {}) {
    super(problem.detail || problem.title || problem.code || 'Something went wrong');
    this.name = 'ProblemError';
    this.status = problem.status ?? 500;
    this.code = problem.code ?? '';
    this.title = problem.title ?? '';
    this.detail = problem.detail ?? '';
    this.requestId = problem.requestId ?? '';
    this.retryAfter = problem.retryAfter;
    this.errors = Array.isArray(problem.errors) ? problem.errors : [];
  }
}

/** Thrown by `credentials` when there is no token any more: somebody has to log in first. */
export class SignedOutError extends Error {
  constructor(message = 'Signed out') {
    super(message);
    this.name = 'SignedOutError';
  }
}

const local = (code, detail) => new ProblemError({ status: 0, code, detail });

export const unreachable = () => local('unreachable', 'The server has not answered.');
export const closed = () => local('closed', 'The client is closed.');
export const busy = (max) => local('busy', `${max} commands wait for their answers already.`);
export const tooLarge = (max) => local('payload_too_large', `A command has at most ${max} bytes.`);
export const refused = (code, reason) => local('refused', reason || `The server refuses this client: ${code}`);

/** What a listener throws is told, and what comes next goes on. */
export function report(error) {
  if (typeof globalThis.reportError === 'function') globalThis.reportError(error);
  else console.error(error);
}
