package dev.chatagent.auth;

import java.util.List;
import java.util.Optional;

/**
 * SPI: says whether a password is too easy to guess. Called on request threads, concurrently, with passwords of at most 128
 * code points; must answer within milliseconds, offline, and keep nothing of what it saw. Closed by nobody.
 */
@FunctionalInterface
public interface PasswordStrength {
    /**
     * Why the password is too easy, as a sentence for its owner; empty when it is good enough.
     *
     * @param personal what an attacker who knows the person would try first: the address and the name
     */
    Optional<String> weakness(String password, List<String> personal);
}
