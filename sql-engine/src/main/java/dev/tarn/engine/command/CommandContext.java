package dev.tarn.engine.command;

import dev.tarn.engine.Session;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.statement.StatementPlanner;
import dev.tarn.engine.transaction.Transactions;

import org.apache.iceberg.Table;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/// What a command works with. `storeProperties` are the settings of stores outside any table, by
/// Iceberg's names (`s3.endpoint`, …), for COPY INTO to read from. `others` gives what works in
/// another session, within the same query.
public record CommandContext(
        Catalogs catalogs,
        Session session,
        StatementPlanner planner,
        RowRunner runner,
        Transactions transactions,
        Map<String, String> storeProperties,
        Function<Session, CommandContext> others) {
    public CommandContext {
        storeProperties = Map.copyOf(storeProperties);
    }

    /// The same where names without a catalog are in `catalog`.
    CommandContext in(CatalogConnection catalog) {
        Session there = session.withPlace(catalog.name(), session.namespace());
        return new CommandContext(
                catalogs, there, planner, runner, transactions, storeProperties, others);
    }

    /// How the own store of `table` is reached, under what the engine was told of stores.
    Map<String, String> storeProperties(Table table) {
        Map<String, String> properties = new HashMap<>();
        try {
            properties.putAll(table.io().properties());
        } catch (UnsupportedOperationException e) {
            properties.clear();
        }
        properties.putAll(storeProperties);
        return properties;
    }
}
