package dev.tarn.catalog.auth;

/// Who is granted something: `user:NAME` or `role:NAME`.
public record Grantee(Kind kind, String name) {

    /// A principal, or all members of a role.
    public enum Kind {
        USER,
        ROLE
    }

    public static Grantee user(String name) {
        return new Grantee(Kind.USER, name);
    }

    public static Grantee role(String name) {
        return new Grantee(Kind.ROLE, name);
    }

    /// Reads `user:NAME` and `role:NAME`; a bare name is a user.
    public static Grantee parse(String text) {
        if (text.startsWith("role:")) {
            return role(text.substring("role:".length()));
        }
        return user(text.startsWith("user:") ? text.substring("user:".length()) : text);
    }

    /// As [#parse] reads it and the store keeps it.
    public String text() {
        return switch (kind) {
            case USER -> "user:" + name;
            case ROLE -> "role:" + name;
        };
    }
}
