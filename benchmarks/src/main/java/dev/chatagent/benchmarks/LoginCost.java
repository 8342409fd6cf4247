package dev.chatagent.benchmarks;

import java.util.List;
import org.mindrot.jbcrypt.BCrypt;

/** Logging in, durably and with new tokens, against checking the password with bcrypt alone. */
final class LoginCost implements Row {
    @Override
    public String name() {
        return "login";
    }

    @Override
    public List<Line> measure(Scale scale) throws Exception {
        try (Folder home = Folder.create();
                Backend backend = Backend.start(home.path(), scale.passwordCost())) {
            String hash = BCrypt.hashpw(Backend.PASSWORD, BCrypt.gensalt(scale.passwordCost()));
            Duel duel = Duel.fight(
                    scale,
                    time -> times(
                            scale.logins(),
                            () -> backend.runtime().accounts().login(Backend.EMAIL, Backend.PASSWORD, Backend.CLIENT)),
                    time -> times(scale.logins(), () -> BCrypt.checkpw(Backend.PASSWORD, hash)));
            return List.of(duel.line("login, cost " + scale.passwordCost(), "bcrypt alone", Bar.atLeast(0.97)));
        }
    }

    private static Sample times(int count, Loop.Call call) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            call.run();
        }
        return new Sample(count * 1e9 / (System.nanoTime() - start));
    }
}
