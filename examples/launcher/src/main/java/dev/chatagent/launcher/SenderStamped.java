package dev.chatagent.launcher;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.UUID;

/** A message whose id tells the sender's domain; the library would tell the names of this machine and its user. */
final class SenderStamped extends MimeMessage {
    private final String domain;

    SenderStamped(Session session, InternetAddress sender) {
        super(session);
        String address = sender.getAddress();
        this.domain = address.substring(address.lastIndexOf('@') + 1);
    }

    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", "<" + UUID.randomUUID() + "@" + domain + ">");
    }
}
