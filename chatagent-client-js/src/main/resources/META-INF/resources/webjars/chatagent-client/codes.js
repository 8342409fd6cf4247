/** Close codes that a client tells apart; `docs/errors.md` has them all. */
export const LOST = 1006;
export const INVALID = 4500;
export const UNAUTHENTICATED = 4501;
export const FORBIDDEN = 4503;
/** Status of a problem, not a code: what was asked was not done, and may be asked again later. */
export const TOO_MANY = 429;

/** Whether the server does not want this client as it is. */
export const isFinal = (code) => code >= 4500 && code <= 4999;

/** What the server would close with for a problem; who is told by an answer leaves ahead of the close frame. */
export function codeOf({ status }) {
  if (status === 401) return UNAUTHENTICATED;
  if (status === 403) return FORBIDDEN;
  return status >= 400 && status < 500 && status !== TOO_MANY ? INVALID : LOST;
}
