package dev.chatagent.tests;

import java.io.IOException;
import java.util.Map;

/** What ends a login. */
enum LoginEnd {
    LOGOUT("POST", "/auth/logout", true),
    LOGOUT_ALL("POST", "/auth/logout-all", true),
    SESSION_END("DELETE", "/auth/sessions/{login}", true),
    PASSWORD_CHANGE("POST", "/auth/password", true),
    SIGN_OUT("POST", "/admin/users/{user}/sign-out", false),
    ROLE_CHANGE("PUT", "/admin/users/{user}/roles", false),
    BAN("POST", "/admin/users/{user}/ban", false),
    DELETION("DELETE", "/admin/users/{user}", false),
    FAREWELL("DELETE", "/auth/profile", true);

    private final String method;
    private final String path;
    private final boolean byOwner;

    LoginEnd(String method, String path, boolean byOwner) {
        this.method = method;
        this.path = path;
        this.byOwner = byOwner;
    }

    /** Whether it ends whatever opens the account, and not only what a password has opened. */
    boolean endsEverything() {
        return switch (this) {
            case SIGN_OUT, ROLE_CHANGE, BAN, DELETION, FAREWELL -> true;
            default -> false;
        };
    }

    private String body() throws IOException {
        return switch (this) {
            case PASSWORD_CHANGE ->
                Api.body(Map.of("oldPassword", Api.PASSWORD, "newPassword", "another four words entirely"));
            case FAREWELL -> Api.body(Map.of("password", Api.PASSWORD));
            case ROLE_CHANGE -> "{\"roles\":[\"user\",\"admin\"]}";
            default -> "";
        };
    }

    /** @param admin an administrator's token */
    void happen(Api api, Api.Account person, String login, String admin) throws IOException {
        String target = path.replace("{login}", login).replace("{user}", person.id());
        api.json(method, target, byOwner ? person.access() : admin, body());
    }
}
