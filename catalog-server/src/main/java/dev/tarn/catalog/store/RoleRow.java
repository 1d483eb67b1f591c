package dev.tarn.catalog.store;

import java.util.List;

/// A role with the principals that are in it, by name.
public record RoleRow(String name, List<String> members) {
    public RoleRow {
        members = List.copyOf(members);
    }
}
