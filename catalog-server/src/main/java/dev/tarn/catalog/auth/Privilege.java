package dev.tarn.catalog.auth;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// What can be granted. A privilege on a warehouse or namespace holds for everything in it.
public enum Privilege {
    /// To see that a warehouse or namespace is there. Any other privilege on it, or on something in
    /// it, does that too.
    USAGE,
    /// To read a table, some of its columns, or a view.
    SELECT,
    INSERT,
    UPDATE,
    DELETE,
    /// To make namespaces, tables and views in a warehouse or namespace.
    CREATE,
    /// To change schema, properties and refs, and to rename.
    ALTER,
    DROP,
    /// Everything, and granting.
    MANAGE;

    /// Those that let a table or view be seen.
    static final Set<Privilege> OF_ENTRIES =
            EnumSet.of(SELECT, INSERT, UPDATE, DELETE, ALTER, DROP, MANAGE);

    /// The privilege of that name, in any case.
    ///
    /// @throws IllegalArgumentException if there is none
    public static Privilege of(String name) {
        try {
            return valueOf(name.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "There is no privilege '%s'; accepted: %s"
                            .formatted(name, Arrays.toString(values())),
                    e);
        }
    }
}
