package dev.tarn.engine.function.misc;

import static dev.tarn.columnar.DataType.BOOLEAN;
import static dev.tarn.columnar.DataType.STRING;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.columnar.Vectors;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.Coercions;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.OverloadedFamily;
import dev.tarn.engine.function.OverloadedFamily.Builder;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.function.ValueOrder;
import dev.tarn.engine.function.operator.ComparisonOperators;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// coalesce, nullif, if, try, greatest, least, typeof, fail, uuid, version, current_user.
public final class OtherFunctions {
    private OtherFunctions() {}

    public static List<ScalarFamily> families() {
        List<ScalarFamily> families = new ArrayList<>();
        families.add(coalesce());
        families.add(nullIf());
        families.add(conditional());
        families.add(
                family("try", "(x) → x, or null where computing it fails")
                        .binder(
                                1,
                                1,
                                types ->
                                        Optional.of(
                                                ScalarFunction.of(
                                                                "try",
                                                                types,
                                                                types.getFirst(),
                                                                (arguments, rows, context) ->
                                                                        arguments.getFirst())
                                                        .seeingNulls()))
                        .build());
        families.add(extreme("greatest", true));
        families.add(extreme("least", false));
        families.add(
                family("typeof", "(x) → varchar")
                        .binder(
                                1,
                                1,
                                types ->
                                        Optional.of(
                                                ScalarFunction.of(
                                                                "typeof",
                                                                types,
                                                                STRING,
                                                                (arguments, rows, context) ->
                                                                        text(
                                                                                types.getFirst()
                                                                                        .toString(),
                                                                                rows))
                                                        .seeingNulls()))
                        .build());
        families.add(fail());
        families.add(uuid());
        families.add(ofContext("version", "() → varchar", context -> version()));
        families.add(ofContext("current_user", "() → varchar", FunctionContext::user));
        families.add(
                ofContext("current_timezone", "() → varchar", context -> context.zone().getId()));
        return families;
    }

    private static Builder family(String name, String signature) {
        return OverloadedFamily.family(name, name + signature);
    }

    private static ConstantVector text(String text, Rows rows) {
        return new ConstantVector(VectorBuilder.of(STRING, List.of(text)), rows.rowCount());
    }

    private static ScalarFamily ofContext(
            String name, String signature, Function<FunctionContext, String> value) {
        return family(name, signature)
                .pure(
                        List.of(),
                        STRING,
                        (arguments, rows, context) -> text(value.apply(context), rows))
                .build();
    }

    private static String version() {
        String version = OtherFunctions.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private static ScalarFamily coalesce() {
        return family("coalesce", "(x, x, …) → the first that is not null")
                .binder(
                        1,
                        Integer.MAX_VALUE,
                        types ->
                                Coercions.common(types)
                                        .map(type ->
                                                ScalarFunction.of(
                                                                "coalesce",
                                                                Collections.nCopies(
                                                                        types.size(), type),
                                                                type,
                                                                (arguments, rows, context) ->
                                                                        coalesce(
                                                                                type, arguments,
                                                                                rows))
                                                        .seeingNulls()))
                .build();
    }

    private static Vector coalesce(DataType type, List<Vector> arguments, Rows rows) {
        int[] from = new int[rows.rowCount()];
        Arrays.fill(from, -1);
        for (int argument = arguments.size() - 1; argument >= 0; argument--) {
            long[] validity = Args.validity(arguments.get(argument));
            for (int i = 0; i < rows.selectedCount(); i++) {
                int row = rows.row(i);
                from[row] = Bitmaps.isSet(validity, row) ? argument : from[row];
            }
        }
        return Interleave.of(type, arguments, from, identity(rows), rows.rowCount());
    }

    private static int[] identity(Rows rows) {
        int[] identity = new int[rows.rowCount()];
        for (int row = 0; row < identity.length; row++) {
            identity[row] = row;
        }
        return identity;
    }

    private static ScalarFamily nullIf() {
        return family("nullif", "(x, y) → x, or null if x = y")
                .binder(
                        2,
                        2,
                        types ->
                                Coercions.common(types)
                                        .map(type ->
                                                ScalarFunction.of(
                                                                "nullif",
                                                                List.of(type, type),
                                                                type,
                                                                OtherFunctions::nullIf)
                                                        .seeingNulls()))
                .build();
    }

    private static Vector nullIf(List<Vector> arguments, Rows rows, FunctionContext context) {
        BooleanVector same = ComparisonOperators.equal(arguments.get(0), arguments.get(1), rows);
        long[] validLeft = Args.validity(arguments.get(0));
        long[] validRight = Args.validity(arguments.get(1));
        long[] validity = Bitmaps.allClear(rows.rowCount());
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            boolean equal = Bitmaps.isSet(validRight, row) && same.values()[row];
            if (Bitmaps.isSet(validLeft, row) && !equal) {
                Bitmaps.set(validity, row);
            }
        }
        return arguments.get(0).flatten().withValidity(validity);
    }

