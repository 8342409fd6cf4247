package dev.chatagent.auth;

import dev.chatagent.config.HomeDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.function.Supplier;

/** Secrets as files of mode 0600 in the data directory, written so that a crash leaves them whole or absent. */
public final class FileSecretStore implements SecretStore {
    private final HomeDirectory home;

    public FileSecretStore(HomeDirectory home) {
        this.home = home;
    }

    @Override
    public synchronized byte[] getOrCreate(String name, Supplier<byte[]> generator) {
        Path file = home.resolve("secrets/" + name);
        if (!Files.exists(file)) {
            home.writeSecret(
                    "secrets/" + name,
                    HexFormat.of().formatHex(generator.get()).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        try {
            byte[] secret = HexFormat.of().parseHex(Files.readString(file).strip());
            if (secret.length == 0) {
                throw new IllegalArgumentException("empty");
            }
            return secret;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the secret " + file + "; check who owns it", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("The secret " + file
                    + " is damaged. Restore it from a backup, or delete it to have a new one made; "
                    + "everybody then has to log in again.");
        }
    }
}
