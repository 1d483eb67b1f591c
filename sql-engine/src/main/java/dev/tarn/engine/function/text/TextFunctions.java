package dev.tarn.engine.function.text;

import static dev.tarn.columnar.DataType.BIGINT;
import static dev.tarn.columnar.DataType.BINARY;
import static dev.tarn.columnar.DataType.BOOLEAN;
import static dev.tarn.columnar.DataType.STRING;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.OverloadedFamily;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.function.text.TextLoops.Row;
import dev.tarn.engine.kernel.Utf8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// The families of string functions.
public final class TextFunctions {
    private TextFunctions() {}

    public static List<ScalarFamily> families() {
        List<ScalarFamily> families = new ArrayList<>();
        addMeasures(families);
        addChanges(families);
        addPieces(families);
        families.addAll(PatternFunctions.families());
        families.addAll(PatternLists.families());
        families.addAll(TextCodes.families());
        families.addAll(BinaryFunctions.families());
        families.addAll(BinaryCodes.families());
        families.addAll(Digests.families());
        families.addAll(UrlParts.families());
        families.addAll(TextMeasures.families());
        families.addAll(NumberTexts.families());
        families.addAll(SplitMaps.families());
        families.addAll(JsonFunctions.families());
        families.addAll(JsonArrays.families());
        families.add(FormatFunction.family());
        return families;
    }

    static OverloadedFamily.Builder family(String name, String signature) {
        return OverloadedFamily.family(name, name + signature);
    }

    private static void addMeasures(List<ScalarFamily> families) {
        OverloadedFamily length =
                family("length", "(varchar or varbinary) → bigint")
                        .pure(
                                List.of(STRING),
                                BIGINT,
                                TextLoops.longs(r -> Utf8.length(r.data(0), r.from(0), r.to(0))))
                        .pure(
                                List.of(BINARY),
                                BIGINT,
                                TextLoops.longs(r -> (long) r.to(0) - r.from(0)))
                        .build();
        families.add(length);
        families.add(length.named("char_length"));
        families.add(length.named("character_length"));
        families.add(
                family("octet_length", "(varchar) → bigint")
                        .pure(
                                List.of(STRING),
                                BIGINT,
                                TextLoops.longs(r -> (long) r.to(0) - r.from(0)))
                        .build());
        families.add(
                family(
                                "strpos",
                                "(varchar, varchar part[, bigint instance]) → bigint, 0 if not"
                                        + " there; a negative instance counts from the end")
                        .pure(
                                List.of(STRING, STRING),
                                BIGINT,
                                TextLoops.longs(r -> position(r, 0, 1)))
                        .failing(
                                List.of(STRING, STRING, BIGINT),
                                BIGINT,
                                TextLoops.longs(TextMeasures::instance))
                        .build());
        families.add(
                family("position", "(varchar part, varchar) → bigint; POSITION(part IN text)")
                        .pure(
                                List.of(STRING, STRING),
                                BIGINT,
                                TextLoops.longs(r -> position(r, 1, 0)))
                        .build());
        families.add(
                family("starts_with", "(varchar, varchar) → boolean")
                        .pure(
                                List.of(STRING, STRING),
                                BOOLEAN,
                                TextLoops.booleans(r -> hasAt(r, r.from(0))))
                        .build());
        families.add(
                family("ends_with", "(varchar, varchar) → boolean")
                        .pure(
                                List.of(STRING, STRING),
                                BOOLEAN,
                                TextLoops.booleans(r -> hasAt(r, r.to(0) - (r.to(1) - r.from(1)))))
                        .build());
        families.add(
                family("codepoint", "(varchar of one character) → bigint")
                        .failing(List.of(STRING), BIGINT, TextLoops.longs(TextFunctions::codePoint))
                        .build());
    }

    private static long position(Row r, int text, int part) {
        byte[] data = r.data(text);
        int at =
                Utf8.indexOf(
                        data, r.from(text), r.to(text), r.data(part), r.from(part), r.to(part));
        return at < 0 ? 0 : Utf8.length(data, r.from(text), at) + 1L;
    }

    private static boolean hasAt(Row r, int at) {
        int count = r.to(1) - r.from(1);
        return at >= r.from(0)
                && at + count <= r.to(0)
                && Arrays.equals(r.data(0), at, at + count, r.data(1), r.from(1), r.to(1));
    }

    private static long codePoint(Row r) {
        if (Utf8.length(r.data(0), r.from(0), r.to(0)) != 1) {
            throw new SqlException(
                    ErrorCode.INVALID_FUNCTION_ARGUMENT,
                    "codepoint: argument must be one character, not '%s'".formatted(r.string(0)));
        }
        return Utf8.codePoint(r.data(0), r.from(0), r.to(0));
    }

