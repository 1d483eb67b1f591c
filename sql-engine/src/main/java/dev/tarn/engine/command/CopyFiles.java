package dev.tarn.engine.command;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.schema.RowBatches;
import dev.tarn.engine.schema.WriteTarget;
import dev.tarn.engine.statement.Command;
import dev.tarn.storage.load.LoadHistory;

import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileInfo;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// COPY INTO: all rows of some files, or none. Files that the table was loaded from already are
/// left out, by [LoadHistory].
final class CopyFiles {
    private static final List<Field> RESULT =
            List.of(
                    new Field("files_loaded", DataType.BIGINT),
                    new Field("files_known", DataType.BIGINT),
                    new Field("rows_loaded", DataType.BIGINT));

    private CopyFiles() {}

    static CommandResult copy(Command.CopyInto copy, CommandContext context) {
        WriteTarget target = Existing.target(copy.name(), context);
        Table table = target.table();
        CopyOptions options = CopyOptions.of(copy.files());
        InputFiles all = InputFiles.find(options.files(), storeProperties(table, context));
        if (!target.to().isMain()) {
            return aside(copy, target, options, all, context);
        }
        Set<FileInfo> known = options.force() ? Set.of() : LoadHistory.of(table).known(all.files());
        InputFiles files = all.without(known);
        if (files.files().isEmpty()) {
            return result(0, known.size(), 0);
        }
        String name = target.toString();
        Plan rows = files.rows(name, table.schema(), copy.columns());
        LoadCommit commit = LoadCommit.of(name, table, files.files(), options.force());
        long count = Appends.load(name, table, rows, context, commit);
        return result(files.files().size(), known.size(), count);
    }

    /// Loads files to where only few see them yet. The history is of the table: if it named these
    /// files, the table would never get them where that is not published.
    private static CommandResult aside(
            Command.CopyInto copy,
            WriteTarget target,
            CopyOptions options,
            InputFiles files,
            CommandContext context) {
        if (!options.force()) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "Which files were loaded is known of tables, not of their branches or of what is staged: COPY INTO %s takes FORCE = TRUE here, and loads all of them"
                            .formatted(copy.name()),
                    copy.name().position(),
                    null);
        }
        String name = target.toString();
        Plan rows = files.rows(name, target.table().schema(), copy.columns());
        long count = Appends.append(name, target.table(), target.to(), rows, context);
        return result(files.files().size(), 0, count);
    }

    private static CommandResult result(long loaded, long known, long rows) {
        List<@Nullable Object> row = List.of(loaded, known, rows);
        return new CommandResult(
                OptionalLong.of(rows),
                List.of(),
                new Plan.Rows("copy", RESULT, RowBatches.of(RESULT, () -> List.of(row))));
    }

    /// How the table's own store is reached, under what the engine was told of stores.
    private static Map<String, String> storeProperties(Table table, CommandContext context) {
        Map<String, String> properties = new HashMap<>();
        try {
            properties.putAll(table.io().properties());
        } catch (UnsupportedOperationException e) {
            properties.clear();
        }
        properties.putAll(context.storeProperties());
        return properties;
    }
}
