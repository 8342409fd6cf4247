package dev.chatagent.tests;

import dev.chatagent.account.Notice;
import dev.chatagent.account.Notifier;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What people are sent, kept until a test reads it. Thread-safe. */
final class Mailbox implements Notifier {
    private final BlockingQueue<Notice> notices = new LinkedBlockingQueue<>();

    @Override
    public void send(Notice notice) {
        notices.add(notice);
    }

    /** The part behind the origin of the link that arrives next for somebody. */
    String nextLink(String address) throws InterruptedException {
        while (true) {
            Notice notice = notices.poll(60, TimeUnit.SECONDS);
            if (notice == null) {
                throw new AssertionError("No link arrived for " + address);
            }
            if (!notice.to().text().equals(address)) {
                continue;
            }
            if (notice instanceof Notice.PasswordReset reset) {
                return fragment(reset.link());
            }
            if (notice instanceof Notice.EmailVerification verification) {
                return fragment(verification.link());
            }
        }
    }

    private static String fragment(String link) {
        return "#" + URI.create(link).getRawFragment();
    }
}
