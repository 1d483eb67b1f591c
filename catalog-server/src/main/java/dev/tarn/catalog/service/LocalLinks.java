package dev.tarn.catalog.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Symbolic links on the local disk, which make two paths one place.
final class LocalLinks {
    private static final String FILE = "file://";

    private LocalLinks() {}

    /// Whether a link on the way from `root` down to `location` leads somewhere else. Both are
    /// canonical; elsewhere than on the local disk there are no links.
    static boolean leadOutOf(String root, String location) {
        if (!location.startsWith(FILE)) {
            return false;
        }
        Path base = Path.of(root.substring(FILE.length()));
        Path existing = Path.of(location.substring(FILE.length()));
        if (!Files.exists(base)) {
            return false;
        }
        while (existing != null && !Files.exists(existing)) {
            if (Files.isSymbolicLink(existing)) {
                return true;
            }
            existing = existing.getParent();
        }
        try {
            return existing != null
                    && existing.startsWith(base)
                    && !existing.toRealPath().startsWith(base.toRealPath());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot follow the links of " + location, e);
        }
    }
}
