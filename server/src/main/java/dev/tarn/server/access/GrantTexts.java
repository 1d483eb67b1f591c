package dev.tarn.server.access;

import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.service.Granting.Target;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Privileges and what they are granted on, as people write them.
public final class GrantTexts {
    private GrantTexts() {}

    /// Privileges by name, with commas between.
    ///
    /// @throws IllegalArgumentException for a name that is none
    public static Set<Privilege> privileges(String text) {
        EnumSet<Privilege> privileges = EnumSet.noneOf(Privilege.class);
        for (String name : text.split(",")) {
            privileges.add(Privilege.of(name));
        }
        return privileges;
    }

    /// `warehouse`, `namespace:a.b`, `table:a.b.t` or `view:a.b.v`.
    ///
    /// @param columns of a table; empty for all of it
    /// @throws IllegalArgumentException for anything else
    public static Target target(String text, List<String> columns) {
        int colon = text.indexOf(':');
        String kind = colon < 0 ? text : text.substring(0, colon);
        String name = colon < 0 ? "" : text.substring(colon + 1);
        Target target =
                switch (kind) {
                    case "warehouse" -> new Target.Warehouse();
                    case "namespace" -> new Target.OfNamespace(namespace(name, text));
                    case "table" -> new Target.OfTable(identifier(name, text), columns);
                    case "view" -> new Target.OfView(identifier(name, text));
                    default -> throw refused(text);
                };
        if (!columns.isEmpty() && !(target instanceof Target.OfTable)) {
            throw new IllegalArgumentException("Only tables have columns, not " + text);
        }
        return target;
    }

    private static Namespace namespace(String name, String text) {
        if (name.isEmpty()) {
            throw refused(text);
        }
        return Namespace.of(name.split("\\.", -1));
    }

    private static TableIdentifier identifier(String name, String text) {
        TableIdentifier identifier = TableIdentifier.of(name.split("\\.", -1));
        if (!identifier.hasNamespace() || identifier.name().isEmpty()) {
            throw refused(text);
        }
        return identifier;
    }

    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException(
                "Nothing can be granted on '%s'; accepted: warehouse, namespace:a.b, table:a.b.t, view:a.b.v"
                        .formatted(text));
    }
}
