package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.config.Settings;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;

/** An answer that is being written, while connections, tabs, tokens and the server come and go. */
class BrowserRealtimeTest {
    private static final Duration TOKEN_LIFETIME = Duration.ofSeconds(10);

    @RegisterExtension
    static final BrowserFixture PAGE =
            new BrowserFixture(settings -> settings.with(Settings.ACCESS_TOKEN_LIFETIME, TOKEN_LIFETIME));

    private final Browser browser = PAGE.browser();

    /** Words that tell which one is missing or doubled. */
    private static String words(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));
    }

    @Test
    void a_reload_in_the_middle_of_an_answer_loses_and_doubles_nothing() {
        browser.register("ada@example.org");
        String text = words(120);
        browser.paste(text);
        String before = browser.streamingText();
        browser.reload();
        assertThat(browser.streamingText()).startsWith(before);
        assertThat(browser.textOf(browser.message("assistant", "complete"))).isEqualTo(text);
        assertThat(browser.messages()).hasSize(2);
    }

    @Test
    void a_page_comes_back_by_itself_after_the_server_was_restarted() throws Exception {
        browser.register("bob@example.org");
        browser.send("Before");
        browser.message("assistant", "complete");
        browser.paste(words(400));
        String before = browser.streamingText();

        BrowserFixture.Restart restart = PAGE.stop();
        browser.connection("reconnecting");
        browser.screenshot("connection-lost");
        restart.start();
        browser.connection("online");

        String kept = browser.textOf(browser.message("assistant", "interrupted"));
        assertThat(kept).startsWith(before);
        assertThat(words(400)).startsWith(kept);
        assertThat(browser.messages()).hasSize(4);
        browser.send("After");
        browser.until("document.querySelectorAll(\"[data-testid='message']\").length === 6");
        browser.until("[...document.querySelectorAll(\"[data-role='assistant'] [data-testid='message-text']\")].at(-1)"
                + ".innerText.trim() === 'After'");
        browser.reload();
        browser.find("message");
        assertThat(browser.messages().stream().map(browser::textOf))
                .containsExactly("Before", "Before", words(400), kept, "After", "After");
    }

    @Test
    void a_message_sent_while_the_server_is_away_comes_back_to_the_box_and_is_sent_once() throws Exception {
        browser.register("cleo@example.org");
        browser.send("Before");
        browser.message("assistant", "complete");
        BrowserFixture.Restart restart = PAGE.stop();
        browser.connection("reconnecting");
        browser.send("Into the void");
        browser.find("composer-error");
        browser.until("document.getElementById('composer-input').value === 'Into the void'");
        restart.start();
        browser.connection("online");
        browser.gone("composer-error");
        browser.find("send").click();
        browser.until("document.querySelectorAll(\"[data-status='complete']\").length === 4");
        assertThat(browser.messages().stream().map(browser::textOf))
                .containsExactly("Before", "Before", "Into the void", "Into the void");
    }

    @Test
    void two_tabs_show_the_same_stream_and_end_together() {
        browser.register("dora@example.org");
        browser.send("Hello");
        browser.message("assistant", "complete");
        String first = browser.driver().getWindowHandle();
        String chat = browser.driver().getCurrentUrl();
        browser.driver().switchTo().newWindow(WindowType.TAB);
        String second = browser.driver().getWindowHandle();
        browser.driver().get(chat);
        browser.message("assistant", "complete");

        browser.driver().switchTo().window(first);
        String text = words(60);
        browser.paste(text);
        browser.driver().switchTo().window(second);
        assertThat(text).startsWith(browser.streamingText());
        for (String tab : new String[] {second, first}) {
            browser.driver().switchTo().window(tab);
            browser.until("document.querySelectorAll(\"[data-status='complete']\").length === 4");
            assertThat(browser.messages().stream().map(browser::textOf)).containsExactly("Hello", "Hello", text, text);
        }

        browser.driver().switchTo().window(second);
        browser.find("logout").click();
        browser.find("login-email");
        browser.driver().switchTo().window(first);
        WebElement error = browser.find("login-error");
        assertThat(error.getText()).contains("signed out");
        browser.driver().switchTo().window(second).close();
        browser.driver().switchTo().window(first);
    }

    @Test
    void a_token_that_expires_is_renewed_while_an_answer_is_written() {
        browser.register("finn@example.org");
        String text = words(300);
        browser.paste(text);
        assertThat(browser.textOf(browser.message("assistant", "complete"))).isEqualTo(text);
        browser.until(
                "performance.getEntriesByType('resource').filter(e => e.name.endsWith('/auth/refresh')).length >= 2");
        browser.send("Still here");
        browser.until("document.querySelectorAll(\"[data-status='complete']\").length === 4");
        assertThat(browser.errors()).isEmpty();
    }
}
