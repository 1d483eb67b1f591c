package dev.tarn.engine.join;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which files were found to be in an order, or not to be. A file never changes, so that it is
/// looked through once. Thread-safe; knows the last [#MOST_FILES].
final class VerifiedFiles {
    /// What all joins of the process have found out.
    static final VerifiedFiles SHARED = new VerifiedFiles();

    private static final int MOST_FILES = 1 << 16;

    private final Map<Key, Boolean> known =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, Boolean> eldest) {
                    return size() > MOST_FILES;
                }
            };

    /// A file, and an order by fields, each with its direction and the place of nulls.
    record Key(String location, long lengthBytes, List<String> order) {}

    private VerifiedFiles() {}

    /// Whether the rows of a file are in an order; null where nobody has looked.
    synchronized @Nullable Boolean find(Key key) {
        return known.get(key);
    }

    synchronized void put(Key key, boolean ordered) {
        known.put(key, ordered);
    }
}
