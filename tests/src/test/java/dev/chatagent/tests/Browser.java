package dev.chatagent.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.interactions.WheelInput;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A Chromium on the launcher's page, and the page's elements by their test ids. Single-threaded; closed by who opened it. */
final class Browser implements AutoCloseable {
    static final String PASSWORD = "four words that differ";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ChromeDriver driver;
    private final String url;

    private Browser(ChromeDriver driver, String url) {
        this.driver = driver;
        this.url = url;
    }

    /** Ends the test as skipped where no Chromium is installed; in CI that is a failure. */
    static void assumeInstalled() {
        Chromium.assumeInstalled();
    }

    /** A fresh Chromium, without cookies, that shows nothing yet. */
    static Browser at(String url) {
        return new Browser(Chromium.start(), url);
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
        desktop();
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

    /** What has arrived so far of an answer that is being written: something, but not all. */
    String streamingText() {
        By text = By.cssSelector(
                "[data-testid='message'][data-role='assistant'][data-status='streaming'] [data-testid='message-text']");
        return waiting("no answer is being written").until(each -> driver.findElements(text).stream()
                .map(WebElement::getText)
                .filter(shown -> !shown.isEmpty())
                .findFirst()
                .orElse(null));
    }

    void title(String chat) {
        until("document.getElementById('chat-title').textContent === arguments[0]", chat);
        until("document.title === arguments[0] + ' · chatagent'", chat);
    }

    void connection(String state) {
        until("document.getElementById('connection').dataset.state === arguments[0]", state);
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

    /** Turns the wheel over the conversation, as a reader does; negative goes up. */
    void wheel(int pixels) {
        WebElement thread = driver.findElement(By.id("thread-scroll"));
        new Actions(driver)
                .moveToElement(thread)
                .scrollFromOrigin(WheelInput.ScrollOrigin.fromElement(thread), 0, pixels)
                .perform();
    }

    void phone() {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 390, "height", 844, "deviceScaleFactor", 2, "mobile", true));
    }

    void desktop() {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 1280, "height", 800, "deviceScaleFactor", 1, "mobile", false));
    }

    void dark(boolean on) {
        media("prefers-color-scheme", on ? "dark" : "light");
    }

    void reducedMotion() {
        media("prefers-reduced-motion", "reduce");
    }

    private void media(String feature, String value) {
        Map<String, Object> parameters = Map.of("features", List.of(Map.of("name", feature, "value", value)));
        driver.executeCdpCommand("Emulation.setEmulatedMedia", parameters);
    }

    /** Waits until nothing moves or fades any more, but for what pulses without end. */
    void settled() {
        until("document.getAnimations().every(a => a.playState !== 'running'"
                + " || a.effect.getComputedTiming().iterations === Infinity)");
    }

    /** What the browser's console has said since the last call. */
    List<LogEntry> log() {
        return driver.manage().logs().get(LogType.BROWSER).getAll();
    }

    /** The errors and policy violations among it. */
    List<LogEntry> errors() {
        return log().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue()
                        || entry.getMessage().contains("Content Security Policy"))
                .toList();
    }

    /** For people, who ask for it with {@code -Dchatagent.screenshots}: drawing takes longer than looking. */
    void screenshot(String name) {
        if (!Boolean.getBoolean("chatagent.screenshots")) {
            return;
        }
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
