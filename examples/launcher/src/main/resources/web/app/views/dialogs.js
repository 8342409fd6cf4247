import { $ } from '../dom.js';
import { titleOf } from '../format.js';
import { wireForm } from '../forms.js';

/** Rename and delete. */
export function dialogs({ chats }) {
  const rename = $('rename-dialog');
  const remove = $('delete-dialog');
  let session = null;

  const renameForm = wireForm($('rename-form'), {
    validate: ({ title }) => (title.trim() ? {} : { title: 'Enter a title.' }),
    async submit({ title }) {
      await chats.rename(session.id, title.trim());
      rename.close();
    },
  });
  const deleteForm = wireForm($('delete-form'), {
    async submit() {
      await chats.remove(session.id);
      remove.close();
    },
  });

  for (const dialog of [rename, remove]) {
    dialog.querySelector('[data-close]').addEventListener('click', () => dialog.close());
    dialog.addEventListener('click', (event) => {
      // The backdrop counts as the dialog itself; its content is in the form.
      if (event.target === dialog) dialog.close();
    });
  }

  return {
    rename(chosen) {
      session = chosen;
      renameForm.reset();
      $('rename-input').value = chosen.title ?? '';
      rename.showModal();
      $('rename-input').select();
    },
    remove(chosen) {
      session = chosen;
      deleteForm.reset();
      $('delete-text').textContent = `“${titleOf(chosen)}” and all its messages will be gone for good.`;
      remove.showModal();
    },
    close() {
      rename.close();
      remove.close();
    },
  };
}
