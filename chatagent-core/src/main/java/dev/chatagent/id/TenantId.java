package dev.chatagent.id;

import java.util.regex.Pattern;

/** Identifies a tenant: 1 to 64 characters of {@code a-z 0-9 -}. A host with one audience has only {@link #DEFAULT}. */
public record TenantId(String value) {
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9-]{1,64}");

    /** The tenant of every account unless the host says otherwise. */
    public static final TenantId DEFAULT = new TenantId("default");

    public TenantId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("A tenant id has 1 to 64 characters of a-z, 0-9 and '-'");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
