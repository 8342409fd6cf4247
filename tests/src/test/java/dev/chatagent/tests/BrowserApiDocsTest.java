package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;

/** The API's description, browsed in a real browser under the page's own policy. */
class BrowserApiDocsTest {
    private static final By SEND = By.id("operations-chat-sendMessage");

    @RegisterExtension
    static final BrowserFixture PAGE = new BrowserFixture();

    private final Browser browser = PAGE.browser();

    private void open() {
        browser.open("docs/api");
        browser.find(SEND);
    }

    @Test
    void operation_opens_with_its_example_and_breaks_no_policy() {
        open();
        assertThat(browser.find(SEND).getText()).contains("POST", "/chat/sessions/{id}/messages");
        browser.screenshot("api-docs");
        browser.find(SEND)
                .findElement(By.cssSelector(".opblock-summary-control"))
                .click();
        browser.until(
                "document.getElementById('operations-chat-sendMessage').innerText.includes('Which numbers are prime?')");
        browser.until("document.getElementById('operations-chat-sendMessage').innerText.includes('Idempotency-Key')");
        browser.run("document.getElementById('operations-chat-sendMessage').scrollIntoView()");
        browser.screenshot("api-docs-operation");
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void call_is_made_from_the_page() {
        open();
        String live = "document.getElementById('operations-health-getLiveness')";
        browser.find(By.cssSelector("#operations-health-getLiveness .opblock-summary-control"))
                .click();
        browser.find(By.cssSelector("#operations-health-getLiveness .try-out__btn"))
                .click();
        browser.find(By.cssSelector("#operations-health-getLiveness .execute")).click();
        browser.until(live + ".querySelector('.live-responses-table')?.innerText.includes('\"status\": \"up\"')");
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void keys_section_leads_to_it() {
        browser.register("ada@example.org");
        browser.open("#/account");
        browser.find("api-docs").click();
        browser.find(SEND);
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void description_reads_well_in_the_dark_and_on_a_phone() {
        browser.dark(true);
        open();
        browser.screenshot("api-docs-dark");
        browser.phone();
        browser.until("document.documentElement.scrollWidth <= window.innerWidth");
        browser.screenshot("api-docs-phone-dark");
        browser.dark(false);
        browser.settled();
        browser.screenshot("api-docs-phone");
        assertThat(browser.errors()).isEmpty();
    }
}
