package dev.chatagent.auth;

import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The roles that this runtime knows. Immutable. */
public final class Roles {
    private final Map<String, Role> byName;

    /** The built-in roles and the given ones; a given one replaces a built-in of the same name. */
    public Roles(Collection<Role> more) {
        Map<String, Role> roles = new LinkedHashMap<>();
        roles.put(Role.USER.name(), Role.USER);
        roles.put(Role.ADMIN.name(), Role.ADMIN);
        more.forEach(role -> roles.put(role.name(), role));
        this.byName = Map.copyOf(roles);
    }

    /** Whether there is a role of that name. */
    public boolean known(String name) {
        return byName.containsKey(name);
    }

    /** All that the named roles permit. A name that is not known (any more) permits nothing. */
    public Set<Permission> permissions(Collection<String> names) {
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        for (String name : names) {
            Role role = byName.get(name);
            if (role != null) {
                permissions.addAll(role.permissions());
            }
        }
        return permissions;
    }
}
