package dev.tarn.engine.command;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.statement.Command;

import org.apache.iceberg.IsolationLevel;
import org.apache.iceberg.RowLevelOperationMode;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.TableUtil;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What a table's properties `write.delete.mode`, `write.delete.isolation-level` and those of its
/// like for UPDATE and MERGE ask for.
///
/// @param copies whether data files are written anew without the rows that change, rather than
///   those rows marked in delete files; always so in format v1, which has none
/// @param serializable whether rows that others add must not meet the condition either
record RowChangeSettings(boolean copies, boolean serializable) {

    /// @throws SqlException INVALID_TABLE_PROPERTY for a value that Iceberg does not know
    static RowChangeSettings of(Table table, Command.ChangeRows.Kind kind) {
        String operation =
                kind == Command.ChangeRows.Kind.REPLACE
                        ? "delete"
                        : kind.name().toLowerCase(Locale.ROOT);
        RowLevelOperationMode mode =
                value(
                        table,
                        "write.%s.mode".formatted(operation),
                        TableProperties.DELETE_MODE_DEFAULT,
                        RowLevelOperationMode.values(),
                        RowLevelOperationMode::modeName);
        IsolationLevel level =
                value(
                        table,
                        "write.%s.isolation-level".formatted(operation),
                        TableProperties.DELETE_ISOLATION_LEVEL_DEFAULT,
                        IsolationLevel.values(),
                        known -> known.name().toLowerCase(Locale.ROOT));
        return new RowChangeSettings(
                mode == RowLevelOperationMode.COPY_ON_WRITE || TableUtil.formatVersion(table) == 1,
                level == IsolationLevel.SERIALIZABLE);
    }

    private static <T> T value(
            Table table, String property, String fallback, T[] known, Function<T, String> name) {
        String value = table.properties().getOrDefault(property, fallback);
        return Arrays.stream(known)
                .filter(candidate -> name.apply(candidate).equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() ->
                        new SqlException(
                                ErrorCode.INVALID_TABLE_PROPERTY,
                                "Table property %s is '%s'; supported are %s"
                                        .formatted(
                                                property,
                                                value,
                                                Arrays.stream(known)
                                                        .map(name)
                                                        .collect(Collectors.joining(", ")))));
    }
}
