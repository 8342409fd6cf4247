import { ChatAgentClient, ProblemError, SignedOutError, type TokenReason } from 'chatagent-client';

let accessToken: string | undefined;

/** Asks the server's own API; a page in browser mode has its refresh token in a cookie. */
async function credentials(reason: TokenReason): Promise<string> {
  if (accessToken && reason === 'connect') return accessToken;
  const answer = await fetch('/api/auth/refresh', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Chatagent-Mode': 'cookie' },
    body: '{}',
  });
  if (answer.status === 401) throw new SignedOutError();
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  const fresh: string = (await answer.json()).accessToken;
  accessToken = fresh;
  return fresh;
}

const client = new ChatAgentClient({
  url: 'wss://chat.example.org/ws',
  credentials,
  onState: ({ state, code }) => console.log(state, code),
});

/** Shows a chat from a page of its messages, read over HTTP, and what comes after it. */
export function follow(chat: string, page: { seq: number }, show: (text: string) => void, readAgain: () => Promise<void>) {
  return client.subscribe(`session:${chat}`, {
    since: page.seq,
    onEvent(event) {
      if (event.type === 'message.delta') show(event.data.text);
    },
    onReset: () => readAgain(), // and follows the chat anew, from the seq of that page
    onGone: (problem) => show(problem.detail),
  });
}

export async function ask(chat: string, text: string): Promise<string> {
  try {
    const { run } = await client.send(chat, text);
    return run.id;
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'run_in_progress') return 'Wait for the answer first.';
    throw error;
  }
}

void client.connect();
