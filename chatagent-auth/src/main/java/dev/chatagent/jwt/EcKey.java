package dev.chatagent.jwt;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTDecodeException;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** A key pair on P-256 that signs with ECDSA (ES256). */
record EcKey(String id, ECPublicKey publicHalf, Algorithm algorithm) implements SigningKey {
    private static final int COORDINATE_BYTES = 32;

    /** A fresh pair in the form that {@link #of} reads. */
    static byte[] generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            byte[] secret = pair.getPrivate().getEncoded();
            byte[] open = pair.getPublic().getEncoded();
            return ByteBuffer.allocate(Integer.BYTES + secret.length + open.length)
                    .putInt(secret.length)
                    .put(secret)
                    .put(open)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has P-256", e);
        }
    }

    static EcKey of(String id, byte[] encoded) {
        ByteBuffer buffer = ByteBuffer.wrap(encoded);
        byte[] secret = new byte[buffer.getInt()];
        buffer.get(secret);
        byte[] open = new byte[buffer.remaining()];
        buffer.get(open);
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            ECPrivateKey privateKey = (ECPrivateKey) factory.generatePrivate(new PKCS8EncodedKeySpec(secret));
            ECPublicKey publicKey = (ECPublicKey) factory.generatePublic(new X509EncodedKeySpec(open));
            return new EcKey(id, publicKey, Algorithm.ECDSA256(publicKey, privateKey));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The signing key " + id + " is damaged", e);
        }
    }

    @Override
    public String name() {
        return "ES256";
    }

    @Override
    public boolean signed(String[] segments) {
        SigningKey.bytes(segments[2]); // java-jwt takes every form
        try {
            algorithm.verify(JWT.decode(String.join(".", segments)));
            return true;
        } catch (SignatureVerificationException | JWTDecodeException e) {
            return false;
        }
    }

    @Override
    public Optional<Map<String, String>> publicKey() {
        return Optional.of(Map.of(
                "kty",
                "EC",
                "crv",
                "P-256",
                "use",
                "sig",
                "alg",
                name(),
                "kid",
                id,
                "x",
                coordinate(publicHalf.getW().getAffineX()),
                "y",
                coordinate(publicHalf.getW().getAffineY())));
    }

    /** Big-endian and of full length (RFC 7518 section 6.2.1.2). */
    private static String coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] padded = new byte[COORDINATE_BYTES];
        byte[] significant = Arrays.copyOfRange(bytes, Math.max(0, bytes.length - COORDINATE_BYTES), bytes.length);
        System.arraycopy(significant, 0, padded, COORDINATE_BYTES - significant.length, significant.length);
        return SigningKey.base64(padded);
    }

    /** Never the private half. */
    @Override
    public String toString() {
        return "EcKey[" + id + "]";
    }
}
