package dev.chatagent.file;

import dev.chatagent.auth.Principal;
import dev.chatagent.id.ChatId;
import java.util.Optional;

/** Where a file that comes in is to go, and as what. */
record Target(Principal principal, ChatId chat, String name, FileType type, Optional<String> key) {}
