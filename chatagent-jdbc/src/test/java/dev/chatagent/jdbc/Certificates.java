package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Certificates for one test, made by the JDK's keytool: an authority, and a server that it vouches for. */
record Certificates(Path directory) {
    private static final String PASSWORD = "changeit";

    /** @param host the name that the server's certificate is for */
    static Certificates make(Path directory, String host) throws Exception {
        Certificates made = new Certificates(directory);
        made.keytool("-genkeypair", "-alias", "ca", "-dname", "CN=Test authority", "-ext", "bc:c=ca:true");
        made.keytool("-genkeypair", "-alias", "server", "-dname", "CN=" + host);
        made.keytool(
                "-certreq", "-alias", "server", "-file", made.file("server.csr").toString());
        made.keytool(
                "-gencert",
                "-alias",
                "ca",
                "-rfc",
                "-ext",
                "san=dns:" + host,
                "-infile",
                made.file("server.csr").toString(),
                "-outfile",
                made.server().toString());
        made.keytool(
                "-exportcert", "-alias", "ca", "-rfc", "-file", made.authority().toString());
        try (InputStream in = Files.newInputStream(made.file("keys.p12"))) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            byte[] key = keys.getKey("server", PASSWORD.toCharArray()).getEncoded();
            Files.writeString(
                    made.serverKey(),
                    "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                            + "\n-----END PRIVATE KEY-----\n");
        }
        return made;
    }

    private void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", file("keys.p12").toString(), "-storepass", PASSWORD));
        if (arguments[0].equals("-genkeypair")) {
            command.addAll(List.of("-keyalg", "EC", "-validity", "30"));
        }
        Path output = file("keytool.out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as("%s: %s", command, Files.readString(output))
                .isZero();
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    Path authority() {
        return file("ca.crt");
    }

    Path server() {
        return file("server.crt");
    }

    Path serverKey() {
        return file("server.key");
    }
}
