package dev.tarn.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a namespace holds, as far as [LakeChange] changes it.
///
/// @param exists whether the namespace is there
record LakeState(boolean exists, Map<String, TableState> tables) {

    static final LakeState NONE = new LakeState(false, Map.of());

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

    LakeState with(String name, TableState table) {
        Map<String, TableState> more = new TreeMap<>(tables);
        more.put(name, table);
        return new LakeState(exists, more);
    }

    LakeState without(String name) {
        Map<String, TableState> fewer = new TreeMap<>(tables);
        fewer.remove(name);
        return new LakeState(exists, fewer);
    }

    boolean has(String name) {
        return tables.containsKey(name);
    }
}
