package dev.tarn.engine.statement;

import dev.tarn.engine.SqlException.Position;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A name as the text has it, part by part, quotes taken off, with its place in the text.
public record Name(List<String> parts, @Nullable Position position) {
    public Name {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("A name has at least one part");
        }
    }

    public String last() {
        return parts.getLast();
    }

    /// The parts before the last one.
    public List<String> qualifier() {
        return parts.subList(0, parts.size() - 1);
    }

    @Override
    public String toString() {
        return String.join(".", parts);
    }
}
