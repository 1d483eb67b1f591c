package dev.tarn.engine.function.text;

import static dev.tarn.columnar.DataType.BIGINT;
import static dev.tarn.columnar.DataType.BOOLEAN;
import static dev.tarn.columnar.DataType.STRING;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.text.TextLoops.Row;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Regular expressions, in java.util.regex's syntax. A pattern is compiled when it differs from the
/// one of the row before.
final class PatternFunctions {
    /// Of a text that is replaced by a longer one, what is kept before it is written.
    private static final int PART_CHARS = 1 << 16;

    private PatternFunctions() {}

    static List<ScalarFamily> families() {
        return List.of(
                TextFunctions.family("regexp_count", "(varchar, varchar pattern) → bigint")
                        .failing(
                                List.of(STRING, STRING),
                                BIGINT,
                                (arguments, rows, context) -> counts(arguments, rows))
                        .build(),
                TextFunctions.family(
                                "regexp_position",
                                "(varchar, varchar pattern[, bigint start[, bigint occurrence]]) →"
                                        + " bigint, -1 if not there")
                        .failing(List.of(STRING, STRING), BIGINT, PatternFunctions::positions)
                        .failing(
                                List.of(STRING, STRING, BIGINT),
                                BIGINT,
                                PatternFunctions::positions)
                        .failing(
                                List.of(STRING, STRING, BIGINT, BIGINT),
                                BIGINT,
                                PatternFunctions::positions)
                        .build(),
                TextFunctions.family("regexp_like", "(varchar, varchar pattern) → boolean")
                        .failing(
                                List.of(STRING, STRING),
                                BOOLEAN,
                                (arguments, rows, context) -> like(arguments, rows))
                        .build(),
                TextFunctions.family(
                                "regexp_extract",
                                "(varchar, varchar pattern[, bigint group]) → varchar")
                        .failing(
                                List.of(STRING, STRING),
                                STRING,
                                (arguments, rows, context) -> extract(arguments, rows))
                        .failing(
                                List.of(STRING, STRING, BIGINT),
                                STRING,
                                (arguments, rows, context) -> extract(arguments, rows))
                        .build(),
                TextFunctions.family(
                                "regexp_replace",
                                "(varchar, varchar pattern[, varchar by]) → varchar")
                        .failing(
                                List.of(STRING, STRING),
                                STRING,
                                (arguments, rows, context) -> replace(arguments, rows))
                        .failing(
                                List.of(STRING, STRING, STRING),
                                STRING,
                                (arguments, rows, context) -> replace(arguments, rows))
                        .build());
    }

    /// Matchers for one batch.
    static final class Patterns {
        private @Nullable String text;
        private @Nullable Pattern pattern;

        Matcher matcher(Row r) {
            String wanted = r.string(1);
            Pattern current = pattern;
            if (current == null || !wanted.equals(text)) {
                try {
                    current = Pattern.compile(wanted);
                } catch (PatternSyntaxException e) {
                    throw TextEdits.invalid(
                            "'%s' is no regular expression: %s at %d",
                            wanted, e.getDescription(), e.getIndex());
                }
                pattern = current;
                text = wanted;
            }
            return current.matcher(r.string(0));
        }
    }

    private static Vector like(List<Vector> arguments, Rows rows) {
        Row r = new Row(arguments);
        Patterns patterns = new Patterns();
        boolean[] out = new boolean[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            r.row = rows.row(i);
            out[r.row] = patterns.matcher(r).find();
        }
        return new BooleanVector(BOOLEAN, out);
    }

    /// Null where nothing matches, or the group takes no part.
    private static Vector extract(List<Vector> arguments, Rows rows) {
        Row r = new Row(arguments);
        Patterns patterns = new Patterns();
        BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 16);
        long[] validity = Bitmaps.allSet(rows.rowCount());
        for (int i = 0; i < rows.selectedCount(); i++) {
            r.row = rows.row(i);
            out.start(r.row);
            Matcher matcher = patterns.matcher(r);
            int group = group(r, matcher, "regexp_extract");
            String found = matcher.find() ? matcher.group(group) : null;
            if (found == null) {
                Bitmaps.clear(validity, r.row);
            } else {
                out.append(found.getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.finish(STRING, validity);
    }

    /// The group that is asked for, or 0.
    static int group(Row r, Matcher matcher, String function) {
        long group = r.numberCount() == 0 ? 0 : r.number(0);
        if (group < 0 || group > matcher.groupCount()) {
            throw TextEdits.invalid(
                    "%s: pattern '%s' has groups 0 to %d, not %d",
                    function, r.string(1), matcher.groupCount(), group);
        }
        return (int) group;
    }

    /// The character at which a match begins, from 1.
    private static Vector positions(List<Vector> arguments, Rows rows, FunctionContext context) {
        Row r = new Row(arguments);
        Patterns patterns = new Patterns();
        long[] out = new long[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            r.row = rows.row(i);
            long start = r.numberCount() > 0 ? r.number(0) : 1;
            long occurrence = r.numberCount() > 1 ? r.number(1) : 1;
            if (start < 1 || occurrence < 1) {
                throw TextEdits.invalid(
                        "regexp_position: start and occurrence must be at least 1, not %d and %d",
                        start, occurrence);
            }
            out[r.row] = position(r.string(0), patterns.matcher(r), start, occurrence);
        }
        return new LongVector(BIGINT, out);
    }

    private static long position(String text, Matcher matcher, long start, long occurrence) {
        if (start > text.codePointCount(0, text.length())) {
            return -1;
        }
        int from = text.offsetByCodePoints(0, (int) start - 1);
        boolean found = matcher.find(from);
        for (long seen = 1; found && seen < occurrence; seen++) {
            found = matcher.find();
        }
        return found ? text.codePointCount(0, matcher.start()) + 1L : -1;
    }

    private static Vector counts(List<Vector> arguments, Rows rows) {
        Row r = new Row(arguments);
        Patterns patterns = new Patterns();
        long[] out = new long[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            r.row = rows.row(i);
            out[r.row] = patterns.matcher(r).results().count();
        }
        return new LongVector(BIGINT, out);
    }

    private static Vector replace(List<Vector> arguments, Rows rows) {
        Row r = new Row(arguments);
        Patterns patterns = new Patterns();
        BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 16);
        for (int i = 0; i < rows.selectedCount(); i++) {
            r.row = rows.row(i);
            out.start(r.row);
            String by = r.textCount() > 2 ? r.string(2) : "";
            try {
                replaceAll(patterns.matcher(r), by, out);
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw TextEdits.invalid(
                        "regexp_replace: '%s' is no replacement for pattern '%s': %s",
                        by, r.string(1), String.valueOf(e.getMessage()));
            }
        }
        return out.finish(STRING, null);
    }

    /// Appends the whole text a part at a time, so that it may become too long before all of it is
    /// there.
    private static void replaceAll(Matcher matcher, String by, BytesOut out) {
        StringBuilder part = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(part, by);
            if (part.length() > PART_CHARS) {
                out.append(part.toString().getBytes(StandardCharsets.UTF_8));
                part.setLength(0);
            }
        }
        matcher.appendTail(part);
        out.append(part.toString().getBytes(StandardCharsets.UTF_8));
    }
}
