package dev.tarn.engine.function.text;

import static dev.tarn.columnar.DataType.STRING;

import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.DataType.MapOf;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.text.TextLoops.Row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Texts as `a=1,b=2` taken apart into maps.
final class SplitMaps {
    private SplitMaps() {}

    static List<ScalarFamily> families() {
        return List.of(
                TextFunctions.family(
                                "split_to_map",
                                "(varchar, varchar between entries, varchar between key and value)"
                                        + " → map(varchar, varchar)")
                        .failing(
                                List.of(STRING, STRING, STRING),
                                new MapOf(STRING, STRING),
                                (arguments, rows, context) -> maps(arguments, rows, false))
                        .build(),
                TextFunctions.family(
                                "split_to_multimap",
                                "(varchar, varchar between entries, varchar between key and value)"
                                        + " → map(varchar, array(varchar))")
                        .failing(
                                List.of(STRING, STRING, STRING),
                                new MapOf(STRING, new ListOf(STRING)),
                                (arguments, rows, context) -> maps(arguments, rows, true))
                        .build());
    }

    private static Vector maps(List<Vector> arguments, Rows rows, boolean several) {
        Row r = new Row(arguments);
        List<String> keys = new ArrayList<>();
        List<String> values = new ArrayList<>();
        List<Integer> ends = new ArrayList<>(List.of(0));
        int[] offsets = new int[rows.rowCount() + 1];
        int ended = 0;
        for (int i = 0; i < rows.selectedCount(); i++) {
            r.row = rows.row(i);
            Arrays.fill(offsets, ended + 1, r.row + 1, keys.size());
            entries(r, several)
                    .forEach((key, list) -> {
                        keys.add(key);
                        values.addAll(list);
                        ends.add(values.size());
                    });
            ended = r.row + 1;
            offsets[ended] = keys.size();
        }
        Arrays.fill(offsets, ended + 1, offsets.length, keys.size());
        Vector texts = VectorBuilder.of(STRING, values);
        ListOf list = new ListOf(STRING);
        int[] listEnds = ends.stream().mapToInt(Integer::intValue).toArray();
        return new MapVector(
                new MapOf(STRING, several ? list : STRING),
                offsets,
                VectorBuilder.of(STRING, keys),
                several ? new ListVector(list, listEnds, texts, null, keys.size()) : texts,
                null,
                rows.rowCount());
    }

    private static Map<String, List<String>> entries(Row r, boolean several) {
        String between = r.string(1);
        String within = r.string(2);
        if (between.isEmpty() || within.isEmpty() || between.equals(within)) {
            throw TextEdits.invalid(
                    "split_to_map takes two delimiters that differ and are not empty, not '%s' and"
                            + " '%s'",
                    between, within);
        }
        Map<String, List<String>> entries = new LinkedHashMap<>();
        String text = r.string(0);
        int at = 0;
        while (at < text.length()) {
            int found = text.indexOf(between, at);
            String entry = text.substring(at, found < 0 ? text.length() : found);
            int equal = entry.indexOf(within);
            if (equal < 0 || entry.indexOf(within, equal + within.length()) >= 0) {
                throw TextEdits.invalid("split_to_map: '%s' must hold '%s' once", entry, within);
            }
            List<String> list =
                    entries.computeIfAbsent(entry.substring(0, equal), key -> new ArrayList<>());
            list.add(entry.substring(equal + within.length()));
            if (!several && list.size() > 1) {
                throw TextEdits.invalid(
                        "split_to_map: key '%s' is there twice", entry.substring(0, equal));
            }
            at = found < 0 ? text.length() : found + between.length();
        }
        return entries;
    }
}
