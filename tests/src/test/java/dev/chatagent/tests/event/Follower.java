package dev.chatagent.tests.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** A client that follows streams as the guide to writing one says, over connections that are cut all the time. */
final class Follower {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long NEVER = Long.MAX_VALUE;
    private static final int PATIENCE_MILLIS = 60_000;
    private static final long LARGEST_FUSE = 80_000;
    private static final int AWAY_ONE_IN = 40;

    private final int port;
    private final String token;
    private final List<Heard> streams;
    private final Random random;
    private final Load load;

    Follower(int port, String token, List<Heard> streams, long seed, Load load) {
        this.port = port;
        this.token = token;
        this.streams = streams;
        this.random = new Random(seed);
        this.load = load;
    }

    /** Follows and is cut, until enough clients have been; from time to time it is gone for longer than events are kept. */
    void follow() throws IOException {
        while (load.cuts()) {
            long fuse = random.nextInt(6) == 0 ? random.nextInt(900) : (long) (random.nextDouble() * LARGEST_FUSE);
            int times = load.cutsAhead() ? 8 : 1;
            connection(fuse * times, (50 + random.nextInt(200)) * times, false);
            load.wasCut();
            if (random.nextInt(AWAY_ONE_IN) == 0) {
                LockSupport.parkNanos(2_000_000L * load.windowMillis);
            }
        }
    }

    /** Goes on until everything was heard, over a good network. */
    void catchUp() throws IOException {
        connection(NEVER, PATIENCE_MILLIS, true);
    }

    private void connection(long fuse, int silence, boolean toTheEnd) throws IOException {
        CutSocket socket;
        try {
            socket = new CutSocket(port, token, fuse, silence);
        } catch (IOException e) {
            assertThat(toTheEnd).as("%s", e).isFalse();
            return;
        }
        try {
            for (int i = 0; i < streams.size(); i++) {
                ask(socket, i);
            }
            while (!toTheEnd || !streams.stream().allMatch(Heard::complete)) {
                JsonNode frame = JSON.readTree(socket.next());
                for (JsonNode each : frame.isArray() ? frame : List.of(frame)) {
                    take(socket, each);
                }
            }
        } catch (IOException e) {
            assertThat(toTheEnd).as("%s", e).isFalse();
        } finally {
            socket.cut(random);
        }
    }

    private void ask(CutSocket socket, int stream) throws IOException {
        Heard heard = streams.get(stream);
        socket.send("{\"id\":\"" + stream + "\",\"type\":\"subscribe\",\"stream\":\"" + heard.name() + "\",\"since\":"
                + heard.ask() + "}");
    }

    private void take(CutSocket socket, JsonNode frame) throws IOException {
        if (frame.has("id")) {
            assertThat(frame.path("type").asText()).as("%s", frame).isEqualTo("ok");
            streams.get(frame.path("id").asInt()).answered(frame);
        } else if (frame.has("stream")) {
            for (int i = 0; i < streams.size(); i++) {
                if (streams.get(i).name().equals(frame.path("stream").asText())
                        && streams.get(i).take(frame)) {
                    ask(socket, i);
                }
            }
        }
    }

    /** What somebody may hear, each of the streams anew. */
    static List<Heard> heardOf(List<Ledger> ledgers, List<String> names) {
        List<Heard> heard = new ArrayList<>();
        for (int i = 0; i < ledgers.size(); i++) {
            heard.add(new Heard(names.get(i), ledgers.get(i)));
        }
        return heard;
    }
}
