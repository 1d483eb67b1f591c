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

    /// The name that `text` is, parts between dots, in double quotes, or backticks as in Spark,
    /// where these hold dots.
    public static Name parse(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0 ? c == '"' || c == '`' : c == quote) {
                boolean doubled = quote != 0 && i + 1 < text.length() && text.charAt(i + 1) == c;
                if (doubled) {
                    part.append(c);
                    i++;
                } else {
                    quote = quote == 0 ? c : 0;
                }
            } else if (c == '.' && quote == 0) {
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
