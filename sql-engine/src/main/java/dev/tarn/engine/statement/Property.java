package dev.tarn.engine.statement;

import dev.tarn.engine.SqlException.Position;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A property of a WITH, TBLPROPERTIES or OPTIONS clause: one value, or many where the text has an
/// ARRAY.
public record Property(String name, List<String> values, @Nullable Position position) {
    public Property {
        values = List.copyOf(values);
    }

    /// The value as one text; the elements of an array with commas between.
    public String value() {
        return String.join(",", values);
    }
}
