package dev.chatagent.launcher;

import dev.chatagent.account.Notice;
import java.time.Duration;

/** What a notice says as mail. Its subject holds nothing that came from outside. */
record MailText(String subject, String body) {

    static MailText of(Notice notice) {
        if (notice instanceof Notice.PasswordReset reset) {
            return new MailText(
                    "Choose a new password", """
                    Somebody, hopefully you, asked for a new password for your account
                    %s.

                    Open this link to choose one. It works once, for %s:

                    %s

                    If it was not you, do nothing: your password stays as it is.
                    """.formatted(reset.to(), words(reset.validFor()), reset.link()));
        }
        if (notice instanceof Notice.EmailVerification verification) {
            return new MailText("Confirm your email address", """
                    Open this link to confirm that %s
                    is your address. It works once, for %s:

                    %s

                    If you have no account with us, ignore this message.
                    """.formatted(
                            verification.to(), words(verification.validFor()), verification.link()));
        }
        return new MailText("Your password was changed", """
                The password of your account %s
                was changed, and every device was logged out.

                If it was not you, ask for a new password on the log-in page now, and tell
                whoever runs the server.
                """.formatted(notice.to()));
    }

    private static String words(Duration duration) {
        long minutes = duration.toMinutes();
        return minutes % 60 == 0 ? count(minutes / 60, "hour") : count(minutes, "minute");
    }

    private static String count(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}
