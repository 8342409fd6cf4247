package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.config.Settings;
import dev.chatagent.launcher.LauncherServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The main job in a real browser against a real server and database. */
class BrowserTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final String PASSWORD = "four words that differ";

    @TempDir
    Path home;

    private LauncherServer server;
    private ChromeDriver browser;

    @BeforeEach
    void open() throws Exception {
        boolean installed = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
        if (System.getenv("CI") != null) {
            assertThat(installed).as("CI needs chromium and chromium-driver").isTrue();
        }
        Assumptions.assumeTrue(installed, "skipped: needs " + CHROMIUM + " and " + DRIVER);
        server = LauncherServer.start(Settings.defaults()
                .with(Settings.HOME, home.resolve("data").toString())
                .with(Settings.ENVIRONMENT, "development")
                .with(Settings.PASSWORD_COST, 4)
                .with(Settings.PORT, 0));
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1280,800");
        browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .usingAnyFreePort()
                        .build(),
                options);
    }

    @AfterEach
    void close() {
        if (browser != null) {
            browser.quit();
        }
        if (server != null) {
            server.close();
        }
    }

    private WebElement find(String testId) {
        return find(By.cssSelector("[data-testid='" + testId + "']"));
    }

    private WebElement find(By by) {
        return new WebDriverWait(browser, Duration.ofSeconds(15))
                .withMessage(() -> by + " is not shown; the page says: "
                        + browser.findElement(By.tagName("body")).getText() + "; "
                        + browser.manage().logs().get("browser").getAll())
                .until(b -> b.findElements(by).stream()
                        .filter(WebElement::isDisplayed)
                        .findFirst()
                        .orElse(null));
    }

    private WebElement message(String role, String status) {
        return find(By.cssSelector("[data-testid='message'][data-role='" + role + "'][data-status='" + status + "']"));
    }

    private void register(String email) {
        browser.get(server.url());
        find("show-register").click();
        find("register-email").sendKeys(email);
        find("register-password").sendKeys(PASSWORD);
        find("register-submit").click();
        find("composer-input");
    }

    private void screenshot(String name) throws Exception {
        Path directory = Files.createDirectories(Path.of("target", "screenshots"));
        Files.write(directory.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
    }

    @Test
    void a_person_registers_chats_reloads_and_another_sees_nothing_of_it() throws Exception {
        register("ada@example.org");
        screenshot("empty");
        find("composer-input").sendKeys("Hello **bold** world");
        find("send").click();
        WebElement answer = message("assistant", "complete");
        assertThat(answer.getText()).contains("Hello bold world");
        assertThat(answer.findElements(By.tagName("strong"))).hasSize(1);
        screenshot("chat-desktop");

        browser.navigate().refresh();
        assertThat(message("assistant", "complete").getText()).contains("Hello bold world");
        assertThat(message("user", "complete").getText()).contains("Hello");
        browser.manage().window().setSize(new Dimension(390, 844));
        screenshot("chat-phone");
        browser.manage().window().setSize(new Dimension(1280, 800));
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                java.util.Map.of(
                        "features", List.of(java.util.Map.of("name", "prefers-color-scheme", "value", "dark"))));
        screenshot("chat-dark");

        find("logout").click();
        find("login-email");
        register("eve@example.org");
        assertThat(browser.findElements(By.cssSelector("[data-testid='chat-item']")))
                .isEmpty();
    }

    @Test
    void a_stopped_answer_keeps_its_text_after_a_reload() {
        register("ada@example.org");
        find("composer-input").sendKeys("word ".repeat(300).strip());
        find("send").click();
        message("assistant", "streaming");
        find("stop").click();
        String text = message("assistant", "cancelled").getText();
        assertThat(text).contains("word");
        browser.navigate().refresh();
        assertThat(message("assistant", "cancelled").getText()).contains("word");
    }
}
