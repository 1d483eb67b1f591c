package dev.tarn.engine.command;

import dev.tarn.engine.command.Existing.Relation;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.statement.Command;

import org.apache.iceberg.Table;

import java.util.HashMap;
import java.util.Map;

/// COPY INTO: all rows of some files, or none.
final class CopyFiles {
    private CopyFiles() {}

    static CommandResult copy(Command.CopyInto copy, CommandContext context) {
        Relation relation = Existing.findTable(copy.name(), false, context);
        if (relation == null) {
            throw Existing.notFound("Table", copy.name(), context);
        }
        Table table = relation.load();
        InputFiles files = InputFiles.find(copy.files(), storeProperties(table, context));
        Plan rows = files.rows(relation.toString(), table.schema(), copy.columns());
        return CommandResult.ofRows(Appends.append(relation.toString(), table, rows, context));
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
