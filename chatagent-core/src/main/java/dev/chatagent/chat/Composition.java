package dev.chatagent.chat;

import dev.chatagent.agent.AgentFile;
import dev.chatagent.agent.AgentPrompt;
import dev.chatagent.file.Attachments;
import dev.chatagent.file.StoredFile;
import dev.chatagent.id.ChatId;
import dev.chatagent.id.MessageId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.UnitOfWork;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** What a draft becomes: the parts of a message and the prompt of an agent, with its files as they are in the chat. */
record Composition(Attachments attachments, UserId owner, Draft draft, List<StoredFile> files) {

    static Composition of(Attachments attachments, UnitOfWork unit, UserId owner, ChatId chat, Draft draft) {
        return new Composition(attachments, owner, draft, attachments.find(unit, owner, chat, draft.files()));
    }

    List<Part> parts() {
        Iterator<StoredFile> next = files.iterator();
        List<Part> parts = new ArrayList<>();
        for (DraftPart part : draft.parts()) {
            if (part instanceof DraftPart.Text text) {
                if (!text.text().isEmpty()) {
                    parts.add(new Part.Text(text.text()));
                }
            } else {
                parts.add(Part.File.of(next.next()));
            }
        }
        return parts;
    }

    AgentPrompt prompt(List<AgentPrompt.Turn> history) {
        List<AgentFile> read =
                files.stream().map(file -> attachments.forAgent(owner, file)).toList();
        return new AgentPrompt(history, draft.text(), read);
    }

    /** What names the chat if nothing else does. */
    String title() {
        return Titles.derive(draft.text().isBlank() ? files.get(0).name() : draft.text());
    }

    void attach(UnitOfWork unit, MessageId message) {
        attachments.attach(unit, owner, files, message);
    }

    /** What was said in a message, its files by their names. */
    static String said(Message message) {
        StringBuilder said = new StringBuilder(message.text());
        for (Part part : message.parts()) {
            if (part instanceof Part.File file) {
                said.append(said.isEmpty() ? "[file: " : "\n[file: ")
                        .append(file.name())
                        .append(']');
            }
        }
        return said.toString();
    }
}
