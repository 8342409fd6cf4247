package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;

/** What the screens of accounts look like: nothing runs over, all text can be read, every control says what it is. */
class BrowserAccountLooksTest {
    private static final String LONG = "a.rather.long.address.of.somebody.who.has.much.to.say@department.example.org";

    /** Controls without an accessible name, and those that a password manager would not understand. */
    private static final String UNNAMED = """
            return [...document.querySelectorAll('input, select, textarea, button')]
              .filter((e) => e.checkVisibility() && e.getAttribute('aria-hidden') !== 'true')
              .filter((e) => !(e.labels?.length || e.textContent.trim() || e.ariaLabel)
                  || (e.type === 'password' && !/^(current|new)-password$/.test(e.autocomplete))
                  || (e.name === 'code' && e.autocomplete !== 'one-time-code'))
              .map((e) => e.outerHTML);
            """;

    private static final Mailbox MAILBOX = new Mailbox();

    @RegisterExtension
    static final BrowserFixture PAGE =
            new BrowserFixture(UnaryOperator.identity(), builder -> builder.notifier(MAILBOX));

    private final Browser browser = PAGE.browser();
    private final Looks looks = new Looks(browser);

    private void look(String state) {
        assertThat(browser.run(UNNAMED))
                .as(state)
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .isEmpty();
        looks.look(state);
    }

    @Test
    void every_screen_of_an_account_is_readable_and_runs_over_nowhere() throws Exception {
        browser.driver().get(PAGE.server().setUpLink().orElseThrow());
        browser.find("setup-email");
        look("setup");
        browser.find("setup-email").sendKeys(LONG);
        browser.find("setup-password").sendKeys(Browser.PASSWORD);
        browser.find("setup-submit").click();
        browser.find("composer-input");
        browser.find("account-link").click();
        browser.find("enrol-password");
        browser.find("login-item");
        look("account");
        browser.find("password-old").sendKeys("wrong");
        browser.find("password-new").sendKeys("short");
        browser.find("password-submit").click();
        browser.find("password-new-error");
        browser.find("key-name").sendKeys("unbreakable_name_".repeat(4));
        browser.find("key-submit").click();
        browser.find("key-secret");
        look("account-key");
        browser.find("enrol-password").sendKeys(Browser.PASSWORD);
        browser.find("enrol-submit").click();
        AuthenticatorApp app =
                new AuthenticatorApp(browser.find("factor-secret").getText());
        look("account-enrol");
        browser.find("confirm-code").sendKeys(app.code());
        browser.find("confirm-factor-submit").click();
        browser.find("recovery-codes");
        look("account-recovery");
        browser.find("codes-kept").click();
        browser.find("remove-open").click();
        browser.find("remove-code");
        look("account-factor");
        browser.find("revoke-key").click();
        look("account-revoke");
        browser.find("confirm-no").click();
        people();
        browser.find("logout").click();
        browser.signIn(LONG, Browser.PASSWORD);
        browser.find("code-input");
        look("code");
        browser.find("code-back").click();
        browser.find("show-forgot").click();
        assertThat(browser.find("forgot-email").getDomProperty("value")).isEqualTo(LONG);
        browser.find("forgot-submit").click();
        browser.find("forgot-notice");
        look("forgot");
        browser.open(MAILBOX.nextLink(LONG));
        browser.find("reset-password");
        look("reset");
        looks.assertAll();
        assertThat(browser.errors()).noneMatch(entry -> entry.getMessage().contains("Content Security Policy"));
    }

    private void people() throws Exception {
        Person.registeredAt(PAGE.server().url(), "another." + LONG);
        Person.registeredAt(PAGE.server().url(), "bob@example.org");
        browser.find("people-link").click();
        browser.find("person-open");
        look("people");
        browser.find(By.cssSelector("[data-email='another." + LONG + "'] summary"))
                .click();
        browser.find("create-open").click();
        browser.find("create-submit").click();
        look("people-open");
        browser.find("ban").click();
        look("people-ban");
        browser.find("confirm-yes").click();
        browser.find("unban");
        look("people-banned");
        browser.find(By.cssSelector("[data-email='bob@example.org'] summary")).click();
        browser.find("impersonate").click();
        browser.find("confirm-yes").click();
        browser.find("acting");
        look("acting");
        browser.find("account-link").click();
        browser.find("security-closed");
        look("acting-account");
        browser.find("acting-stop").click();
        browser.find("people-search");
        browser.open("#/people/audit");
        browser.find("audit-item");
        browser.find("verify-audit").click();
        browser.until("document.querySelector(\"[data-testid='audit-done']\").textContent !== ''");
        look("audit");
    }
}
