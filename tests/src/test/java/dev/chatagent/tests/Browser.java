package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.logging.Level;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A Chromium on the launcher's page, and the page's elements by their test ids. Single-threaded; closed by who opened it. */
final class Browser implements AutoCloseable {
    static final String PASSWORD = "four words that differ";
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ChromeDriver driver;
    private final String url;

    private Browser(ChromeDriver driver, String url) {
        this.driver = driver;
        this.url = url;
    }

    /** Ends the test as skipped where no Chromium is installed; in CI that is a failure. */
    static void assumeInstalled() {
        boolean installed = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
        if (System.getenv("CI") != null) {
            assertThat(installed).as("CI needs chromium and chromium-driver").isTrue();
        }
        Assumptions.assumeTrue(installed, "skipped: needs " + CHROMIUM + " and " + DRIVER);
    }

    /** A fresh Chromium, without cookies, that shows nothing yet. */
    static Browser at(String url) {
        assumeInstalled();
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
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        return new Browser(new ChromeDriver(service, options), url);
    }

    ChromeDriver driver() {
        return driver;
    }

    void open() {
        driver.get(url);
    }

    void open(String fragment) {
        driver.get(url + "/" + fragment);
    }

    void reload() {
        driver.navigate().refresh();
    }

    /** As if the person had cleared the browser: no cookie, no draft, an empty page, a desktop in light colours. */
    void forget() {
        driver.get("about:blank");
        driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
        driver.executeCdpCommand("Storage.clearDataForOrigin", Map.of("origin", url, "storageTypes", "all"));
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        dark(false);
        driver.manage().logs().get(LogType.BROWSER);
    }

    static By testId(String id) {
        return By.cssSelector("[data-testid='" + id + "']");
    }

    WebElement find(String testId) {
        return find(testId(testId));
    }

    WebElement find(By by) {
        return find(by, WebElement::isDisplayed);
    }

    /** The first element that fits, as soon as there is one. */
    WebElement find(By by, Predicate<WebElement> fits) {
        return waiting("no fitting " + by + " is shown").until(each -> driver.findElements(by).stream()
                .filter(fits)
                .findFirst()
                .orElse(null));
    }

    void gone(String testId) {
        waiting(testId + " is still shown")
                .until(each -> driver.findElements(testId(testId)).stream().noneMatch(WebElement::isDisplayed));
    }

    /** Waits until a script answers true. */
    void until(String script, Object... arguments) {
        waiting("never true: " + script).until(each -> Boolean.TRUE.equals(run("return " + script, arguments)));
    }

    /** The answer of a script that runs in the page. */
    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    WebElement message(String role, String status) {
        return find(By.cssSelector("[data-testid='message'][data-role='" + role + "'][data-status='" + status + "']"));
    }

    String textOf(WebElement message) {
        return message.findElement(testId("message-text")).getText();
    }

    List<WebElement> messages() {
        return driver.findElements(testId("message"));
    }

    void register(String email) {
        open();
        find("show-register").click();
        find("register-email").sendKeys(email);
        find("register-password").sendKeys(PASSWORD);
        find("register-submit").click();
        find("composer-input");
    }

    void signIn(String email, String password) {
        find("login-email").clear();
        find("login-email").sendKeys(email);
        find("login-password").clear();
        find("login-password").sendKeys(password);
        find("login-submit").click();
    }

    /** Writes as a person does: line ends are Shift and Enter, the last Enter sends. */
    void send(String text) {
        WebElement input = find("composer-input");
        input.sendKeys(text.replace("\n", Keys.chord(Keys.SHIFT, Keys.ENTER)));
        input.sendKeys(Keys.ENTER);
    }

    /** Sends a long text as if pasted, in one step. */
    void paste(String text) {
        find("composer-input").click();
        driver.executeCdpCommand("Input.insertText", Map.of("text", text));
        find("composer-input").sendKeys(Keys.ENTER);
    }

    void phone() {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 390, "height", 844, "deviceScaleFactor", 2, "mobile", true));
    }

    void desktop() {
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    void dark(boolean on) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", on ? "dark" : "light"))));
    }

    /** What the browser's console has said since the last call. */
    List<LogEntry> log() {
        return driver.manage().logs().get(LogType.BROWSER).getAll();
    }

    void screenshot(String name) {
        try {
            Path directory = Files.createDirectories(Path.of("target", "screenshots"));
            Files.write(directory.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private WebDriverWait waiting(String complaint) {
        WebDriverWait wait = new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50));
        wait.ignoring(StaleElementReferenceException.class);
        wait.withMessage(() -> complaint + "; the page says: "
                + driver.findElement(By.tagName("body")).getText() + "; console: " + log());
        return wait;
    }

    @Override
    public void close() {
        driver.quit();
    }
}
