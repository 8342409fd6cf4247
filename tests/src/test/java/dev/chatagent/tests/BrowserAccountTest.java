package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.config.Settings;
import dev.chatagent.launcher.LauncherServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** Registering, signing in and the first administrator, as people see it. */
class BrowserAccountTest {
    @RegisterExtension
    static final BrowserFixture PAGE = new BrowserFixture(settings -> settings.with(Settings.PASSWORD_MIN_LENGTH, 12));

    private final Browser browser = PAGE.browser();

    @Test
    void a_wrong_password_is_said_so_and_the_right_one_enters() {
        browser.register("ada@example.org");
        browser.find("logout").click();
        browser.find("login-email");
        browser.signIn("ada@example.org", "not the password at all");
        assertThat(browser.find("login-error").getText()).isEqualTo("The email address or the password is wrong.");
        browser.signIn("ADA@example.org", Browser.PASSWORD);
        browser.find("composer-input");
    }

    @Test
    void the_page_knows_the_length_that_the_server_asks_for() {
        browser.open();
        browser.find("show-register").click();
        browser.find("register-email").sendKeys("bob@example.org");
        WebElement password = browser.find("register-password");
        assertThat(browser.find(By.id("register-password-hint")).getText()).startsWith("12 characters or more.");
        password.sendKeys("eleven char");
        browser.find("register-submit").click();
        WebElement error = browser.find(By.id("register-password-error"));
        assertThat(error.getText()).startsWith("Use 12 characters or more.");
        assertThat(password.getDomAttribute("aria-invalid")).isEqualTo("true");
        password.sendKeys("s");
        browser.find("register-submit").click();
        browser.find("composer-input");
    }

    @Test
    void a_server_that_registers_nobody_offers_no_registration(@TempDir Path home) throws Exception {
        Settings closed = Launchers.settings(home.resolve("data")).with(Settings.REGISTRATION, false);
        try (LauncherServer server = Launchers.start(closed)) {
            browser.driver().get(server.url());
            browser.find("login-email");
            assertThat(browser.driver()
                            .findElement(Browser.testId("show-register"))
                            .isDisplayed())
                    .isFalse();
        }
    }

    @Test
    void a_password_that_the_server_refuses_is_explained_at_its_field() {
        browser.open();
        browser.find("show-register").click();
        browser.find("register-email").sendKeys("cleo@example.org");
        browser.find("register-password").sendKeys("a".repeat(20));
        browser.find("register-submit").click();
        assertThat(browser.find(By.id("register-password-error")).getText()).contains("too easy to guess");
    }

    @Test
    void a_password_can_be_shown_and_is_hidden_again_when_sent() {
        browser.open();
        browser.find("login-email").sendKeys("nobody@example.org");
        WebElement password = browser.find("login-password");
        password.sendKeys("not the password at all");
        WebElement reveal = browser.find(By.cssSelector("[data-reveal='login-password']"));
        reveal.click();
        assertThat(password.getDomProperty("type")).isEqualTo("text");
        assertThat(reveal.getDomAttribute("aria-pressed")).isEqualTo("true");
        browser.find("login-submit").click();
        browser.find("login-error");
        assertThat(password.getDomProperty("type")).isEqualTo("password");
    }

    @Test
    void the_set_up_link_makes_the_first_administrator_and_leaves_the_address_bar() {
        String link = PAGE.server().setUpLink().orElseThrow();
        browser.driver().get(link);
        browser.find("setup-email").sendKeys("root@example.org");
        assertThat(browser.driver().getCurrentUrl()).doesNotContain("setup");
        browser.find("setup-password").sendKeys(Browser.PASSWORD);
        browser.find("setup-submit").click();
        browser.find("composer-input");
        assertThat(browser.find("user-email").getText()
                        + browser.find("user-name").getText())
                .contains("root");
        assertThat(PAGE.server().setUpLink()).isEmpty();

        browser.forget();
        browser.driver().get(link);
        browser.find("setup-email").sendKeys("second@example.org");
        browser.find("setup-password").sendKeys(Browser.PASSWORD);
        browser.find("setup-submit").click();
        assertThat(browser.find("setup-error").getText()).isNotBlank();
    }
}
