package dev.tarn.catalog.service;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/// Namespace ↔ the path the store keys it by: levels joined with U+001F, which [NamePolicy] keeps
/// out of names, so `["a.b"]` and `["a", "b"]` stay different.
final class NamespacePaths {
    private static final char SEPARATOR = '\u001f';

    private NamespacePaths() {}

    static String path(Namespace namespace) {
        return String.join(String.valueOf(SEPARATOR), namespace.levels());
    }

    static Namespace namespace(String path) {
        return path.isEmpty() ? Namespace.empty() : Namespace.of(path.split("\u001f", -1));
    }

    static Namespace parent(Namespace namespace) {
        String[] levels = namespace.levels();
        String[] parent = new String[levels.length - 1];
        System.arraycopy(levels, 0, parent, 0, parent.length);
        return Namespace.of(parent);
    }

    static TableIdentifier identifier(String namespacePath, String name) {
        return TableIdentifier.of(namespace(namespacePath), name);
    }
}
