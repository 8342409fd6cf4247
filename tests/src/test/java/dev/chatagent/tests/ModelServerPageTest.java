package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.config.Settings;
import dev.chatagent.launcher.LauncherServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** What a person sees of a model server, and of its failures, in a real browser. */
class ModelServerPageTest {
    private static ModelServer model;

    @TempDir
    Path home;

    private LauncherServer server;
    private Browser browser;

    @BeforeEach
    void startModel() throws Exception {
        Browser.assumeInstalled();
        if (model == null) {
            model = ModelServer.start();
        }
    }

    @AfterAll
    static void stopModel() {
        if (model != null) {
            model.close();
        }
    }

    private void open(String key) throws Exception {
        server = Launchers.start(Launchers.settings(home.resolve("data"))
                .with(Settings.OPENAI_BASE_URL, model.url())
                .with(Settings.OPENAI_API_KEY, key)
                .with(Settings.OPENAI_MODEL, "chatagent-test"));
        browser = Browser.at(server.url());
        browser.register("ada@example.org");
    }

    @AfterEach
    void close() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void an_answer_grows_on_the_page_until_it_is_complete() throws Exception {
        open(ModelServer.KEY);
        browser.send("Tell a story");
        WebElement streaming = browser.message("assistant", "streaming");
        browser.until("(() => { const text = document.querySelector('[data-role=assistant][data-status=streaming]"
                + " [data-testid=message-text]')?.textContent ?? '';"
                + " return text.startsWith('Once') && !text.endsWith('all at once.'); })()");
        assertThat(streaming.isDisplayed()).isTrue();
        browser.screenshot("model-streaming");
        WebElement answer = browser.message("assistant", "complete");
        assertThat(browser.textOf(answer)).startsWith("Once upon a time").endsWith("never all at once.");
        assertThat(answer.findElements(By.tagName("strong"))).hasSize(1);
    }

    @Test
    void failures_are_told_in_words_and_stay_after_a_reload() throws Exception {
        open(ModelServer.KEY);
        browser.send("Be busy");
        assertThat(assertFailure("limiting requests", "in 7 s").getText()).doesNotContain("Copy");
        browser.screenshot("model-busy");

        browser.find("new-chat").click();
        browser.send("Break off");
        WebElement broken = assertFailure("broke off before the end");
        assertThat(browser.textOf(broken)).startsWith("This answer breaks off");
        browser.screenshot("model-broken-off");
        browser.reload();
        assertThat(browser.textOf(assertFailure("broke off before the end"))).startsWith("This answer breaks off");
    }

    @Test
    void a_wrong_key_is_told_without_the_key() throws Exception {
        open("sk-wrong-0123456789");
        browser.send("Tell a story");
        assertFailure("refuses the key");
        assertThat(browser.find(By.tagName("body")).getText()).doesNotContain("sk-wrong");
        browser.screenshot("model-wrong-key");
    }

    private WebElement assertFailure(String... words) {
        WebElement message = browser.message("assistant", "failed");
        assertThat(message.findElement(Browser.testId("message-ending")).getText())
                .contains("The answer failed.")
                .contains(words)
                .doesNotContain("http", "org-internal42", "sk-");
        return message;
    }
}
