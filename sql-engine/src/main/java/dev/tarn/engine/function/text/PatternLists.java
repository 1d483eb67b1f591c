package dev.tarn.engine.function.text;

import static dev.tarn.columnar.DataType.BIGINT;
import static dev.tarn.columnar.DataType.STRING;

import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.text.PatternFunctions.Patterns;
import dev.tarn.engine.function.text.TextLoops.Row;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;

/// Regular expressions that give arrays: all matches of a text, or what is between them.
final class PatternLists {
    private static final ListOf STRINGS = new ListOf(STRING);

    private PatternLists() {}

    static List<ScalarFamily> families() {
        return List.of(
                TextFunctions.family(
                                "regexp_extract_all",
                                "(varchar, varchar pattern[, bigint group]) → array(varchar)")
                        .failing(
                                List.of(STRING, STRING),
                                STRINGS,
                                (arguments, rows, context) ->
                                        lists(arguments, rows, PatternLists::addMatches))
                        .failing(
                                List.of(STRING, STRING, BIGINT),
                                STRINGS,
                                (arguments, rows, context) ->
                                        lists(arguments, rows, PatternLists::addMatches))
                        .build(),
                TextFunctions.family("regexp_split", "(varchar, varchar pattern) → array(varchar)")
                        .failing(
                                List.of(STRING, STRING),
                                STRINGS,
                                (arguments, rows, context) ->
                                        lists(arguments, rows, PatternLists::addPieces))
                        .build());
    }

    /// Adds the array of one row.
    private interface Step {
        void add(Row r, Matcher matcher, List<@Nullable String> out);
    }

    private static Vector lists(List<Vector> arguments, Rows rows, Step step) {
        Row r = new Row(arguments);
        Patterns patterns = new Patterns();
        List<@Nullable String> elements = new ArrayList<>();
        int[] offsets = new int[rows.rowCount() + 1];
        int ended = 0;
        for (int i = 0; i < rows.selectedCount(); i++) {
            r.row = rows.row(i);
            Arrays.fill(offsets, ended + 1, r.row + 1, elements.size());
            step.add(r, patterns.matcher(r), elements);
            ended = r.row + 1;
            offsets[ended] = elements.size();
        }
        Arrays.fill(offsets, ended + 1, offsets.length, elements.size());
        return new ListVector(
                STRINGS, offsets, VectorBuilder.of(STRING, elements), null, rows.rowCount());
    }

    private static void addMatches(Row r, Matcher matcher, List<@Nullable String> out) {
        int group = PatternFunctions.group(r, matcher, "regexp_extract_all");
        while (matcher.find()) {
            out.add(matcher.group(group));
        }
    }

    private static void addPieces(Row r, Matcher matcher, List<@Nullable String> out) {
        String text = r.string(0);
        int from = 0;
        while (matcher.find()) {
            out.add(text.substring(from, matcher.start()));
            from = matcher.end();
        }
        out.add(text.substring(from));
    }
}
