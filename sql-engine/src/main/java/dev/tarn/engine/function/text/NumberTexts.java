package dev.tarn.engine.function.text;

import static dev.tarn.columnar.DataType.BIGINT;
import static dev.tarn.columnar.DataType.DOUBLE;
import static dev.tarn.columnar.DataType.STRING;

import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.text.TextLoops.Row;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers as texts that people or other systems write them: in any base, with units.
final class NumberTexts {
    private static final Decimal SIZE = new Decimal(38, 0);
    private static final Pattern DATA_SIZE =
            Pattern.compile("\\s*(\\d+(?:\\.\\d+)?)\\s*([a-zA-Z]+)\\s*");
    private static final List<String> DATA_UNITS =
            List.of("B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB");
    private static final String[] NUMBER_UNITS = {"", "K", "M", "B", "T", "Q"};

    private NumberTexts() {}

    static List<ScalarFamily> families() {
        return List.of(
                TextFunctions.family("from_base", "(varchar, bigint radix from 2 to 36) → bigint")
                        .failing(
                                List.of(STRING, BIGINT),
                                BIGINT,
                                TextLoops.longs(NumberTexts::fromBase))
                        .build(),
                TextFunctions.family("to_base", "(bigint, bigint radix from 2 to 36) → varchar")
                        .failing(
                                List.of(BIGINT, BIGINT),
                                STRING,
                                (arguments, rows, context) -> toBase(arguments, rows))
                        .build(),
                TextFunctions.family("format_number", "(double) → varchar with a unit, as 1.23M")
                        .pure(
                                List.of(DOUBLE),
                                STRING,
                                (arguments, rows, context) -> numbers(arguments, rows))
                        .build(),
                TextFunctions.family("parse_data_size", "(varchar as 2.3MB) → decimal(38,0) bytes")
                        .failing(
                                List.of(STRING),
                                SIZE,
                                (arguments, rows, context) -> sizes(arguments, rows))
                        .build());
    }

    private static int radix(long radix, String function) {
        if (radix < Character.MIN_RADIX || radix > Character.MAX_RADIX) {
            throw TextEdits.invalid("%s: the radix must be from 2 to 36, not %d", function, radix);
        }
        return (int) radix;
    }

    private static long fromBase(Row r) {
        int radix = radix(r.number(0), "from_base");
        try {
            return Long.parseLong(r.string(0), radix);
        } catch (NumberFormatException e) {
            throw TextEdits.invalid("from_base: '%s' is no bigint of base %d", r.string(0), radix);
        }
    }

    private static Vector toBase(List<Vector> arguments, Rows rows) {
        long[] numbers = Args.longs(arguments.get(0));
        long[] radixes = Args.longs(arguments.get(1));
        BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 16);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out.start(row);
            out.append(Long.toString(numbers[row], radix(radixes[row], "to_base")));
        }
        return out.finish(STRING, null);
    }

    /// Three digits, and the unit that leaves fewer than four before the point.
    private static Vector numbers(List<Vector> arguments, Rows rows) {
        double[] in = Args.doubles(arguments.getFirst());
        DecimalFormatSymbols english = DecimalFormatSymbols.getInstance(Locale.ENGLISH);
        DecimalFormat[] formats = {
            new DecimalFormat("#.##", english),
            new DecimalFormat("#.#", english),
            new DecimalFormat("#", english)
        };
        BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 8);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out.start(row);
            double rest = in[row];
            int unit = 0;
            while (Math.abs(rest) >= 1_000
                    && unit + 1 < NUMBER_UNITS.length
                    && Double.isFinite(rest)) {
                rest /= 1_000;
                unit++;
            }
            int digits = Math.abs(rest) < 10 ? 0 : Math.abs(rest) < 100 ? 1 : 2;
            String text =
                    Double.isFinite(rest) ? formats[digits].format(rest) : Double.toString(rest);
            out.append(text + NUMBER_UNITS[unit]);
        }
        return out.finish(STRING, null);
    }

    private static Vector sizes(List<Vector> arguments, Rows rows) {
        Row r = new Row(arguments);
        long[] high = new long[rows.rowCount()];
        long[] low = new long[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            r.row = rows.row(i);
            BigInteger bytes = size(r.string(0));
            high[r.row] = bytes.shiftRight(Long.SIZE).longValue();
            low[r.row] = bytes.longValue();
        }
        return new Int128Vector(SIZE, high, low, null, rows.rowCount());
    }

    /// Units are of 1,024; what is less than a byte is cut off.
    private static BigInteger size(String text) {
        Matcher parts = DATA_SIZE.matcher(text);
        int unit = parts.matches() ? DATA_UNITS.indexOf(parts.group(2)) : -1;
        if (unit < 0) {
            throw TextEdits.invalid(
                    "parse_data_size: '%s' is no size; one is 2.3MB, units are %s",
                    text, DATA_UNITS);
        }
        BigInteger bytes =
                new BigDecimal(parts.group(1))
                        .multiply(new BigDecimal(BigInteger.ONE.shiftLeft(10 * unit)))
                        .toBigInteger();
        if (bytes.bitLength() > 126) {
            throw TextEdits.invalid("parse_data_size: '%s' is too large", text);
        }
        return bytes;
    }
}