    private static ScalarFamily conditional() {
        return family("if", "(boolean, x[, x]) → x")
                .binder(
                        2,
                        3,
                        types ->
                                Coercions.common(types.subList(1, types.size()))
                                        .map(type -> {
                                            List<DataType> parameters =
                                                    new ArrayList<>(List.of(BOOLEAN));
                                            parameters.addAll(
                                                    Collections.nCopies(types.size() - 1, type));
                                            return ScalarFunction.of(
                                                            "if",
                                                            parameters,
                                                            type,
                                                            (arguments, rows, context) ->
                                                                    choose(type, arguments, rows))
                                                    .seeingNulls();
                                        }))
                .build();
    }

    private static Vector choose(DataType type, List<Vector> arguments, Rows rows) {
        boolean[] conditions = Args.booleans(arguments.getFirst());
        long[] validity = Args.validity(arguments.getFirst());
        List<Vector> values = new ArrayList<>(arguments.subList(1, arguments.size()));
        if (values.size() == 1) {
            values.add(Vectors.nulls(type, rows.rowCount()));
        }
        int[] from = new int[rows.rowCount()];
        for (int row = 0; row < from.length; row++) {
            from[row] = conditions[row] && Bitmaps.isSet(validity, row) ? 0 : 1;
        }
        return Interleave.of(type, values, from, identity(rows), rows.rowCount());
    }

    private static ScalarFamily extreme(String name, boolean greatest) {
        return family(name, "(x, x, …) → x, null if one is")
                .binder(
                        1,
                        Integer.MAX_VALUE,
                        types ->
                                Coercions.common(types)
                                        .filter(ValueOrder::isOrdered)
                                        .map(type ->
                                                ScalarFunction.of(
                                                        name,
                                                        Collections.nCopies(types.size(), type),
                                                        type,
                                                        (arguments, rows, context) ->
                                                                extreme(
                                                                        type, greatest, arguments,
                                                                        rows))))
                .build();
    }

    /// Compares the extreme so far with the next argument, whole columns at a time.
    private static Vector extreme(
            DataType type, boolean greatest, List<Vector> arguments, Rows rows) {
        Vector extreme = arguments.getFirst();
        int[] identity = identity(rows);
        for (Vector next : arguments.subList(1, arguments.size())) {
            BooleanVector replaces =
                    greatest
                            ? ComparisonOperators.less(extreme, next, rows)
                            : ComparisonOperators.less(next, extreme, rows);
            int[] from = new int[rows.rowCount()];
            for (int row = 0; row < from.length; row++) {
                from[row] = replaces.values()[row] ? 1 : 0;
            }
            extreme = Interleave.of(type, List.of(extreme, next), from, identity, rows.rowCount());
        }
        return extreme;
    }

    /// The error that a query makes itself, as Trino's `fail`.
    private static ScalarFamily fail() {
        return family("fail", "(varchar) → an error with that message, where it is computed")
                .failing(
                        List.of(STRING),
                        DataType.UNKNOWN,
                        (arguments, rows, context) -> {
                            long[] validity = Args.validity(arguments.getFirst());
                            Args.Bytes messages = Args.bytes(arguments.getFirst());
                            for (int i = 0; i < rows.selectedCount(); i++) {
                                if (Bitmaps.isSet(validity, rows.row(i))) {
                                    throw failure(messages, rows.row(i));
                                }
                            }
                            return Vectors.nulls(DataType.UNKNOWN, rows.rowCount());
                        })
                .build();
    }

    private static SqlException failure(Args.Bytes messages, int row) {
        int from = messages.from(row);
        String message =
                new String(messages.data(), from, messages.to(row) - from, StandardCharsets.UTF_8);
        return new SqlException(
                ErrorCode.GENERIC_USER_ERROR, message.isBlank() ? "fail was called" : message);
    }

    private static ScalarFamily uuid() {
        AtomicLong batches = new AtomicLong();
        return family("uuid", "() → uuid, random, another for each row")
                .function(
                        ScalarFunction.of(
                                        "uuid",
                                        List.of(),
                                        DataType.UUID,
                                        (arguments, rows, context) ->
                                                uuids(
                                                        rows,
                                                        new SplittableRandom(
                                                                context.seed()
                                                                        ^ batches.incrementAndGet()
                                                                                * 0xD1B54A32D192ED03L)))
                                .varying())
                .build();
    }

    private static Vector uuids(Rows rows, SplittableRandom random) {
        BytesOut out = new BytesOut(rows.rowCount(), rows.rowCount() * 16);
        byte[] bytes = new byte[16];
        for (int row = 0; row < rows.rowCount(); row++) {
            random.nextBytes(bytes);
            bytes[6] = (byte) (bytes[6] & 0x0F | 0x40);
            bytes[8] = (byte) (bytes[8] & 0x3F | 0x80);
            out.start(row);
            out.append(bytes);
        }
        return out.finish(DataType.UUID, null);
    }
}
