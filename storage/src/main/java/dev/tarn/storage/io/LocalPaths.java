package dev.tarn.storage.io;

import java.nio.file.Path;
import java.util.Locale;

/// Schemes of locations, and the local path that a location names.
///
/// A location is a plain path, or `scheme:rest`. What follows `file:` is taken as it stands: `%20`
/// is three characters, as it is to Hadoop and to every other Iceberg client.
final class LocalPaths {
    private LocalPaths() {}

    /// The scheme of `location` in lower case; `file` for plain paths.
    static String scheme(String location) {
        int colon = location.indexOf(':');
        int slash = location.indexOf('/');
        if (colon < 2 || slash >= 0 && slash < colon) {
            return "file";
        }
        for (int i = 0; i < colon; i++) {
            char c = location.charAt(i);
            if (!Character.isLetterOrDigit(c) && c != '+' && c != '-' && c != '.') {
                return "file";
            }
        }
        return location.substring(0, colon).toLowerCase(Locale.ROOT);
    }

    /// The path that `location` names: `file:///a/b`, `file:/a/b`, `/a/b` or `a/b`.
    static Path path(String location) {
        return Path.of(plain(location));
    }

    /// `location` without its `file:` and without an empty authority.
    static String plain(String location) {
        if (!location.regionMatches(true, 0, "file:", 0, 5)) {
            return location;
        }
        String rest = location.substring(5);
        return rest.startsWith("///") ? rest.substring(2) : rest;
    }
}
