package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** What the page looks like in its states: nothing runs over, all text can be read, in light, in the dark, on a phone. */
class BrowserLooksTest {
    private static final String EVERYTHING =
            """
            # A heading

            Text with **bold**, `code` and a [link](https://example.org/).

            1. one
            2. two

            - [x] done

            > quoted

            | Name | Purpose | Remark about something long | Another | And yet another column |
            |------|---------|-----------------------------|---------|------------------------|
            | alphabetically | first | nothing | unbreakable_identifier_of_a_table | 22.50 |

            ```java
            System.out.println("a line that is long enough to need scrolling on a phone and on a desktop, who would know");
            ```

            """ + "longword".repeat(40) + "\n\n" + "https://example.org/" + "path/".repeat(40) + "\n\nمرحبا بالعالم";

    @RegisterExtension
    static final BrowserFixture PAGE = new BrowserFixture(settings ->
            settings.with(Settings.OPENAI_BASE_URL, "http://127.0.0.1:9/v1").with(Settings.AGENT, "echo"));

    private final Browser browser = PAGE.browser();
    private final Looks looks = new Looks(browser);

    @Test
    void every_state_is_readable_and_runs_over_nowhere() {
        browser.open();
        browser.find("login-email");
        looks.look("login");
        browser.signIn("nobody@example.org", "not the password at all");
        browser.find("login-error");
        looks.look("login-refused");
        browser.find("show-register").click();
        browser.find("register-password").sendKeys("short");
        browser.find("register-submit").click();
        browser.find(By.id("register-password-error"));
        looks.look("register-refused");
        browser.find("register-password").clear();
        browser.find("register-password").sendKeys(Browser.PASSWORD);
        looks.look("register-ready");
        browser.register("ada@example.org");
        looks.look("empty");
        browser.paste(EVERYTHING);
        browser.message("assistant", "complete");
        looks.look("markdown");
        browser.gone("jump-latest");
        browser.wheel(-100_000);
        browser.until("document.getElementById('thread-scroll').scrollTop === 0");
        looks.look("markdown-top");
        browser.find("rename-chat").click();
        looks.look("rename");
        browser.find("rename-cancel").click();
        browser.find("delete-chat").click();
        looks.look("delete");
        browser.find("delete-cancel").click();
        browser.find("new-chat").click();
        browser.run("document.getElementById('agent-select').value = 'openai'");
        browser.send("Will this fail?");
        browser.message("assistant", "failed");
        browser.connection("online");
        looks.look("failed");
        browser.phone();
        browser.find("menu").click();
        looks.check("drawer-phone");
        browser.dark(true);
        looks.check("drawer-phone-dark");
        looks.assertAll();
    }

    @Test
    void the_dark_page_is_dark() {
        browser.open();
        browser.find("login-email");
        String background = "return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).every(c => %s)";
        assertThat(browser.run(background.formatted("c > 230"))).isEqualTo(true);
        browser.dark(true);
        assertThat(browser.run(background.formatted("c < 40"))).isEqualTo(true);
        assertThat(browser.run("return getComputedStyle(document.documentElement).colorScheme"))
                .isEqualTo("light dark");
    }

    @Test
    void text_that_is_written_from_right_to_left_begins_at_the_right() {
        browser.register("bob@example.org");
        browser.paste("مرحبا بالعالم\n\n- عنصر\n\n```\ncode\n```\n\nLatin text");
        browser.message("assistant", "complete");
        String text = "[data-role='assistant'] [data-testid='message-text'] ";
        assertThat(direction(text + "p")).isEqualTo("rtl");
        assertThat(direction(text + "ul")).isEqualTo("rtl");
        assertThat(direction(text + "pre")).isEqualTo("ltr");
        assertThat(direction(text + "p:last-of-type")).isEqualTo("ltr");
        assertThat(direction("[data-role='user'] [data-testid='message-text']")).isEqualTo("rtl");
        browser.find("composer-input").sendKeys("مرحبا");
        assertThat(direction("#composer-input")).isEqualTo("rtl");
    }

    private Object direction(String selector) {
        return browser.run("return getComputedStyle(document.querySelector(arguments[0])).direction", selector);
    }

    @Test
    void motion_stops_for_who_asked_for_less_of_it() {
        browser.reducedMotion();
        browser.open();
        browser.find("login-email");
        assertThat(
                        browser.run(
                                "return [...document.querySelectorAll('*')].every(e =>"
                                        + " getComputedStyle(e).animationName === 'none' && getComputedStyle(e).transitionDuration === '0s')"))
                .isEqualTo(true);
    }

    @Test
    void a_failed_answer_without_text_offers_nothing_to_copy() {
        browser.register("cleo@example.org");
        browser.find("agent-select");
        browser.run("document.getElementById('agent-select').value = 'openai'");
        browser.send("Will this fail?");
        assertThat(browser.message("assistant", "failed").findElements(Browser.testId("copy")))
                .isEmpty();
        browser.find("ask-again").click();
        browser.until("document.getElementById('composer-input').value === 'Will this fail?'");
        browser.find("composer-input").sendKeys(Keys.ENTER);
        browser.until("document.querySelectorAll(\"[data-status='failed']\").length === 2");
    }
}
