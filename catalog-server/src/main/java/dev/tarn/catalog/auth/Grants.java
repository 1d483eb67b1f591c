package dev.tarn.catalog.auth;

import dev.tarn.catalog.store.GrantRow;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/// Everything one principal was granted in one warehouse, and the one decision about what that
/// allows. Immutable and without I/O.
///
/// A privilege on a warehouse or namespace holds for all that is in it; `MANAGE` is all privileges.
/// Whoever has any privilege on something sees it and the namespaces it is in; on a table or view,
/// `USAGE` and `CREATE` from above do not count.
public final class Grants {
    /// Of an administrator.
    public static final Grants ALL = new Grants(List.of(), true);

    private static final char SEPARATOR = '\u001f';
    private static final String AFTER_SEPARATOR = "\u0020";

    private final boolean isAll;
    private final Set<Privilege> warehouse = EnumSet.noneOf(Privilege.class);
    private final Map<String, Set<Privilege>> namespaces = new HashMap<>();
    private final Map<String, Set<Privilege>> entries = new HashMap<>();
    private final Map<String, Set<Integer>> columns = new HashMap<>();
    private final NavigableSet<String> places = new TreeSet<>();
    private final int rowCount;

    private Grants(List<GrantRow> rows, boolean isAll) {
        this.isAll = isAll;
        this.rowCount = rows.size();
        rows.forEach(this::add);
    }

    public static Grants of(List<GrantRow> rows) {
        return new Grants(rows, false);
    }

    private void add(GrantRow row) {
        Privilege privilege = Privilege.of(row.privilege());
        switch (row.securableKind()) {
            case WAREHOUSE -> warehouse.add(privilege);
            case NAMESPACE -> {
                places.add(row.namespacePath());
                add(namespaces, row.namespacePath(), privilege);
            }
            case TABLE, VIEW -> {
                places.add(row.namespacePath());
                if (row.fieldId() == GrantRow.WHOLE) {
                    add(entries, row.securableId(), privilege);
                } else if (privilege == Privilege.SELECT) {
                    columns.computeIfAbsent(row.securableId(), _ -> new HashSet<>())
                            .add(row.fieldId());
                }
            }
        }
    }

    private static void add(Map<String, Set<Privilege>> map, String key, Privilege privilege) {
        map.computeIfAbsent(key, _ -> EnumSet.noneOf(Privilege.class)).add(privilege);
    }

    /// How many rows this was made of: what it costs to keep.
    int rowCount() {
        return rowCount;
    }

    /// Whether all of `needed` is allowed, or at least seeing; with nothing needed, seeing is
    /// enough.
    public Decision decide(Securable securable, Set<Privilege> needed) {
        if (isAll) {
            return Decision.ALLOWED;
        }
        Set<Privilege> held = held(securable);
        boolean holdsAll = held.contains(Privilege.MANAGE) || held.containsAll(needed);
        if (holdsAll && !needed.isEmpty()) {
            return Decision.ALLOWED;
        }
        if (!sees(securable, held)) {
            return Decision.HIDDEN;
        }
        return holdsAll ? Decision.ALLOWED : Decision.FORBIDDEN;
    }

    public boolean allows(Securable securable, Privilege privilege) {
        return decide(securable, EnumSet.of(privilege)) == Decision.ALLOWED;
    }

    public boolean sees(Securable securable) {
        return isAll || sees(securable, held(securable));
    }

    private boolean sees(Securable securable, Set<Privilege> held) {
        return switch (securable) {
            case Securable.Warehouse _ -> true;
            case Securable.InNamespace(String path) -> !held.isEmpty() || hasPlaceIn(path);
            case Securable.Entry(_, String id) ->
                    columns.containsKey(id) || !Collections.disjoint(held, Privilege.OF_ENTRIES);
        };
    }

    /// Whether every table and view of a namespace is seen, so that its lists need no filter.
    public boolean seesAllIn(String path) {
        return isAll
                || !Collections.disjoint(
                        held(new Securable.InNamespace(path)), Privilege.OF_ENTRIES);
    }

    /// Whether every namespace in this one (all of them, for "") is seen.
    public boolean seesAllNamespacesIn(String path) {
        return isAll || !heldAbove(path).isEmpty();
    }

    /// Whether any privilege is held on the whole of a table or view.
    public boolean holdsAnyOn(Securable.Entry entry) {
        return isAll || !Collections.disjoint(held(entry), Privilege.OF_ENTRIES);
    }

    /// The columns that may be selected when not all may; empty when none.
    public Set<Integer> columns(String entryId) {
        return Collections.unmodifiableSet(columns.getOrDefault(entryId, Set.of()));
    }

    /// Own and inherited privileges.
    private Set<Privilege> held(Securable securable) {
        return switch (securable) {
            case Securable.Warehouse _ -> warehouse;
            case Securable.InNamespace(String path) -> heldAbove(path);
            case Securable.Entry(String path, String id) -> {
                Set<Privilege> held = heldAbove(path);
                held.addAll(entries.getOrDefault(id, Set.of()));
                yield held;
            }
        };
    }

    /// What a namespace, all it is in, and the warehouse give together.
    private Set<Privilege> heldAbove(String path) {
        EnumSet<Privilege> held = EnumSet.noneOf(Privilege.class);
        held.addAll(warehouse);
        int end = path.isEmpty() ? -1 : path.length();
        while (end > 0) {
            held.addAll(namespaces.getOrDefault(path.substring(0, end), Set.of()));
            end = path.lastIndexOf(SEPARATOR, end - 1);
        }
        return held;
    }

    private boolean hasPlaceIn(String path) {
        if (places.contains(path)) {
            return true;
        }
        return !places.subSet(path + SEPARATOR, path + AFTER_SEPARATOR).isEmpty();
    }

    @Override
    public String toString() {
        Map<String, Integer> counts = new HashMap<>();
        counts.put("namespaces", namespaces.size());
        counts.put("entries", entries.size());
        return "Grants" + (isAll ? "[all]" : counts);
    }
}
