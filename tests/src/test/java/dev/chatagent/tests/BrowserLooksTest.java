package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.config.Settings;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
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

    /** Colour and background of every text that is shown, where their contrast is below what WCAG AA asks for. */
    private static final String POOR_CONTRAST = """
            const rgb = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
            const channel = (c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
            const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
            const behind = (node) => {
              for (let each = node; each; each = each.parentElement) {
                const [r, g, b, a = 1] = rgb(getComputedStyle(each).backgroundColor);
                if (a === 1) return [r, g, b];
              }
              return [255, 255, 255];
            };
            return [...document.querySelectorAll('body *')]
              .filter((e) => e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && !e.closest('.sr-only, :disabled'))
              .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) || e.placeholder)
              .map((e) => {
                const style = getComputedStyle(e, e.placeholder && !e.value ? '::placeholder' : null);
                const [a, b] = [light(rgb(style.color)), light(behind(e))];
                const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                return { ratio, what: `${e.tagName}.${e.className} "${(e.textContent || e.placeholder).trim().slice(0, 30)}"` };
              })
              .filter(({ ratio }) => ratio < 4.5)
              .map(({ ratio, what }) => `${ratio.toFixed(2)} ${what}`);
            """;

    @RegisterExtension
    static final BrowserFixture PAGE = new BrowserFixture(settings ->
            settings.with(Settings.OPENAI_BASE_URL, "http://127.0.0.1:9/v1").with(Settings.AGENT, "echo"));

    private final Browser browser = PAGE.browser();
    private final SoftAssertions soft = new SoftAssertions();

    /** Looks at what is shown now, in all four ways. */
    private void look(String state) {
        for (boolean dark : new boolean[] {false, true}) {
            browser.dark(dark);
            browser.desktop();
            check(state + (dark ? "-dark" : ""));
            browser.phone();
            check(state + "-phone" + (dark ? "-dark" : ""));
        }
        browser.dark(false);
        browser.desktop();
    }

    private void check(String state) {
        browser.settled();
        browser.screenshot(state);
        soft.assertThat((Boolean) browser.run("return document.scrollingElement.scrollWidth <= innerWidth"
                        + " && [...document.querySelectorAll('#thread-scroll, .sidebar-scroll, dialog[open]')]"
                        + ".every(e => e.scrollWidth <= e.clientWidth)"))
                .as(state + ": nothing runs over the width")
                .isTrue();
        soft.assertThat((List<?>) browser.run(POOR_CONTRAST))
                .as(state + ": contrast of 4.5 and more")
                .isEmpty();
        soft.assertThat((Boolean) browser.run("return [...document.querySelectorAll('input, select, textarea')]"
                        + ".every(e => innerWidth > 600 || parseFloat(getComputedStyle(e).fontSize) >= 16)"))
                .as(state + ": a phone does not zoom into a control")
                .isTrue();
    }

    @Test
    void every_state_is_readable_and_runs_over_nowhere() {
        browser.open();
        browser.find("login-email");
        look("login");
        browser.signIn("nobody@example.org", "not the password at all");
        browser.find("login-error");
        look("login-refused");
        browser.find("show-register").click();
        browser.find("register-password").sendKeys("short");
        browser.find("register-submit").click();
        browser.find(By.id("register-password-error"));
        look("register-refused");
        browser.find("register-password").clear();
        browser.find("register-password").sendKeys(Browser.PASSWORD);
        look("register-ready");
        browser.register("ada@example.org");
        look("empty");
        browser.paste(EVERYTHING);
        browser.message("assistant", "complete");
        look("markdown");
        browser.gone("jump-latest");
        browser.run("document.getElementById('thread-scroll').scrollTop = 0");
        look("markdown-top");
        browser.find("rename-chat").click();
        look("rename");
        browser.find("rename-cancel").click();
        browser.find("delete-chat").click();
        look("delete");
        browser.find("delete-cancel").click();
        browser.find("new-chat").click();
        browser.run("document.getElementById('agent-select').value = 'openai'");
        browser.send("Will this fail?");
        browser.message("assistant", "failed");
        browser.connection("online");
        look("failed");
        browser.phone();
        browser.find("menu").click();
        check("drawer-phone");
        browser.dark(true);
        check("drawer-phone-dark");
        soft.assertAll();
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
