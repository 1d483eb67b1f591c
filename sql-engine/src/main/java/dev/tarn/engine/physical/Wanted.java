package dev.tarn.engine.physical;

import java.util.Map;
import java.util.Set;

/// What a query asks of the text columns of rows made for it: the only values that it keeps, by the
/// column's name. Whoever makes rows may leave out those that [#has] is false for; the query asks
/// again.
public record Wanted(Map<String, Set<String>> values) {
    public static final Wanted ALL = new Wanted(Map.of());

    public Wanted {
        values = Map.copyOf(values);
    }

    /// Whether rows with this value of a column may be kept.
    public boolean has(String column, String value) {
        Set<String> kept = values.get(column);
        return kept == null || kept.contains(value);
    }
}