    private static void addChanges(List<ScalarFamily> families) {
        families.add(ofText("lower", (r, out) -> TextEdits.lower(r, out)));
        families.add(ofText("upper", (r, out) -> TextEdits.upper(r, out)));
        families.add(ofText("reverse", (r, out) -> TextEdits.reverse(r, out)));
        families.add(trim("trim", true, true));
        families.add(trim("ltrim", true, false));
        families.add(trim("rtrim", false, true));
        families.add(
                family("replace", "(varchar, varchar part[, varchar by]) → varchar")
                        .pure(
                                List.of(STRING, STRING),
                                STRING,
                                TextLoops.bytes(STRING, TextEdits::replace))
                        .pure(
                                List.of(STRING, STRING, STRING),
                                STRING,
                                TextLoops.bytes(STRING, TextEdits::replace))
                        .build());
        families.add(
                family("translate", "(varchar, varchar from, varchar to) → varchar")
                        .pure(
                                List.of(STRING, STRING, STRING),
                                STRING,
                                TextLoops.bytes(STRING, TextEdits::translate))
                        .build());
        families.add(pad("lpad", true));
        families.add(pad("rpad", false));
        families.add(
                family("repeat", "(varchar, bigint count) → varchar")
                        .failing(
                                List.of(STRING, BIGINT),
                                STRING,
                                TextLoops.bytes(STRING, TextEdits::repeat))
                        .build());
        families.add(
                family("chr", "(bigint code point) → varchar")
                        .failing(
                                List.of(BIGINT),
                                STRING,
                                TextLoops.bytes(STRING, TextEdits::character))
                        .build());
    }

    private static ScalarFamily ofText(String name, TextLoops.ToBytes function) {
        return family(name, "(varchar) → varchar")
                .pure(List.of(STRING), STRING, TextLoops.bytes(STRING, function))
                .build();
    }

    private static ScalarFamily trim(String name, boolean start, boolean end) {
        return family(name, "(varchar[, varchar characters]) → varchar")
                .pure(
                        List.of(STRING),
                        STRING,
                        TextLoops.bytes(STRING, (r, out) -> TextEdits.trim(r, out, start, end)))
                .pure(
                        List.of(STRING, STRING),
                        STRING,
                        TextLoops.bytes(STRING, (r, out) -> TextEdits.trim(r, out, start, end)))
                .build();
    }

    private static ScalarFamily pad(String name, boolean left) {
        return family(name, "(varchar, bigint length[, varchar padding]) → varchar")
                .failing(
                        List.of(STRING, BIGINT),
                        STRING,
                        TextLoops.bytes(STRING, (r, out) -> TextEdits.pad(r, out, left)))
                .failing(
                        List.of(STRING, BIGINT, STRING),
                        STRING,
                        TextLoops.bytes(STRING, (r, out) -> TextEdits.pad(r, out, left)))
                .build();
    }

    private static void addPieces(List<ScalarFamily> families) {
        OverloadedFamily substring =
                family("substr", "(varchar, bigint start[, bigint length]) → varchar")
                        .pure(
                                List.of(STRING, BIGINT),
                                STRING,
                                TextLoops.bytes(STRING, TextEdits::substring))
                        .pure(
                                List.of(STRING, BIGINT, BIGINT),
                                STRING,
                                TextLoops.bytes(STRING, TextEdits::substring))
                        .build();
        families.add(substring);
        families.add(substring.named("substring"));
        families.add(
                family("varchar_truncate", "(varchar, bigint length) → varchar")
                        .pure(
                                List.of(STRING, BIGINT),
                                STRING,
                                TextLoops.bytes(STRING, TextEdits::prefix))
                        .build());
        families.add(
                family("split_part", "(varchar, varchar delimiter, bigint index) → varchar")
                        .failing(List.of(STRING, STRING, BIGINT), STRING, SplitFunction::part)
                        .build());
        families.add(
                family("split", "(varchar, varchar delimiter) → array(varchar)")
                        .failing(
                                List.of(STRING, STRING),
                                new DataType.ListOf(STRING),
                                SplitFunction::split)
                        .build());
        families.add(concatenation());
        families.add(
                family("concat_ws", "(varchar separator, varchar, …) → varchar; leaves nulls out")
                        .binder(
                                2,
                                Integer.MAX_VALUE,
                                types ->
                                        Optional.of(
                                                ScalarFunction.of(
                                                                "concat_ws",
                                                                strings(types.size()),
                                                                STRING,
                                                                Joining::withSeparator)
                                                        .seeingNulls()))
                        .build());
    }

    private static ScalarFamily concatenation() {
        return family("concat", "(varchar, …) → varchar; also of binaries and arrays; written ||")
                .binder(
                        2,
                        Integer.MAX_VALUE,
                        types ->
                                Optional.of(
                                        ScalarFunction.of(
                                                "concat",
                                                strings(types.size()),
                                                STRING,
                                                TextLoops.bytes(STRING, Joining::all))))
                .binder(
                        2,
                        Integer.MAX_VALUE,
                        types ->
                                Optional.of(
                                        ScalarFunction.of(
                                                "concat",
                                                Collections.nCopies(types.size(), BINARY),
                                                BINARY,
                                                TextLoops.bytes(BINARY, Joining::all))))
                .binder(2, Integer.MAX_VALUE, Joining::arrays)
                .build();
    }

    private static List<DataType> strings(int count) {
        return Collections.nCopies(count, STRING);
    }
}
