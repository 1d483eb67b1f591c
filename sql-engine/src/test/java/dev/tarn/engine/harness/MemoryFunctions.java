package dev.tarn.engine.harness;

import dev.tarn.engine.spi.FunctionCatalog;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Functions of a catalog, in memory. Thread-safe.
public final class MemoryFunctions implements FunctionCatalog {
    private final Map<TableIdentifier, String> functions = new ConcurrentHashMap<>();

    @Override
    public List<String> list(Namespace namespace) {
        return functions.keySet().stream()
                .filter(name -> name.namespace().equals(namespace))
                .map(TableIdentifier::name)
                .sorted()
                .toList();
    }

    @Override
    public @Nullable String load(TableIdentifier name) {
        return functions.get(name);
    }

    @Override
    public void create(TableIdentifier name, String metadata) {
        if (functions.putIfAbsent(name, metadata) != null) {
            throw new AlreadyExistsException("Function already exists: %s", name);
        }
    }

    @Override
    public void replace(TableIdentifier name, String base, String metadata) {
        if (!functions.replace(name, base, metadata)) {
            throw new CommitFailedException("Function %s was changed meanwhile", name);
        }
    }

    @Override
    public void drop(TableIdentifier name, String base) {
        if (!functions.remove(name, base)) {
            throw new CommitFailedException("Function %s was changed meanwhile", name);
        }
    }
}
