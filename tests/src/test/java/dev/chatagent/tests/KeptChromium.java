package dev.chatagent.tests;

import java.util.Set;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * The Chromium that the test classes of this JVM use one after the other, because starting one takes seconds. It ends after the last
 * of them; one that answers no more, or has other windows than the first, is replaced.
 */
final class KeptChromium implements AutoCloseable {
    private ChromeDriver driver = Chromium.start();

    private KeptChromium() {}

    static Browser at(ExtensionContext context, String url) {
        KeptChromium kept = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(KeptChromium.class))
                .computeIfAbsent(KeptChromium.class, key -> new KeptChromium(), KeptChromium.class);
        return Browser.on(kept.answering(), url);
    }

    private ChromeDriver answering() {
        if (!fit()) {
            close();
            driver = Chromium.start();
        }
        return driver;
    }

    private boolean fit() {
        try {
            return driver.getWindowHandles().equals(Set.of(driver.getWindowHandle()));
        } catch (WebDriverException e) { // it has crashed
            return false;
        }
    }

    @Override
    public void close() {
        try {
            driver.quit();
        } catch (WebDriverException e) { // it has crashed; its driver has ended
            return;
        }
    }
}
