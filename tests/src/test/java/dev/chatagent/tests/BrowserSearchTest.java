package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.config.Settings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;

/** Search on the page. */
class BrowserSearchTest {
    @RegisterExtension
    static final BrowserFixture PAGE = new BrowserFixture(
            settings -> settings.with(Settings.LIMITS, false).with(Settings.ECHO_DELAY, Duration.ofMillis(1)));

    private final Browser browser = PAGE.browser();

    @Test
    void words_find_the_chat_they_stand_in_and_leaving_them_out_brings_the_chats_back() {
        browser.register("ada@example.org");
        browser.send("The Zanzibar timetable, please");
        browser.message("assistant", "complete");
        browser.find("new-chat").click();
        browser.send("Something else");
        browser.message("assistant", "complete");
        browser.find("search").sendKeys("zanz");
        browser.until("document.querySelectorAll(\"[data-testid='search-hit']\").length === 2");
        browser.gone("chat-item");
        assertThat(browser.find("search-hit").getText()).contains("Zanzibar");
        browser.find("search-hit").click();
        browser.until("[...document.querySelectorAll(\"[data-testid='message']\")]"
                + ".some(m => m.textContent.includes('Zanzibar timetable'))");
        browser.find("search").sendKeys(" nowhere");
        browser.until("document.getElementById('search-state').textContent === 'Nothing found.'");
        browser.find("search").sendKeys(Keys.ESCAPE);
        browser.gone("search-hit");
        browser.until("document.querySelectorAll(\"[data-testid='chat-item']\").length === 2");
    }

    @Test
    void what_cannot_be_looked_for_is_said_and_a_strangers_words_are_not_found() {
        browser.register("bob@example.org");
        browser.send("Bob's own flamingo");
        browser.message("assistant", "complete");
        browser.find("logout").click();
        browser.register("cleo@example.org");
        browser.find("search").sendKeys("flamingo");
        browser.until("document.getElementById('search-state').textContent === 'Nothing found.'");
        browser.find("search").clear();
        browser.find("search").sendKeys("?!");
        browser.until("document.getElementById('search-state').textContent === 'Type a word to look for.'");
    }
}
