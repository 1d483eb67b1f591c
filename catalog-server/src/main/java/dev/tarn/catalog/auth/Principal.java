package dev.tarn.catalog.auth;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Somebody who asks, with the roles they have: by membership, or by an issuer's word.
public record Principal(String name, Set<String> roles) {
    /// Members may do everything.
    public static final String ADMIN_ROLE = "admin";

    /// The role of everybody.
    public static final String PUBLIC_ROLE = "public";

    /// Everybody, where access is not controlled.
    public static final Principal ANONYMOUS = new Principal("anonymous", Set.of(ADMIN_ROLE));

    /// This process itself: background work, and the embedded engine.
    public static final Principal SYSTEM = new Principal("system", Set.of(ADMIN_ROLE));

    static final Principal NOBODY = new Principal("nobody", Set.of());

    static final Set<String> RESERVED_NAMES = Set.of("anonymous", "nobody", "system");

    public Principal {
        roles = Collections.unmodifiableSet(new TreeSet<>(roles));
    }

    public boolean isAdmin() {
        return roles.contains(ADMIN_ROLE);
    }

    /// The names that grants to this principal go by.
    public List<String> grantees() {
        List<String> grantees = new ArrayList<>();
        grantees.add(Grantee.user(name).text());
        grantees.add(Grantee.role(PUBLIC_ROLE).text());
        for (String role : roles) {
            if (!role.equals(PUBLIC_ROLE)) {
                grantees.add(Grantee.role(role).text());
            }
        }
        return grantees;
    }
}
