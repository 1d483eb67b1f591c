package dev.tarn.engine.plan.stats;

import dev.tarn.engine.schema.Relation;
import dev.tarn.engine.schema.TableStatistics;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/// Numbers that hold of a column as long as its snapshot is there: those that were asked for last,
/// as many as there is room for. Thread-safe.
final class KeptEstimates {
    private final Map<Key, Double> kept;

    /// A column of a table at a snapshot.
    record Key(Object table, long snapshotId, int fieldId) {
        static Key of(Relation.OfTable table, long snapshotId, int fieldId) {
            return new Key(TableStatistics.identity(table.table()), snapshotId, fieldId);
        }
    }

    KeptEstimates(int mostCount) {
        this.kept =
                new LinkedHashMap<>(16, 0.75f, true) {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<Key, Double> eldest) {
                        return size() > mostCount;
                    }
                };
    }

    /// The number kept, NaN where it is known that there is none; null where nothing is.
    @Nullable Double find(Key key) {
        synchronized (kept) {
            return kept.get(key);
        }
    }

    void keep(Key key, double estimate) {
        synchronized (kept) {
            kept.put(key, estimate);
        }
    }
}
