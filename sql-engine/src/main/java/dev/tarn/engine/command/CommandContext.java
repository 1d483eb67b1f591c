package dev.tarn.engine.command;

import dev.tarn.engine.Session;
import dev.tarn.engine.schema.Catalogs;

import java.util.Map;

/// What a command works with. `storeProperties` are the settings of stores outside any table, by
/// Iceberg's names (`s3.endpoint`, …), for COPY INTO to read from.
public record CommandContext(
        Catalogs catalogs, Session session, RowRunner runner, Map<String, String> storeProperties) {
    public CommandContext {
        storeProperties = Map.copyOf(storeProperties);
    }
}
