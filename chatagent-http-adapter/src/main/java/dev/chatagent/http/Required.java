package dev.chatagent.http;

import java.util.List;
import java.util.Map;

/** Which fields of bodies must be there; that handlers agree is tested. */
final class Required {
    private static final Map<Class<?>, List<String>> FIELDS = Map.ofEntries(
            Map.entry(AuthRoutes.RegisterBody.class, List.of("email", "password")),
            Map.entry(AuthRoutes.SetupBody.class, List.of("email", "password", "token")),
            Map.entry(AuthRoutes.LoginBody.class, List.of("email", "password")),
            Map.entry(AuthRoutes.ProfileBody.class, List.of("displayName")),
            Map.entry(AuthRoutes.DeleteBody.class, List.of("password")),
            Map.entry(PasswordRoutes.ChangeBody.class, List.of("oldPassword", "newPassword")),
            Map.entry(PasswordRoutes.ResetBody.class, List.of("email")),
            Map.entry(PasswordRoutes.ConfirmBody.class, List.of("token", "password")),
            Map.entry(PasswordRoutes.VerifyBody.class, List.of("token")),
            Map.entry(SecondFactorRoutes.EnrollBody.class, List.of("password")),
            Map.entry(SecondFactorRoutes.CodeBody.class, List.of("code")),
            Map.entry(SecondFactorRoutes.RemoveBody.class, List.of("password", "code")),
            Map.entry(ApiKeyRoutes.CreateBody.class, List.of("name", "scopes")),
            Map.entry(AdminRoutes.CreateBody.class, List.of("email", "roles")),
            Map.entry(AdminRoutes.RolesBody.class, List.of("roles")),
            Map.entry(ChatRoutes.RenameBody.class, List.of("title")),
            Map.entry(ChatRoutes.SendBody.class, List.of("text")));

    private Required() {}

    static List<String> of(Class<?> body) {
        return FIELDS.getOrDefault(body, List.of());
    }
}
