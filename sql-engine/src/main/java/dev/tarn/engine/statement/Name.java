package dev.tarn.engine.statement;

import dev.tarn.engine.SqlException.Position;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A name as the text has it, part by part, quotes taken off, with its place in the text.
public record Name(List<String> parts, @Nullable Position position) {
    public Name {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("A name has at least one part");
        }
    }

    /// The name that `text` is, parts between dots, in double quotes where these hold dots.
    public static Name parse(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                boolean doubled = quoted && i + 1 < text.length() && text.charAt(i + 1) == '"';
                if (doubled) {
                    part.append(c);
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == '.' && !quoted) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return new Name(parts, null);
    }

    /// The text that [#parse] takes for this name.
    public String quoted() {
        return parts.stream()
                .map(part -> '"' + part.replace("\"", "\"\"") + '"')
                .collect(Collectors.joining("."));
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
