package dev.chatagent.jwt;

import dev.chatagent.ChatAgentModule;
import dev.chatagent.RuntimeContext;
import dev.chatagent.auth.AccessTokens;
import dev.chatagent.auth.PasswordHasher;
import dev.chatagent.config.Settings;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Gives a runtime JWT access tokens, signed with a key that is generated once and kept among its secrets, and bcrypt
 * password hashes of the cost {@link Settings#PASSWORD_COST}. Found by itself; nothing has to be called.
 */
public final class AuthModule implements ChatAgentModule {
    private static final String SECRET = "jwt-hs256";

    @Override
    public String name() {
        return "chatagent-auth";
    }

    @Override
    public Optional<AccessTokens> accessTokens(RuntimeContext context) {
        byte[] secret = context.secrets().getOrCreate(SECRET, AuthModule::randomSecret);
        return Optional.of(new JwtAccessTokens(SigningKeys.of(secret), context.clock()));
    }

    private static byte[] randomSecret() {
        byte[] secret = new byte[SigningKeys.SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return secret;
    }

    @Override
    public Optional<PasswordHasher> passwordHasher(RuntimeContext context) {
        return Optional.of(new BcryptHasher(context.get(Settings.PASSWORD_COST)));
    }
}
