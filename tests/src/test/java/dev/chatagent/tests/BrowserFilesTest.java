package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.config.Settings;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** Files on the page: chosen, dropped, pasted, refused, sent and saved. */
class BrowserFilesTest {
    @RegisterExtension
    static final BrowserFixture PAGE = new BrowserFixture(
            settings -> settings.with(Settings.LIMITS, false).with(Settings.ECHO_DELAY, Duration.ofMillis(1)));

    @TempDir
    private Path directory;

    private final Browser browser = PAGE.browser();

    private Path text(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text);
    }

    private Path picture(String name) throws Exception {
        Path file = directory.resolve(name);
        ImageIO.write(new BufferedImage(60, 40, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
        return file;
    }

    private void choose(Path... files) {
        WebElement input = browser.driver().findElement(Browser.testId("attach-input"));
        input.sendKeys(
                String.join("\n", Arrays.stream(files).map(Path::toString).toList()));
    }

    private WebElement chip(String state) {
        return browser.find(By.cssSelector("[data-testid='attachment'][data-state='" + state + "']"));
    }

    private Path saved(String name) throws Exception {
        Path file = directory.resolve("saved").resolve(name);
        for (int i = 0; i < 600 && !Files.exists(file); i++) {
            browser.run("return true");
        }
        return file;
    }

    private void saveHere() throws Exception {
        Files.createDirectories(directory.resolve("saved"));
        browser.driver()
                .executeCdpCommand(
                        "Browser.setDownloadBehavior",
                        Map.of(
                                "behavior",
                                "allow",
                                "downloadPath",
                                directory.resolve("saved").toString()));
    }

    @Test
    void files_begin_a_chat_are_answered_and_saved_as_they_were() throws Exception {
        saveHere();
        browser.register("ada@example.org");
        choose(text("Über Primzahlen.csv", "n;prime\n2;yes\n"), picture("photo.png"));
        browser.until("document.querySelectorAll(\"[data-testid='attachment']\").length === 2");
        browser.send("What is this?");
        browser.message("assistant", "complete");
        assertThat(browser.textOf(browser.message("assistant", "complete")))
                .contains("What is this?", "Über Primzahlen.csv (text/csv, 14 bytes)", "photo.png (image/png");
        browser.gone("attachment");
        browser.reload();
        WebElement file = browser.find("message-file");
        assertThat(file.getText()).contains("Über Primzahlen.csv", "14 bytes");
        file.click();
        assertThat(saved("Über Primzahlen.csv")).hasContent("n;prime\n2;yes\n");
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void file_that_is_not_taken_says_why_and_can_be_removed() throws Exception {
        browser.register("bob@example.org");
        browser.send("hello");
        browser.message("assistant", "complete");
        choose(text("page.txt", "<html><script>alert(1)</script>"));
        WebElement failed = chip("failed");
        assertThat(failed.findElement(Browser.testId("attachment-error")).getText())
                .contains("begins like a page");
        assertThat(browser.run("return document.getElementById('attach-status').textContent")
                        .toString())
                .contains("page.txt is not attached");
        browser.send("look");
        assertThat(browser.find("composer-error").getText()).contains("Remove it");
        assertThat(browser.find("composer-input").getAttribute("value")).isEqualTo("look");
        browser.find("attachment-remove").click();
        browser.gone("attachment");
        browser.find("composer-input").sendKeys(Keys.ENTER);
        browser.until("document.querySelectorAll(\"[data-testid='message']\").length === 4");
    }

    @Test
    void dropped_and_pasted_files_go_up_at_once_and_can_be_sent_alone() {
        browser.register("cleo@example.org");
        browser.send("hello");
        browser.message("assistant", "complete");
        browser.run("""
                const data = new DataTransfer();
                data.items.add(new File(['dropped'], 'dropped.txt', {type: 'text/plain'}));
                document.getElementById('thread-scroll').dispatchEvent(
                    new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));""");
        browser.run("""
                const data = new DataTransfer();
                data.items.add(new File(['pasted'], 'pasted.md', {type: ''}));
                document.getElementById('composer-input').dispatchEvent(
                    new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));""");
        browser.until("document.querySelectorAll(\"[data-testid='attachment'][data-state='done']\").length === 2");
        browser.find("send").click();
        browser.until("document.querySelectorAll(\"[data-testid='message-file']\").length === 2");
        browser.gone("attachment");
    }

    @Test
    void files_are_reached_by_keyboard_on_a_phone_in_the_dark() throws Exception {
        browser.register("dora@example.org");
        browser.phone();
        browser.dark(true);
        choose(
                text("a-very-long-name-of-a-file-that-does-not-fit-beside-anything-else-on-a-phone.txt", "x"),
                picture("b.png"));
        browser.until("document.querySelectorAll(\"[data-testid='attachment']\").length === 2");
        new Looks(browser).look("files-composer-phone-dark");
        WebElement remove = browser.driver()
                .findElements(Browser.testId("attachment-remove"))
                .get(1);
        remove.sendKeys(Keys.ENTER);
        browser.until("document.querySelectorAll(\"[data-testid='attachment']\").length === 1");
        browser.until("document.activeElement.dataset.testid === 'attachment-remove'");
        browser.send("Here it is");
        browser.message("assistant", "complete");
        new Looks(browser).look("files-thread-phone-dark");
        browser.desktop();
        browser.dark(false);
        new Looks(browser).look("files-thread");
    }
}
