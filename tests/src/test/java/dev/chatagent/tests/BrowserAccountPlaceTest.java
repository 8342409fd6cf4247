package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;

/** The account's own place on the page: name, logins, keys for programs. */
class BrowserAccountPlaceTest {
    @RegisterExtension
    static final BrowserFixture PAGE = new BrowserFixture();

    private final Browser browser = PAGE.browser();

    @Test
    void a_changed_name_shows_at_once_and_after_a_reload() {
        browser.register("ada@example.org");
        browser.find("account-link").click();
        browser.find("profile-name").clear();
        browser.find("profile-name").sendKeys("Ada Lovelace");
        browser.find("profile-submit").click();
        browser.until("document.getElementById('user-name').textContent === 'Ada Lovelace'");
        browser.reload();
        browser.until("document.querySelector(\"[data-testid='profile-name']\")?.value === 'Ada Lovelace'");
        assertThat(browser.find("chat-title").getText()).isEqualTo("Account");
        browser.find("new-chat").click();
        browser.find("welcome");
        browser.driver().navigate().back();
        browser.find("profile-section");
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void another_login_is_listed_and_ended() {
        browser.register("bob@example.org");
        try (Browser other = Browser.at(PAGE.server().url())) {
            other.open();
            other.signIn("bob@example.org", Browser.PASSWORD);
            other.connection("online");
            browser.find("account-link").click();
            browser.find("end-login");
            assertThat(browser.driver().findElements(Browser.testId("login-item")))
                    .hasSize(2)
                    .first()
                    .satisfies(
                            item -> assertThat(item.getText()).contains("Chrome on Linux", "this device", "127.0.0.1"));
            browser.find("end-login").click();
            assertThat(other.find("login-error").getText()).contains("signed out");
        }
        browser.until("document.querySelectorAll(\"[data-testid='login-item']\").length === 1");
        browser.connection("online");
    }

    @Test
    void a_key_is_shown_once_works_against_the_api_and_ends_when_revoked() throws Exception {
        browser.register("cleo@example.org");
        browser.find("account-link").click();
        browser.find("key-submit").click();
        assertThat(browser.find(By.cssSelector("[data-testid='key-name-error']"))
                        .getText())
                .isNotBlank();
        browser.find("key-name").sendKeys("backup script");
        browser.find("key-submit").click();
        String secret = browser.find("key-secret").getText();
        assertThat(browser.find("key-item").getText()).contains("backup script", "Chat", "never used");
        assertThat(status("/api/chat/sessions", secret)).isEqualTo(200);
        assertThat(status("/api/auth/profile", secret)).isEqualTo(403);

        browser.reload();
        browser.find("key-item");
        assertThat(browser.driver().getPageSource()).doesNotContain(secret);
        browser.find("revoke-key").click();
        browser.find("confirm-yes").click();
        browser.gone("key-item");
        assertThat(status("/api/chat/sessions", secret)).isEqualTo(401);
    }

    private static int status(String path, String bearer) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(PAGE.server().url() + path))
                .header("Authorization", "Bearer " + bearer)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
