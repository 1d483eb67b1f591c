package dev.tarn.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/// What a namespace holds, as far as [LakeChange] changes it.
///
/// @param exists whether the namespace is there
/// @param tables by name
/// @param dropped what can be undropped
/// @param purging whose files are to go
record LakeState(
        boolean exists,
        Map<String, TableState> tables,
        List<FormerTable> dropped,
        List<FormerTable> purging) {

    static final LakeState NONE = new LakeState(false, Map.of(), List.of(), List.of());

    /// Two that look alike are taken for one another.
    LakeState {
        dropped = sorted(dropped);
        purging = sorted(purging);
    }

    /// @param snapshots ids in the order of the table's history
    /// @param keys property keys that changes have set
    record TableState(List<Long> snapshots, Set<String> keys) {

        static final TableState EMPTY = new TableState(List.of(), Set.of());

        TableState withSnapshot(long id) {
            List<Long> more = new ArrayList<>(snapshots);
            more.add(id);
            return new TableState(List.copyOf(more), keys);
        }

        TableState withKey(String key) {
            Set<String> more = new TreeSet<>(keys);
            more.add(key);
            return new TableState(snapshots, more);
        }
    }

    /// A table and the name it had when it was dropped.
    record FormerTable(String name, TableState table) {}

    private static List<FormerTable> sorted(List<FormerTable> tables) {
        List<FormerTable> result = new ArrayList<>(tables);
        result.sort(Comparator.comparing(FormerTable::toString));
        return List.copyOf(result);
    }

    LakeState withNamespace(boolean isThere) {
        return new LakeState(isThere, tables, dropped, purging);
    }

    LakeState with(String name, TableState table) {
        Map<String, TableState> more = new TreeMap<>(tables);
        more.put(name, table);
        return new LakeState(exists, more, dropped, purging);
    }

    LakeState without(String name) {
        Map<String, TableState> fewer = new TreeMap<>(tables);
        fewer.remove(name);
        return new LakeState(exists, fewer, dropped, purging);
    }

    LakeState withDropped(FormerTable table) {
        return withDropped(all -> all.add(table));
    }

    LakeState withoutDropped(FormerTable table) {
        return withDropped(all -> all.remove(table));
    }

    LakeState withPurging(FormerTable table) {
        List<FormerTable> more = new ArrayList<>(purging);
        more.add(table);
        return new LakeState(exists, tables, dropped, more);
    }

    LakeState withoutPurging() {
        return new LakeState(exists, tables, dropped, List.of());
    }

    private LakeState withDropped(Consumer<List<FormerTable>> change) {
        List<FormerTable> changed = new ArrayList<>(dropped);
        change.accept(changed);
        return new LakeState(exists, tables, changed, purging);
    }

    boolean has(String name) {
        return tables.containsKey(name);
    }
}
