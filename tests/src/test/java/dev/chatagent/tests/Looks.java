package dev.chatagent.tests;

import java.util.List;
import org.assertj.core.api.SoftAssertions;

/** What must hold of every state of the page: nothing runs over, all text can be read, a phone does not zoom. */
final class Looks {
    /** Colour and background of every text that is shown, where their contrast is below what WCAG AA asks for. */
    private static final String POOR_CONTRAST = """
            const rgb = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
            const channel = (c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
            const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
            const behind = (node) => {
              for (let each = node; each; each = each.parentElement) {
                const [r, g, b, a = 1] = rgb(getComputedStyle(each).backgroundColor);
                if (a === 1) return [r, g, b];
              }
              return [255, 255, 255];
            };
            return [...document.querySelectorAll('body *')]
              .filter((e) => e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && !e.closest('.sr-only, :disabled'))
              .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) || e.placeholder)
              .map((e) => {
                const style = getComputedStyle(e, e.placeholder && !e.value ? '::placeholder' : null);
                const [a, b] = [light(rgb(style.color)), light(behind(e))];
                const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                return { ratio, what: `${e.tagName}.${e.className} "${(e.textContent || e.placeholder).trim().slice(0, 30)}"` };
              })
              .filter(({ ratio }) => ratio < 4.5)
              .map(({ ratio, what }) => `${ratio.toFixed(2)} ${what}`);
            """;

    private final Browser browser;
    private final SoftAssertions soft = new SoftAssertions();

    Looks(Browser browser) {
        this.browser = browser;
    }

    /** Looks at what is shown now, in all four ways. */
    void look(String state) {
        for (boolean dark : new boolean[] {false, true}) {
            browser.dark(dark);
            browser.desktop();
            check(state + (dark ? "-dark" : ""));
            browser.phone();
            check(state + "-phone" + (dark ? "-dark" : ""));
        }
        browser.dark(false);
        browser.desktop();
    }

    void check(String state) {
        browser.settled();
        browser.screenshot(state);
        soft.assertThat((Boolean) browser.run("return document.scrollingElement.scrollWidth <= innerWidth"
                        + " && (document.body.dataset.view !== 'app' || document.scrollingElement.scrollHeight <= innerHeight)"
                        + " && [...document.querySelectorAll('#thread-scroll, #place, .sidebar-scroll, dialog[open]')]"
                        + ".every(e => e.scrollWidth <= e.clientWidth)"))
                .as(state + ": nothing runs over the width, nor the shell over the height")
                .isTrue();
        soft.assertThat((List<?>) browser.run(POOR_CONTRAST))
                .as(state + ": contrast of 4.5 and more")
                .isEmpty();
        soft.assertThat((Boolean) browser.run("return [...document.querySelectorAll('input, select, textarea')]"
                        + ".every(e => innerWidth > 600 || parseFloat(getComputedStyle(e).fontSize) >= 16)"))
                .as(state + ": a phone does not zoom into a control")
                .isTrue();
    }

    void assertAll() {
        soft.assertAll();
    }
}
