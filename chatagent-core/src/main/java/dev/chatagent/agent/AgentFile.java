package dev.chatagent.agent;

import java.io.InputStream;

/**
 * A file that came with what the agent is asked.
 *
 * @param type media type, which its content was held against
 * @param size in bytes
 * @param source its bytes
 */
public record AgentFile(String name, String type, long size, Source source) {

    /** Where a file's bytes are; can be opened again and again, on any thread. */
    @FunctionalInterface
    public interface Source {
        /**
         * All bytes, read as they are asked for, which blocks; closed by the caller.
         *
         * @throws dev.chatagent.error.ChatAgentException here or while they are read: NOT_FOUND when the file was deleted meanwhile
         */
        InputStream open();
    }
}
