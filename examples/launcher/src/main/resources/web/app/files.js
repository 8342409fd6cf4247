import { ApiError, problemOf, unreachable } from './http.js';

// Systems name types in their own ways, the one of a CSV file after a spreadsheet; the extension is what people see.
const TYPES = {
  png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', jfif: 'image/jpeg', gif: 'image/gif', webp: 'image/webp', pdf: 'application/pdf',
  txt: 'text/plain', text: 'text/plain', log: 'text/plain', md: 'text/markdown', markdown: 'text/markdown', csv: 'text/csv',
  json: 'application/json', zip: 'application/zip', svg: 'image/svg+xml',
};

export const typeOf = (file) => TYPES[file.name.split('.').at(-1).toLowerCase()] ?? (file.type || 'application/octet-stream');

const of = (chat) => `/api/chat/sessions/${encodeURIComponent(chat)}/files`;

/** Files of chats over HTTP: in with progress, out as what the browser saves. */
export function filesApi(account) {
  // fetch tells nothing of how far an upload is.
  function attempt(chat, file, key, token, { onProgress, signal }) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', `${of(chat)}?name=${encodeURIComponent(file.name)}`);
      request.responseType = 'text';
      request.setRequestHeader('Accept', 'application/json, application/problem+json');
      request.setRequestHeader('Authorization', `Bearer ${token}`);
      request.setRequestHeader('Content-Type', typeOf(file));
      request.setRequestHeader('Idempotency-Key', key);
      request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total ? loaded / total : 0));
      request.addEventListener('load', () => {
        if (request.status === 201) resolve(JSON.parse(request.responseText));
        else reject(problemOf(request.status, request.responseText, request.getResponseHeader('Retry-After')));
      });
      request.addEventListener('error', () => reject(unreachable()));
      request.addEventListener('abort', () => reject(new ApiError(0, { code: 'aborted', detail: 'The upload was stopped.' })));
      signal.addEventListener('abort', () => request.abort());
      request.send(file);
    });
  }

  return {
    async upload(chat, file, key, options) {
      const token = await account.token();
      try {
        return await attempt(chat, file, key, token, options);
      } catch (error) {
        if (error.status !== 401) throw error;
        await account.refresh();
        return attempt(chat, file, key, await account.token(), options);
      }
    },
    remove: (chat, id) => account.request('DELETE', `${of(chat)}/${encodeURIComponent(id)}`),
    async save(chat, { file, name }) {
      const blob = await account.request('GET', `${of(chat)}/${encodeURIComponent(file)}`, { blob: true, timeout: 150_000 });
      const url = URL.createObjectURL(blob);
      const link = document.createElement('a');
      link.href = url;
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    },
  };
}
