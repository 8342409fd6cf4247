package dev.chatagent.tests.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.tests.NodeScript;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The part of the suite on callbacks with the client of JavaScript, in Node. */
class JavaScriptClientCallbackTest extends ClientCallbackBehaviour {
    @Override
    ClientUnderTest.Maker maker() throws Exception {
        return NodeUnderTest.maker();
    }

    /** Listeners are told amid the step that the client takes, so there is nothing under way. */
    @Test
    void who_closes_when_told_is_asked_for_no_token_any_more() throws Exception {
        ClientUnderTest lost = online();
        CompletableFuture<String> closed = lost.when("reconnecting", "close");
        proxy.cut();
        assertThat(get(closed)).isEmpty();
        pause(Duration.ofMillis(200));
        assertThat(reasons).containsExactly("connect");
        ClientUnderTest refused = online();
        closed = refused.when("reconnecting", "close");
        ada.logOut();
        assertThat(get(closed)).isEmpty();
        pause(Duration.ofMillis(200));
        assertThat(reasons).containsExactly("connect");
    }

    /** As {@code CloseCodesTest} asks of the client of Java. */
    @Test
    void auth_that_is_refused_for_good_does_not_come_back() throws Exception {
        NodeScript.Said said = NodeScript.run(
                Path.of("src/test/js/close-codes.mjs"),
                NodeUnderTest.PACKAGE.resolve("codes.js").toUri().toString());
        assertThat(said.text().lines())
                .containsExactly(
                        "400,4500", "401,4501", "403,4503", "404,4500", "422,4500", "429,1006", "500,1006", "503,1006");
    }
}
