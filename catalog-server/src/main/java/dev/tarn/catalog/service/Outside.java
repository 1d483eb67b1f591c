package dev.tarn.catalog.service;

import dev.tarn.catalog.store.DroppedRow;
import dev.tarn.catalog.store.UpkeepStore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The files of a table outside its own location that may be its alone: where the catalog may write
/// and no other table lives. Files that were added from elsewhere, and those under an earlier
/// location or a `write.data.path`.
final class Outside {
    /// Further ones stay: they are not worth the memory.
    private static final int MAX_FILES = 1_000_000;

    private final Set<String> files = new HashSet<>();

    static Outside of(TableFiles reached, DroppedRow dropped, Locations allowed) {
        Outside outside = new Outside();
        String location = dropped.entry().location();
        reached.forEach(file -> {
            String canonical = Locations.canonical(file);
            if (!Locations.isUnder(location, canonical)
                    && outside.files.size() < MAX_FILES
                    && allowed.allows(canonical)) {
                outside.files.add(canonical);
            }
        });
        return outside;
    }

    /// Takes out what lies in the location of any table or view.
    void removeOwned(UpkeepStore upkeep, Runnable heartbeat) {
        Map<String, Boolean> owned = new HashMap<>();
        files.removeIf(file -> {
            String directory = file.substring(0, file.lastIndexOf('/'));
            return owned.computeIfAbsent(
                    directory,
                    asked -> {
                        heartbeat.run();
                        return upkeep.findOwner(withAncestors(asked)).isPresent();
                    });
        });
    }

    boolean contains(String canonical) {
        return files.contains(canonical);
    }

    static List<String> withAncestors(String directory) {
        List<String> result = new ArrayList<>();
        for (int end = directory.length(); end > 0; end = directory.lastIndexOf('/', end - 1)) {
            result.add(directory.substring(0, end));
        }
        return result;
    }
}
