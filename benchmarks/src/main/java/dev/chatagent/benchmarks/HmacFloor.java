package dev.chatagent.benchmarks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The least that checking an HMAC-SHA256 token costs: split, decode, sign, compare. For one thread. */
final class HmacFloor {
    private final Mac mac;
    private final byte[] expected;

    /** @param token whose signed part every call signs; any key does */
    HmacFloor(String token) throws GeneralSecurityException {
        mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
        expected = sign(token, token.lastIndexOf('.'));
    }

    Boolean verify(String token) {
        int dot = token.lastIndexOf('.');
        byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
        byte[] actual = sign(token, dot);
        return MessageDigest.isEqual(actual, expected) && signature.length == actual.length;
    }

    private byte[] sign(String token, int end) {
        return mac.doFinal(token.substring(0, end).getBytes(StandardCharsets.US_ASCII));
    }
}
