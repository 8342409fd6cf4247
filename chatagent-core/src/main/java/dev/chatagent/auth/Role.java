package dev.chatagent.auth;

import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/** A named set of permissions. Hosts define more at {@code ChatAgentRuntime.builder().role(…)}. */
public record Role(String name, Set<Permission> permissions) {
    private static final Pattern SHAPE = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    /** What everybody who registers is. */
    public static final Role USER = new Role("user", EnumSet.of(Permission.ACCOUNT_SELF, Permission.CHAT));

    /** Everything. */
    public static final Role ADMIN = new Role("admin", EnumSet.allOf(Permission.class));

    public Role {
        if (!SHAPE.matcher(name).matches()) {
            throw new IllegalArgumentException("A role's name is a-z, then up to 31 of a-z, 0-9 and '-': " + name);
        }
        permissions = Set.copyOf(permissions);
    }
}
