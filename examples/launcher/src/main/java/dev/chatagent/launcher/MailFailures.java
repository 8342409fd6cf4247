package dev.chatagent.launcher;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/** Why mail did not go out, in our own words: those of servers and libraries quote addresses and messages. */
final class MailFailures {
    private static final int PERMANENT = 500;

    private MailFailures() {}

    /** Whether trying again cannot help, and might lock the account at the mail server. */
    static boolean isFinal(MessagingException failure) {
        return failure instanceof AuthenticationFailedException
                || failure instanceof AddressException
                || code(failure) >= PERMANENT;
    }

    static String reason(MessagingException failure) {
        if (failure instanceof AuthenticationFailedException) {
            return "the mail server refuses the user or the password";
        }
        if (code(failure) > 0) {
            return "the mail server refuses it with code " + code(failure);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException
                    || String.valueOf(cause.getMessage()).startsWith("STARTTLS is required")) {
                return "there is no TLS to be had that can be trusted";
            }
        }
        return failure.getCause() instanceof IOException io
                ? "the mail server cannot be reached or stopped answering ("
                        + io.getClass().getSimpleName() + ")"
                : failure.getClass().getSimpleName();
    }

    /** The server's reply code (RFC 5321 section 4.2), 0 without one. */
    private static int code(MessagingException failure) {
        for (Exception next = failure; next != null; ) {
            if (next instanceof SMTPAddressFailedException refused) {
                return refused.getReturnCode();
            }
            if (next instanceof SMTPSendFailedException refused && refused.getNextException() == null) {
                return refused.getReturnCode();
            }
            next = next instanceof MessagingException outer ? outer.getNextException() : null;
        }
        return 0;
    }
}
