package dev.tarn.engine.function.operator;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Args.Bytes;
import dev.tarn.engine.function.OverloadedFamily;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.kernel.LikePattern;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// LIKE with and without ESCAPE.
///
/// A constant pattern is compiled once a batch; one that changes from row to row, whenever it
/// differs from the one before.
public final class StringOperators {
    private StringOperators() {}

    public static List<ScalarFamily> families() {
        DataType string = DataType.STRING;
        return List.of(
                OverloadedFamily.family(
                                "like",
                                "like(varchar, varchar[, varchar]) → boolean; also written x LIKE"
                                        + " pattern [ESCAPE escape]")
                        .pure(
                                List.of(string, string),
                                DataType.BOOLEAN,
                                (a, rows, c) -> like(a, rows))
                        .failing(
                                List.of(string, string, string),
                                DataType.BOOLEAN,
                                (a, rows, c) -> like(a, rows))
                        .build());
    }

    private static Vector like(List<Vector> arguments, Rows rows) {
        Bytes text = Args.bytes(arguments.get(0));
        Bytes patterns = Args.bytes(arguments.get(1));
        boolean[] out = new boolean[rows.rowCount()];
        boolean fixed =
                patterns.isConstant()
                        && (arguments.size() < 3 || Args.bytes(arguments.get(2)).isConstant());
        LikePattern pattern = null;
        int patternRow = -1;
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            boolean reusable = fixed || arguments.size() == 2 && same(patterns, patternRow, row);
            if (pattern == null || !reusable) {
                pattern = compile(arguments, patterns, row);
                patternRow = row;
            }
            out[row] = pattern.matches(text.data(), text.from(row), text.to(row));
        }
        return new BooleanVector(DataType.BOOLEAN, out);
    }

    private static boolean same(Bytes values, int left, int right) {
        return left >= 0
                && Arrays.equals(
                        values.data(),
                        values.from(left),
                        values.to(left),
                        values.data(),
                        values.from(right),
                        values.to(right));
    }

    private static LikePattern compile(List<Vector> arguments, Bytes patterns, int row) {
        int escape = arguments.size() == 3 ? escape(Args.bytes(arguments.get(2)), row) : -1;
        int from = patterns.from(row);
        int to = patterns.to(row);
        try {
            return LikePattern.compile(patterns.data(), from, to, escape);
        } catch (IllegalArgumentException e) {
            throw new SqlException(
                    ErrorCode.INVALID_FUNCTION_ARGUMENT,
                    "LIKE '%s': %s"
                            .formatted(
                                    new String(
                                            patterns.data(),
                                            from,
                                            to - from,
                                            StandardCharsets.UTF_8),
                                    e.getMessage()));
        }
    }

    private static int escape(Bytes escapes, int row) {
        int from = escapes.from(row);
        int to = escapes.to(row);
        if (to - from != 1 || escapes.data()[from] < 0) {
            throw new SqlException(
                    ErrorCode.INVALID_FUNCTION_ARGUMENT,
                    "LIKE's escape must be a single ASCII character, not '%s'"
                            .formatted(
                                    new String(
                                            escapes.data(),
                                            from,
                                            to - from,
                                            StandardCharsets.UTF_8)));
        }
        return escapes.data()[from];
    }
}
