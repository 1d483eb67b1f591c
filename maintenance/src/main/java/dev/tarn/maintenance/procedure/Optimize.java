package dev.tarn.maintenance.procedure;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.FileOrder;
import dev.tarn.engine.spi.ProcedureTable;
import dev.tarn.engine.spi.TableProcedure;
import dev.tarn.maintenance.plan.RewriteOptions;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Trino's `ALTER TABLE … EXECUTE optimize(file_size_threshold => '100MB') WHERE …`: two files and
/// more of a partition that are below the threshold are put together, and whatever has deletes is
/// written without them. It has no result.
public final class Optimize implements TableProcedure {
    private static final String THRESHOLD = "file_size_threshold";
    private static final String DEFAULT_THRESHOLD = "100MB";
    private static final Pattern SIZE =
            Pattern.compile("\\s*(\\d+(?:\\.\\d+)?)\\s*([kMGT]?)B\\s*", Pattern.CASE_INSENSITIVE);

    @Override
    public String name() {
        return "optimize";
    }

    @Override
    public List<Argument> arguments() {
        return List.of(
                Arguments.TABLE, Arguments.optional(THRESHOLD, DataType.STRING), Arguments.WHERE);
    }

    @Override
    public List<Field> output() {
        return List.of();
    }

    @Override
    public List<List<@Nullable Object>> rows(ProcedureTable table, Map<String, Object> arguments) {
        String text = Arguments.text(arguments, THRESHOLD);
        long threshold = bytes(text == null ? DEFAULT_THRESHOLD : text);
        long min = Math.min(threshold, RewriteOptions.targetBytes(table.table()) - 1);
        RewriteRequest.of(
                        table,
                        Map.of(
                                "min-file-size-bytes",
                                Long.toString(min),
                                "min-input-files",
                                "2",
                                "delete-file-threshold",
                                "1"),
                        FileOrder.ANY,
                        Arguments.text(arguments, Arguments.WHERE.name()),
                        null)
                .run();
        return List.of();
    }

    private static long bytes(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "Argument '%s' is '%s'; it must be a size such as %s"
                            .formatted(THRESHOLD, text, DEFAULT_THRESHOLD));
        }
        String unit = matcher.group(2).toUpperCase(Locale.ROOT);
        int power = unit.isEmpty() ? 0 : 1 + "KMGT".indexOf(unit);
        BigDecimal bytes =
                new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << 10 * power));
        return bytes.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue();
    }
}
