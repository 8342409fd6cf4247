package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.account.ClientInfo;
import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What administrators do on the page, and that nobody else does. */
class BrowserPeopleTest {
    private static final String ROOT = "root@example.org";
    private static final Mailbox MAILBOX = new Mailbox();

    @RegisterExtension
    static final BrowserFixture PAGE =
            new BrowserFixture(UnaryOperator.identity(), builder -> builder.notifier(MAILBOX));

    private final Browser browser = PAGE.browser();

    /** Enters as the administrator, who comes into being at the first call. */
    private void enterAsAdministrator() {
        Optional<String> link = PAGE.server().setUpLink();
        if (link.isPresent()) {
            browser.driver().get(link.get());
            browser.find("setup-email").sendKeys(ROOT);
            browser.find("setup-password").sendKeys(Browser.PASSWORD);
            browser.find("setup-submit").click();
        } else {
            browser.open();
            browser.signIn(ROOT, Browser.PASSWORD);
        }
        browser.find("composer-input");
        browser.find("people-link").click();
        browser.find("people-search");
    }

    private WebElement openPerson(String email) {
        browser.find("people-search").sendKeys(Keys.chord(Keys.CONTROL, "a"), email);
        browser.until(
                "[...document.querySelectorAll(\"[data-testid='person']\")].map(e => e.dataset.email).join() === arguments[0]",
                email);
        browser.find("person-open").click();
        return browser.find("person");
    }

    @Test
    void ordinary_people_see_no_way_in_and_are_refused_by_address() {
        browser.register("ada@example.org");
        assertThat(browser.driver().findElement(Browser.testId("people-link")).isDisplayed())
                .isFalse();
        for (String address : new String[] {"#/people", "#/people/audit"}) {
            browser.open(address);
            browser.find("people-refused");
        }
        assertThat(browser.driver().findElements(Browser.testId("people-search")))
                .isEmpty();
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void a_banned_person_is_signed_out_of_the_open_page_and_refused_until_let_in_again() {
        try (Browser other = Browser.at(PAGE.server().url())) {
            other.register("bob@example.org");
            other.connection("online");
            enterAsAdministrator();
            openPerson("bob@example.org");
            browser.find("ban").click();
            browser.find("confirm-yes").click();
            browser.find("unban");
            assertThat(other.find("login-error").getText()).contains("signed out");
            other.signIn("bob@example.org", Browser.PASSWORD);
            other.until("document.getElementById('login-error').textContent.includes('blocked')");
            browser.find("unban").click();
            browser.find("ban");
            other.signIn("bob@example.org", Browser.PASSWORD);
            other.find("composer-input");
        }
    }

    @Test
    void an_account_that_is_created_gets_a_link_and_its_roles_can_be_changed() throws Exception {
        enterAsAdministrator();
        browser.find("create-open").click();
        browser.find("create-email").sendKeys("cleo@example.org");
        browser.find("create-submit").click();
        String link = MAILBOX.nextLink("cleo@example.org");
        openPerson("cleo@example.org");
        browser.find("roles-input").clear();
        browser.find("roles-input").sendKeys("user no-such-role");
        browser.find("roles-submit").click();
        assertThat(browser.find(By.cssSelector("[data-testid='roles-input-error']"))
                        .getText())
                .contains("no role");
        browser.find("roles-input").clear();
        browser.find("roles-input").sendKeys("user admin");
        browser.find("roles-submit").click();
        browser.until("document.querySelector(\"[data-testid='person'] .tags\").textContent.includes('admin')");

        browser.forget();
        browser.open(link);
        browser.find("reset-password").sendKeys(Browser.PASSWORD);
        browser.find("reset-submit").click();
        browser.find("login-notice");
        browser.signIn("cleo@example.org", Browser.PASSWORD);
        browser.find("people-link");
    }

    @Test
    void acting_as_somebody_is_marked_and_leads_back_to_the_administrators_own_session() throws Exception {
        Person dora = Person.registeredAt(PAGE.server().url(), "dora@example.org");
        dora.send(dora.newChat(), "A chat of Dora's");
        enterAsAdministrator();
        openPerson("dora@example.org");
        browser.find("impersonate").click();
        browser.find("confirm-yes").click();
        assertThat(browser.find("acting").getText()).contains("You act as dora@example.org");
        browser.connection("online");
        browser.find("chat-item");
        browser.find("account-link").click();
        browser.find("security-closed");
        browser.screenshot("acting");

        browser.find("acting-stop").click();
        browser.gone("acting");
        browser.find("people-search");
        browser.until("document.getElementById('user-name').textContent === 'root'");
        browser.connection("online");
        browser.reload();
        browser.find("people-search");
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void the_audit_log_is_paged_and_its_chain_verified() {
        registerMany("audited");
        enterAsAdministrator();
        openPerson(ROOT);
        browser.open("#/people/audit");
        browser.find("more-audit").click();
        browser.until("document.querySelectorAll(\"[data-testid='audit-item']\").length > 30");
        browser.find("verify-audit").click();
        browser.until("document.querySelector(\"[data-testid='audit-done']\").textContent.includes('whole')");
        assertThat(browser.errors()).isEmpty();
    }

    private static void registerMany(String name) {
        for (int i = 0; i < 32; i++) {
            Registration registration = new Registration(new Email(name + i + "@example.org"), Browser.PASSWORD, "");
            PAGE.server().runtime().accounts().register(registration, new ClientInfo("test", "10.0.0." + i));
        }
    }

    @Test
    void the_list_of_accounts_is_paged_and_searched() {
        registerMany("many");
        enterAsAdministrator();
        browser.find("people-search").sendKeys("many");
        browser.until(
                "[...document.querySelectorAll(\"[data-testid='person']\")].every(e => e.dataset.email.startsWith('many'))"
                        + " && document.querySelectorAll(\"[data-testid='person']\").length === 20");
        browser.find("more-people").click();
        browser.until(
                "new Set([...document.querySelectorAll(\"[data-testid='person']\")].map(e => e.dataset.email)).size === 32");
        browser.find("people-search").sendKeys("-nobody");
        browser.find("people-empty");
    }
}
