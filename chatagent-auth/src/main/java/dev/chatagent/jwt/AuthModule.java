package dev.chatagent.jwt;

import dev.chatagent.ChatAgentModule;
import dev.chatagent.RuntimeContext;
import dev.chatagent.auth.AccessTokens;
import dev.chatagent.auth.PasswordHasher;
import dev.chatagent.auth.PasswordStrength;
import dev.chatagent.config.PasswordHash;
import dev.chatagent.config.Settings;
import dev.chatagent.storage.Storage;
import java.util.Optional;

/**
 * Gives a runtime JWT access tokens, signed with keys that rotate and are shared by all nodes through the database, password
 * hashes ({@link Settings#PASSWORD_HASH}), and a judgement of how easy a password is to guess. Found by itself; nothing has to
 * be called.
 */
public final class AuthModule implements ChatAgentModule {
    /** For {@link java.util.ServiceLoader}. */
    public AuthModule() {}

    @Override
    public String name() {
        return "chatagent-auth";
    }

    @Override
    public Optional<AccessTokens> accessTokens(RuntimeContext context, Storage storage) {
        KeyRing.Policy policy = new KeyRing.Policy(
                context.get(Settings.TOKEN_ALGORITHM),
                context.get(Settings.KEY_ROTATION),
                context.get(Settings.ACCESS_TOKEN_LIFETIME));
        KeyRing keys = new KeyRing(storage, context.box(), context.clock(), policy);
        return Optional.of(new JwtAccessTokens(keys, context.clock()));
    }

    @Override
    public Optional<PasswordHasher> passwordHasher(RuntimeContext context) {
        BcryptHasher bcrypt = new BcryptHasher(context.get(Settings.PASSWORD_COST));
        boolean argon2 = context.get(Settings.PASSWORD_HASH) == PasswordHash.ARGON2ID;
        if (argon2) {
            return Optional.of(new FormatHasher(Argon2Support.require(context.environment()), bcrypt));
        }
        return Optional.of(
                Argon2Support.available()
                        ? new FormatHasher(bcrypt, Argon2Support.require(context.environment()))
                        : bcrypt);
    }

    @Override
    public Optional<PasswordStrength> passwordStrength(RuntimeContext context) {
        return Optional.of(new ZxcvbnStrength());
    }
}
