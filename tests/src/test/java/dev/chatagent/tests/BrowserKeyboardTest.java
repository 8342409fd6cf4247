package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.config.Settings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page by keyboard and by screen reader, and where it scrolls. */
class BrowserKeyboardTest {
    /** Sends messages beside the page, one after the other, as whoever is signed in on it. */
    private static final String SEED = """
            const [count, done] = arguments;
            const call = (path, body, headers) => fetch(`/api${path}`, {
              method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) });
            const chat = location.hash.split('/').at(-1);
            (async () => {
              const { accessToken } = await (await call('/auth/refresh', {}, { 'X-Chatagent-Mode': 'cookie' })).json();
              for (let i = 1; i <= count; ) {
                const { status } = await call(`/chat/sessions/${chat}/messages`, { text: `message ${i}` },
                  { Authorization: `Bearer ${accessToken}` });
                if (status === 202) i++;
                else if (status !== 409) return `status ${status}`;
              }
              return 'done';
            })().then(done, (error) => done(String(error)));
            """;

    @RegisterExtension
    static final BrowserFixture PAGE = new BrowserFixture(
            settings -> settings.with(Settings.LIMITS, false).with(Settings.ECHO_DELAY, Duration.ofMillis(10)));

    private final Browser browser = PAGE.browser();

    private WebElement focused() {
        return browser.driver().switchTo().activeElement();
    }

    @Test
    void enter_sends_and_shift_enter_begins_a_line() {
        browser.register("ada@example.org");
        browser.send("first line\nsecond line");
        assertThat(browser.textOf(browser.message("user", "complete"))).isEqualTo("first line\nsecond line");
        assertThat(browser.find("composer-input").getDomProperty("value")).isEmpty();
        browser.message("assistant", "complete");
        browser.find("composer-input").sendKeys("   " + Keys.ENTER);
        assertThat(browser.messages()).hasSize(2);
    }

    @Test
    void escape_closes_what_is_open_and_the_focus_goes_back() {
        browser.register("bob@example.org");
        browser.send("A chat");
        browser.message("assistant", "complete");
        for (String opener : List.of("rename-chat", "delete-chat")) {
            browser.find(opener).sendKeys(Keys.ENTER);
            focused().sendKeys(Keys.ESCAPE);
            browser.until("!document.querySelector('dialog[open]')");
            assertThat(focused().getDomAttribute("data-testid")).isEqualTo(opener);
        }
        browser.phone();
        browser.find("menu").click();
        browser.until("document.activeElement.id === 'new-chat'");
        focused().sendKeys(Keys.ESCAPE);
        browser.until("document.activeElement.id === 'menu'");
    }

    @Test
    void every_control_has_a_name_and_shows_its_focus() {
        browser.register("cleo@example.org");
        browser.send("```\ncode\n```");
        browser.message("assistant", "complete");
        browser.run("document.body.tabIndex = -1; document.body.focus()");
        StringBuilder order = new StringBuilder();
        for (int i = 0; i < 16 && !order.toString().contains("composer-input"); i++) {
            focused().sendKeys(Keys.TAB);
            order.append(focused().getDomAttribute("id")).append(' ');
            assertThat(focused().getAccessibleName()).as(order.toString()).isNotBlank();
            assertThat(browser.run("const e = document.activeElement, shown = (n) => n && ("
                            + "getComputedStyle(n).outlineStyle !== 'none' || getComputedStyle(n).boxShadow !== 'none');"
                            + "return shown(e) || shown(e.closest('.composer'))"))
                    .as(order.toString())
                    .isEqualTo(true);
        }
        assertThat(order.toString())
                .containsSubsequence("skip-link", "new-chat", "logout", "rename-chat", "delete-chat", "composer-input");
    }

    @Test
    void forms_say_to_the_browser_what_they_ask_for() {
        browser.open();
        browser.find("login-email");
        assertThat(browser.run("return ['login-email', 'login-password', 'register-email', 'register-password',"
                        + " 'register-name'].map(id => document.getElementById(id).autocomplete)"))
                .isEqualTo(List.of("username", "current-password", "username", "new-password", "name"));
        assertThat(browser.run("return [...document.querySelectorAll('input, textarea, select')]"
                        + ".every(e => e.labels.length > 0)"))
                .isEqualTo(true);
        assertThat(browser.run("return document.title")).isEqualTo("Welcome back · chatagent");
    }

    @Test
    void the_page_follows_the_end_only_while_the_reader_is_there() {
        browser.register("dora@example.org");
        browser.paste("line\n\n".repeat(60));
        browser.message("assistant", "complete");
        browser.paste("word \n\n".repeat(150));
        browser.streamingText();
        browser.until(AT_END);
        browser.wheel(-400);
        browser.find("jump-latest");
        Object place = browser.run("return document.getElementById('thread-scroll').scrollTop");
        browser.until("document.querySelectorAll(\"[data-status='complete']\").length === 4");
        assertThat(browser.run("return document.getElementById('thread-scroll').scrollTop"))
                .isEqualTo(place);
        browser.find("jump-latest").click();
        browser.until(AT_END);
        browser.gone("jump-latest");
    }

    @Test
    void turning_the_phone_keeps_the_end_in_sight() {
        browser.register("gwen@example.org");
        browser.paste("a few words that fill a line on a phone and more than that\n\n".repeat(40));
        browser.message("assistant", "complete");
        for (int i = 0; i < 3; i++) {
            browser.phone();
            browser.until(AT_END);
            browser.desktop();
            browser.until(AT_END);
        }
        browser.gone("jump-latest");
    }

    private static final String AT_END = "(s => s.scrollHeight > s.clientHeight && s.scrollHeight - s.scrollTop"
            + " - s.clientHeight < 3)(document.getElementById('thread-scroll'))";

    @Test
    void older_messages_load_above_without_moving_what_is_read() {
        browser.register("finn@example.org");
        browser.send("message 0");
        browser.message("assistant", "complete");
        seed(26);
        browser.reload();
        browser.find("message");
        browser.until("document.querySelectorAll(\"[data-testid='message']\").length === 40");
        browser.wheel(-100_000);
        browser.until("document.getElementById('thread-scroll').scrollTop === 0");
        WebElement first = browser.messages().get(0);
        browser.find("load-older");
        long distance = top(first) - top(browser.find("load-older"));
        browser.find("load-older").click();
        browser.until("document.querySelectorAll(\"[data-testid='message']\").length === 54");
        browser.gone("load-older");
        assertThat(top(first)).isBetween(0L, 800L).isLessThan(distance + 200);
        List<String> users = browser.messages().stream()
                .filter(each -> "user".equals(each.getDomAttribute("data-role")))
                .map(browser::textOf)
                .toList();
        assertThat(users)
                .hasSize(27)
                .startsWith("message 0", "message 1", "message 2")
                .endsWith("message 26");
    }

    private void seed(int count) {
        browser.driver().manage().timeouts().scriptTimeout(Duration.ofMinutes(2));
        Object answer = browser.driver().executeAsyncScript(SEED, count);
        assertThat(answer).isEqualTo("done");
    }

    private long top(WebElement element) {
        return ((Number) browser.run("return Math.round(arguments[0].getBoundingClientRect().top)", element))
                .longValue();
    }
}
