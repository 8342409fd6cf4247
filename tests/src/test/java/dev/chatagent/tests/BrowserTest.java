package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The main job in a real browser against a real server and database. */
class BrowserTest {
    @RegisterExtension
    static final BrowserFixture PAGE = new BrowserFixture();

    private final Browser browser = PAGE.browser();

    @Test
    void a_person_registers_chats_reloads_and_another_sees_nothing_of_it() {
        browser.register("ada@example.org");
        browser.screenshot("empty");
        browser.find("composer-input").sendKeys("Hello **bold** world");
        browser.find("send").click();
        WebElement answer = browser.message("assistant", "complete");
        assertThat(browser.textOf(answer)).isEqualTo("Hello bold world");
        assertThat(answer.findElements(By.tagName("strong"))).hasSize(1);
        browser.screenshot("chat-desktop");

        browser.reload();
        assertThat(browser.textOf(browser.message("assistant", "complete"))).isEqualTo("Hello bold world");
        assertThat(browser.textOf(browser.message("user", "complete"))).isEqualTo("Hello **bold** world");

        browser.find("logout").click();
        browser.find("login-email");
        browser.register("eve@example.org");
        browser.find("chat-list-empty");
        assertThat(browser.driver().findElements(Browser.testId("chat-item"))).isEmpty();
    }

    @Test
    void a_stopped_answer_keeps_its_text_after_a_reload() {
        browser.register("bob@example.org");
        browser.paste("word ".repeat(300).strip());
        browser.streamingText();
        browser.find("stop").click();
        String text = browser.textOf(browser.message("assistant", "cancelled"));
        assertThat(text).startsWith("word").hasSizeLessThan(1_400);
        browser.reload();
        assertThat(browser.textOf(browser.message("assistant", "cancelled"))).isEqualTo(text);
    }

    @Test
    void back_and_forward_move_between_chats() {
        browser.register("cleo@example.org");
        browser.send("The first chat");
        browser.message("assistant", "complete");
        browser.find("new-chat").click();
        browser.find("welcome");
        browser.send("The second chat");
        browser.message("assistant", "complete");
        browser.title("The second chat");

        browser.driver().navigate().back();
        browser.find("welcome");
        browser.driver().navigate().back();
        browser.title("The first chat");
        assertThat(browser.textOf(browser.message("assistant", "complete"))).isEqualTo("The first chat");
        browser.driver().navigate().forward();
        browser.driver().navigate().forward();
        browser.title("The second chat");
        assertThat(browser.textOf(browser.message("assistant", "complete"))).isEqualTo("The second chat");
    }

    @Test
    void a_chat_is_renamed_and_deleted_only_when_confirmed() {
        browser.register("dora@example.org");
        browser.send("A chat");
        browser.message("assistant", "complete");
        browser.find("rename-chat").click();
        browser.find("rename-input").clear();
        browser.find("rename-input").sendKeys("A better name");
        browser.find("rename-submit").click();
        browser.title("A better name");
        assertThat(browser.find("chat-item").getText()).isEqualTo("A better name");

        browser.find("delete-chat").click();
        browser.find("delete-cancel").click();
        browser.gone("delete-dialog");
        browser.find("delete-chat").click();
        browser.find("delete-confirm").click();
        browser.find("chat-list-empty");
        browser.find("welcome");
        browser.reload();
        browser.find("chat-list-empty");
    }

    @Test
    void an_address_that_names_no_chat_leads_to_a_new_one() {
        browser.register("finn@example.org");
        for (String fragment : new String[] {"#/chat/%E0%A4%A", "#/chat/nothing-here", "#nonsense"}) {
            browser.open("");
            browser.open(fragment);
            browser.reload();
            browser.find("welcome");
        }
    }
}
