package dev.chatagent.jdbc;

import java.io.FileNotFoundException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Optional;

/** What is wrong with TLS when a connection fails, and what to do about it: none of it passes by itself. */
final class PostgresTls {
    private static final String NO_ENTRY = "28000";
    private static final String REJECTED = "08004";
    private static final String FAILED = "08006";
    private static final String VERIFY_FULL = "?sslmode=verify-full&sslrootcert=/path/of/the/authority.crt";

    private PostgresTls() {}

    /** Empty when it is something else. */
    static Optional<String> fault(SQLException e, PostgresUrl url) {
        String state = String.valueOf(e.getSQLState());
        boolean verified = url.sslMode().startsWith("verify-");
        if (NO_ENTRY.equals(state) && url.sslMode().equals("disable")) {
            return Optional.of(
                    "lets nobody of that role and address in without TLS. Ask for it in CHATAGENT_DATABASE_URL: "
                            + VERIFY_FULL);
        }
        if (REJECTED.equals(state) && (verified || url.sslMode().equals("require"))) {
            return Optional.of("offers no TLS, and sslmode=" + url.sslMode()
                    + " asks for it. Switch it on in the server (ssl = on), or set sslmode=disable where the network is"
                    + " safe.");
        }
        if (caused(e, FileNotFoundException.class)) {
            return Optional.of("cannot be verified: " + e.getMessage()
                    + " Name the file with its authority's certificate in sslrootcert.");
        }
        if (caused(e, GeneralSecurityException.class)) {
            return Optional.of(
                    "shows a certificate that is not trusted. Name the file with the certificate of the authority"
                            + " that signed it in sslrootcert: " + VERIFY_FULL);
        }
        if (FAILED.equals(state) && url.sslMode().equals("verify-full") && e.getCause() == null) {
            return Optional.of(
                    "has another name: its certificate is not for the host that CHATAGENT_DATABASE_URL names."
                            + " Connect by a name that stands in the certificate, or set sslmode=verify-ca, which checks the"
                            + " authority alone.");
        }
        return Optional.empty();
    }

    private static boolean caused(Throwable thrown, Class<? extends Throwable> type) {
        return Causes.of(thrown).anyMatch(type::isInstance);
    }
}
