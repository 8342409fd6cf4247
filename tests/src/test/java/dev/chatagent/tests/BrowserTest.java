package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.launcher.LauncherServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The main job in a real browser against a real server and database. */
class BrowserTest {
    @TempDir
    static Path home;

    private static LauncherServer server;
    private static Browser browser;

    @BeforeAll
    static void open() throws Exception {
        Browser.assumeInstalled();
        server = Launchers.start(home.resolve("data"));
        browser = Browser.at(server.url());
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void forget() {
        browser.forget();
    }

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
        browser.send("word ".repeat(300).strip());
        browser.find(By.cssSelector("[data-role='assistant'][data-status='streaming']"), each -> !browser.textOf(each)
                .isEmpty());
        browser.find("stop").click();
        String text = browser.textOf(browser.message("assistant", "cancelled"));
        assertThat(text).startsWith("word").hasSizeLessThan(1_400);
        browser.reload();
        assertThat(browser.textOf(browser.message("assistant", "cancelled"))).isEqualTo(text);
    }
}
