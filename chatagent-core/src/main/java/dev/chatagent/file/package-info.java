/** Files that people upload into their chats: what is let in, where it is kept, how it comes back. */
@NullMarked
package dev.chatagent.file;

import org.jspecify.annotations.NullMarked;
