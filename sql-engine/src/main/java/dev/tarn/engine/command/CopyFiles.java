package dev.tarn.engine.command;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.command.Existing.Relation;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.schema.RowBatches;
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
        Relation relation = Existing.findTable(copy.name(), false, context);
        if (relation == null) {
            throw Existing.notFound("Table", copy.name(), context);
        }
        Table table = relation.load();
        CopyOptions options = CopyOptions.of(copy.files());
        InputFiles all = InputFiles.find(options.files(), storeProperties(table, context));
        Set<FileInfo> known = options.force() ? Set.of() : LoadHistory.of(table).known(all.files());
        InputFiles files = all.without(known);
        if (files.files().isEmpty()) {
            return result(0, known.size(), 0);
        }
        String name = relation.toString();
        Plan rows = files.rows(name, table.schema(), copy.columns());
        LoadCommit commit = LoadCommit.of(name, table, files.files(), options.force());
        long count = Appends.load(name, table, rows, context, commit);
        return result(files.files().size(), known.size(), count);
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
