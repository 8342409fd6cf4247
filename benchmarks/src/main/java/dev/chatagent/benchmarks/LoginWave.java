package dev.chatagent.benchmarks;

import dev.chatagent.account.Email;
import dev.chatagent.account.Registration;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What 200 people who log in at the same moment are to somebody else's requests. */
final class LoginWave implements Row {
    private static final int LOGINS = 200;
    private static final int PEOPLE = 100;
    private static final int OVERLOADED = 503;

    @Override
    public String name() {
        return "wave";
    }

    @Override
    public List<Line> measure(Scale scale) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(LOGINS);
        try (Folder home = Folder.create();
                Backend backend = Backend.start(home.path(), scale.passwordCost());
                Api api = Api.serve(backend, Map.of());
                HttpLine other = new HttpLine(api.port(), "/api/auth/profile", backend.person()::accessToken)) {
            for (int i = 0; i < PEOPLE; i++) {
                backend.runtime().accounts().register(new Registration(email(i), Backend.PASSWORD, ""), Backend.CLIENT);
            }
            Loop.timed(scale.warmUp(), List.of(other));
            List<Double> ratios = new ArrayList<>();
            int refused = 0;
            for (int round = 0; round < scale.rounds(); round++) {
                Sample idle = Loop.timed(scale.slice().multipliedBy(5), List.of(other));
                List<Future<Integer>> wave = start(threads, api.port());
                Sample busy = Loop.until(() -> wave.stream().allMatch(Future::isDone), other);
                ratios.add(busy.percentile(0.99) / idle.percentile(0.99));
                refused += refused(wave);
            }
            return List.of(new Line(
                    "p99 of others while 200 log in",
                    "their p99 when idle",
                    ratios,
                    Bar.atMost(3),
                    "of " + LOGINS * scale.rounds() + " logins " + refused + " were told to come back"));
        } finally {
            threads.shutdownNow();
        }
    }

    private static Email email(int person) {
        return new Email("person" + person + "@example.org");
    }

    private static List<Future<Integer>> start(ExecutorService threads, int port) {
        List<Future<Integer>> wave = new ArrayList<>();
        for (int i = 0; i < LOGINS; i++) {
            Email email = email(i % PEOPLE);
            Callable<Integer> login = () -> login(port, email);
            wave.add(threads.submit(login));
        }
        return wave;
    }

    private static int login(int port, Email email) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/api/auth/login")
                .toURL()
                .openConnection();
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/json");
        connection
                .getOutputStream()
                .write(("{\"email\":\"" + email.text() + "\",\"password\":\"" + Backend.PASSWORD + "\"}")
                        .getBytes(StandardCharsets.UTF_8));
        int status = connection.getResponseCode();
        boolean comeBack = status == OVERLOADED && connection.getHeaderField("Retry-After") != null;
        if (status != 200 && !comeBack) {
            throw new IOException("A login was answered with " + status);
        }
        return status;
    }

    private static int refused(List<Future<Integer>> wave) throws Exception {
        int refused = 0;
        for (Future<Integer> login : wave) {
            refused += login.get() == OVERLOADED ? 1 : 0;
        }
        return refused;
    }
}
