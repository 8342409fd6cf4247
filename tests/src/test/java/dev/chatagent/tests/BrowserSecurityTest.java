package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** How people secure their account on the page: second factor, password, reset, address. */
class BrowserSecurityTest {
    private static final Mailbox MAILBOX = new Mailbox();
    private static final String NEXT_PASSWORD = "another five words that differ";

    @RegisterExtension
    static final BrowserFixture PAGE =
            new BrowserFixture(UnaryOperator.identity(), builder -> builder.notifier(MAILBOX));

    private final Browser browser = PAGE.browser();

    private void openAccount() {
        browser.find("account-link").click();
        browser.find("profile-section");
    }

    private void logout() {
        browser.find("logout").click();
        browser.find("login-email");
    }

    private void submit(String form, String... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            browser.find(namesAndValues[i]).clear();
            browser.find(namesAndValues[i]).sendKeys(namesAndValues[i + 1]);
        }
        browser.find(form + "-submit").click();
    }

    private AuthenticatorApp enrol() throws Exception {
        openAccount();
        submit("enrol", "enrol-password", Browser.PASSWORD);
        AuthenticatorApp app =
                new AuthenticatorApp(browser.find("factor-secret").getText());
        submit("confirm-factor", "confirm-code", app.code());
        browser.find("recovery-codes");
        return app;
    }

    @Test
    void an_authenticator_app_is_set_up_and_then_asked_for_at_sign_in() throws Exception {
        browser.register("ada@example.org");
        AuthenticatorApp app = enrol();
        browser.find("codes-kept").click();
        browser.find("factor-on");
        logout();

        browser.signIn("ada@example.org", Browser.PASSWORD);
        submit("code", "code-input", "000000");
        assertThat(browser.find("code-input-error").getText()).contains("wrong");
        submit("code", "code-input", app.code());
        browser.find("composer-input");
    }

    @Test
    void a_recovery_code_opens_the_account_once_and_removes_the_factor() throws Exception {
        browser.register("bob@example.org");
        enrol();
        String[] codes = browser.find("recovery-codes").findElements(By.tagName("code")).stream()
                .map(WebElement::getText)
                .toArray(String[]::new);
        assertThat(codes).hasSize(10);
        logout();
        assertThat(browser.driver().getPageSource()).doesNotContain(codes);

        browser.signIn("bob@example.org", Browser.PASSWORD);
        submit("code", "code-input", codes[0]);
        browser.find("composer-input");
        logout();
        browser.signIn("bob@example.org", Browser.PASSWORD);
        submit("code", "code-input", codes[0]);
        browser.find("code-input-error");
        submit("code", "code-input", codes[1]);
        browser.find("composer-input");

        openAccount();
        assertThat(browser.find("factor-on").getText()).contains("8 recovery codes");
        browser.find("remove-open").click();
        submit("remove-factor", "remove-password", "not the password", "remove-code", codes[2]);
        assertThat(browser.find("remove-password-error").getText()).contains("wrong");
        submit("remove-factor", "remove-password", Browser.PASSWORD, "remove-code", codes[2]);
        browser.find("enrol-password");
        logout();
        browser.signIn("bob@example.org", Browser.PASSWORD);
        browser.find("composer-input");
    }

    @Test
    void a_changed_password_signs_out_the_other_browser_and_this_one_goes_on() {
        browser.register("cleo@example.org");
        try (Browser other = Browser.at(PAGE.server().url())) {
            other.open();
            other.signIn("cleo@example.org", Browser.PASSWORD);
            other.connection("online");

            openAccount();
            submit("password", "password-old", "not the password", "password-new", NEXT_PASSWORD);
            assertThat(browser.find("password-old-error").getText()).contains("wrong");
            submit("password", "password-old", Browser.PASSWORD, "password-new", "a".repeat(20));
            assertThat(browser.find("password-new-error").getText()).contains("too easy to guess");
            submit("password", "password-old", Browser.PASSWORD, "password-new", NEXT_PASSWORD);
            browser.until("document.querySelector(\"[data-testid='password-done']\").textContent.includes('changed')");

            assertThat(other.find("login-error").getText()).contains("signed out");
            other.signIn("cleo@example.org", NEXT_PASSWORD);
            other.find("composer-input");
        }
        browser.connection("online");
        browser.reload();
        browser.find("profile-section");
    }

    @Test
    void a_forgotten_password_is_replaced_through_the_link_which_works_once() throws Exception {
        browser.register("dora@example.org");
        logout();
        browser.find("show-forgot").click();
        submit("forgot", "forgot-email", "nobody@example.org");
        String answer = browser.find("forgot-notice").getText();
        browser.find("forgot-back").click();
        browser.find("show-forgot").click();
        submit("forgot", "forgot-email", "dora@example.org");
        assertThat(browser.find("forgot-notice").getText()).isEqualTo(answer);

        String link = MAILBOX.nextLink("dora@example.org");
        browser.open(link);
        submit("reset", "reset-password", NEXT_PASSWORD);
        assertThat(browser.find("login-notice").getText()).contains("new password is set");
        assertThat(browser.driver().getCurrentUrl()).doesNotContain("reset");
        browser.signIn("dora@example.org", NEXT_PASSWORD);
        browser.find("composer-input");

        browser.open("");
        browser.open(link);
        submit("reset", "reset-password", Browser.PASSWORD);
        assertThat(browser.find("reset-error").getText()).contains("used or has expired");
        browser.find("reset-back").click();
        browser.find("composer-input");
    }

    @Test
    void an_address_is_verified_through_the_link() throws Exception {
        browser.register("emil@example.org");
        openAccount();
        assertThat(browser.find("profile-address").getText()).contains("not verified");
        browser.find("send-verification").click();
        String link = MAILBOX.nextLink("emil@example.org");
        browser.open(link);
        assertThat(browser.find("error-box").getText()).contains("Your address is verified");
        openAccount();
        assertThat(browser.find("profile-address").getText()).doesNotContain("not verified");
        assertThat(browser.find("profile-address").getText()).contains("verified");

        browser.forget();
        browser.open(link);
        assertThat(browser.find("login-error").getText()).contains("used or has expired");
    }

    @Test
    void too_many_wrong_passwords_make_the_button_count_the_wait_down() {
        browser.register("finn@example.org");
        logout();
        // The browser of a login is a known device, which never waits for others.
        browser.forget();
        browser.open();
        for (int i = 0; i < 30 && !browser.find("login-submit").getText().startsWith("Wait"); i++) {
            browser.signIn("finn@example.org", "not the password");
            browser.until("!document.getElementById('login-submit').hasAttribute('aria-busy')");
        }
        assertThat(browser.find("login-submit").getText()).startsWith("Wait");
        assertThat(browser.find("login-error").getText()).contains("You can try again in");
    }
}
