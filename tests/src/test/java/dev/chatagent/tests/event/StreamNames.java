package dev.chatagent.tests.event;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Every way to write the name of a stream that might be taken for somebody else's. */
final class StreamNames {
    private static final List<UnaryOperator<String>> SPELLINGS = List.of(
            id -> "session:" + id,
            id -> "session:" + id.toUpperCase(Locale.ROOT),
            id -> "SESSION:" + id,
            id -> "Session:" + id,
            id -> "session: " + id,
            id -> " session:" + id,
            id -> "session:" + id + " ",
            id -> "session:" + id + "\u0000",
            id -> "session:{" + id + "}",
            id -> "session:urn:uuid:" + id,
            id -> "session:" + id.replace("-", ""),
            id -> "session:" + id + ".1",
            id -> "session:" + id + ",user",
            id -> "session:" + id + "/../user",
            id -> "session:session:" + id,
            id -> "session%3A" + id,
            id -> "session/" + id,
            id -> "chat:" + id,
            id -> "CHAT:" + id,
            id -> "user:" + id,
            id -> "user:" + id.toUpperCase(Locale.ROOT),
            id -> "USER:" + id,
            id -> "User:" + id,
            id -> "user " + id,
            id -> "user/" + id,
            id -> "user." + id,
            id -> "user\u0000" + id,
            id -> "user,user:" + id,
            id -> "users:" + id,
            id -> "session:user:" + id,
            id -> "tenant:other/user:" + id,
            // Who is here is told in a person's own stream; should it ever get one of its own, this is where it
            // belongs.
            id -> "presence:" + id,
            id -> "presence:user:" + id,
            id -> id,
            id -> "*" + id,
            id -> "session:*" + id);

    private StreamNames() {}

    /** The same spelling of two ids, one of somebody else's and one that nobody has. */
    record Twins(String foreign, String missing, boolean plain) {}

    static Twins twins(Random random, String foreignId) {
        boolean plain = random.nextInt(3) == 0;
        UnaryOperator<String> spelling = SPELLINGS.get(plain ? 0 : random.nextInt(SPELLINGS.size()));
        String missing = UUID.randomUUID().toString();
        return new Twins(spelling.apply(foreignId), spelling.apply(missing), plain);
    }
}
