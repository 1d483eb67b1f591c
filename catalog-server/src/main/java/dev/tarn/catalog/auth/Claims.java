package dev.tarn.catalog.auth;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// Finds a claim by its path, such as `realm_access.roles`. A dot may also be part of a name, as in
/// `https://example.com/roles`: the longest name that is there is taken.
final class Claims {
    private Claims() {}

    /// Null where there is none.
    static @Nullable Object find(Map<?, ?> claims, String path) {
        Object value = claims.get(path);
        if (value != null) {
            return value;
        }
        for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
            if (claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner) {
                return find(inner, path.substring(dot + 1));
            }
        }
        return null;
    }
}
