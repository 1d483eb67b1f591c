package dev.tarn.engine.command;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.TreeMap;

/// A row as the model has it, without its id. `extra` is of a column that comes and goes; `rowId`
/// is -1 before it is known.
record ModeledRow(@Nullable Integer k, @Nullable String name, @Nullable String extra, long rowId) {

    ModeledRow with(@Nullable Integer newK, @Nullable String newName) {
        return new ModeledRow(newK, newName, extra, rowId);
    }

    ModeledRow withExtra(@Nullable String value) {
        return new ModeledRow(k, name, value, rowId);
    }

    ModeledRow numbered(long id) {
        return new ModeledRow(k, name, extra, id);
    }

    /// A condition, and what it says of a row.
    record Condition(String sql, Test test) {
        interface Test {
            boolean holds(long id, ModeledRow row);
        }

        /// The rows that it does not hold of.
        Map<Long, ModeledRow> others(Map<Long, ModeledRow> rows) {
            Map<Long, ModeledRow> others = new TreeMap<>(rows);
            others.entrySet().removeIf(row -> test.holds(row.getKey(), row.getValue()));
            return others;
        }
    }
}
