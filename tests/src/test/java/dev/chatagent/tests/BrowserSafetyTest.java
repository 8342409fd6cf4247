package dev.chatagent.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What hostile text can do on the page: nothing. */
class BrowserSafetyTest {
    private static final String HOSTILE = """
            <script>window.pwned=1</script>

            <img src=x onerror="window.pwned=1"> <svg onload="window.pwned=1"><a xlink:href="javascript:window.pwned=1">s</a></svg>

            [script](javascript:window.pwned=1) [mixed](JaVaScRiPt:window.pwned=1) [tab](java&#9;script:window.pwned=1)
            [data](data:text/html,<script>window.pwned=1</script>) [vb](vbscript:window.pwned=1)
            <javascript:window.pwned=1> ![picture](javascript:window.pwned=1) ![remote](https://example.invalid/spy.png)

            <iframe srcdoc="<script>parent.pwned=1</script>"></iframe>
            <math><mtext><table><mglyph><style><img src=x onerror=window.pwned=1></style></mglyph></table></mtext></math>
            <style>body{display:none}</style><form action=/><input name=q autofocus onfocus=window.pwned=1></form>
            <b onclick="window.pwned=1" class="button danger">mark</b> <details open ontoggle=window.pwned=1>x</details>

            ```"><img src=x onerror=window.pwned=1>
            </code></pre><script>window.pwned=1</script>
            ```

            [honest](https://example.org/ "<img src=x onerror=window.pwned=1>")""";

    @RegisterExtension
    static final BrowserFixture PAGE = new BrowserFixture();

    private final Browser browser = PAGE.browser();

    @Test
    void hostile_text_is_shown_and_does_nothing() {
        browser.open();
        browser.find("show-register").click();
        browser.find("register-name").sendKeys("<img src=x onerror=window.pwned=1>");
        browser.find("register-email").sendKeys("mallory@example.org");
        browser.find("register-password").sendKeys(Browser.PASSWORD);
        browser.find("register-submit").click();
        browser.find("composer-input");
        browser.paste(HOSTILE);
        browser.message("assistant", "complete");
        harmless();
        browser.reload();
        browser.message("assistant", "complete");
        harmless();
        browser.find("rename-chat").click();
        browser.find("rename-input").clear();
        browser.find("rename-input").sendKeys("<svg onload=window.pwned=1>");
        browser.find("rename-submit").click();
        browser.title("<svg onload=window.pwned=1>");
        browser.find("delete-chat").click();
        browser.find("delete-confirm");
        harmless();
        assertThat(browser.errors()).isEmpty();
    }

    private void harmless() {
        browser.run("document.querySelectorAll(\"[data-testid='message-text'] :is(a, b)\").forEach(e => {"
                + " if (!e.href || !e.href.startsWith('http')) e.click(); })");
        assertThat(browser.run("return window.pwned === undefined")).isEqualTo(true);
        assertThat(
                        browser.run(
                                "return document.querySelectorAll(\"[data-testid='message-text'] "
                                        + ":is(script, img, svg, iframe, style, form, input, math, details, object, [class*=danger])\").length"))
                .isEqualTo(copyIcons());
        assertThat(browser.run("return [...document.querySelectorAll(\"[data-testid='message-text'] a[href]\")]"
                        + ".map(e => e.getAttribute('href')).every(h => /^(https?:|mailto:)/.test(h))"))
                .isEqualTo(true);
        assertThat(
                        browser.run(
                                "return [...document.querySelectorAll(\"[data-testid='message-text'] a[href]\")].some("
                                        + "e => e.href === 'https://example.org/' && e.rel.includes('noopener') && e.target === '_blank')"))
                .isEqualTo(true);
        assertThat(browser.run("return [...document.querySelectorAll('*')].some("
                        + "e => e.getAttributeNames().some(n => n.startsWith('on')))"))
                .isEqualTo(false);
    }

    /** The page's own icons, one in each copy button of a code block. */
    private Object copyIcons() {
        return browser.run("return document.querySelectorAll(\"[data-testid='message-text'] button svg\").length");
    }

    @Test
    void ordinary_use_leaves_no_error_and_no_policy_violation_in_the_console() {
        browser.register("ada@example.org");
        browser.paste("# Title\n\nText with `code`\n\n```js\nlet a = 1;\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |");
        browser.message("assistant", "complete");
        browser.find("copy").click();
        browser.reload();
        browser.message("assistant", "complete");
        browser.find("new-chat").click();
        browser.find("welcome");
        browser.find("logout").click();
        browser.find("login-email");
        browser.reload();
        browser.find("login-email");
        assertThat(browser.errors()).isEmpty();
    }
}
