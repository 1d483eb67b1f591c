package dev.tarn.engine.harness;

import dev.tarn.testkit.RerootedTable;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A read-only catalog of one namespace whose tables are metadata files that other engines wrote.
public final class ForeignCatalog implements Catalog, SupportsNamespaces {
    private static final Namespace NAMESPACE = Namespace.of("foreign");

    private final Map<String, Table> tables = new ConcurrentHashMap<>();

    /// Makes the table in `folder`, as `metadataFile` (below it) has it, known as `name`.
    public void register(String name, Path folder, Path metadataFile) {
        StaticTableOperations operations =
                new StaticTableOperations(metadataFile.toString(), RerootedTable.of(folder).io());
        tables.put(name, new BaseTable(operations, "foreign." + name));
    }

    @Override
    public String name() {
        return "foreign";
    }

    @Override
    public List<TableIdentifier> listTables(Namespace namespace) {
        return tables.keySet().stream().map(name -> TableIdentifier.of(NAMESPACE, name)).toList();
    }

    @Override
    public Table loadTable(TableIdentifier identifier) {
        Table table = tables.get(identifier.name());
        if (table == null || !identifier.namespace().equals(NAMESPACE)) {
            throw new NoSuchTableException("Table does not exist: %s", identifier);
        }
        return table;
    }

    @Override
    public boolean tableExists(TableIdentifier identifier) {
        return identifier.namespace().equals(NAMESPACE) && tables.containsKey(identifier.name());
    }

    @Override
    public boolean dropTable(TableIdentifier identifier, boolean purge) {
        throw new UnsupportedOperationException("Read-only");
    }

    @Override
    public void renameTable(TableIdentifier from, TableIdentifier to) {
        throw new UnsupportedOperationException("Read-only");
    }

    @Override
    public void createNamespace(Namespace namespace, Map<String, String> metadata) {
        throw new UnsupportedOperationException("Read-only");
    }

    @Override
    public List<Namespace> listNamespaces(Namespace namespace) {
        return namespace.isEmpty() ? List.of(NAMESPACE) : List.of();
    }

    @Override
    public Map<String, String> loadNamespaceMetadata(Namespace namespace) {
        if (!namespace.equals(NAMESPACE)) {
            throw new NoSuchNamespaceException("Namespace does not exist: %s", namespace);
        }
        return Map.of();
    }

    @Override
    public boolean dropNamespace(Namespace namespace) {
        throw new UnsupportedOperationException("Read-only");
    }

    @Override
    public boolean setProperties(Namespace namespace, Map<String, String> properties) {
        throw new UnsupportedOperationException("Read-only");
    }

    @Override
    public boolean removeProperties(Namespace namespace, Set<String> properties) {
        throw new UnsupportedOperationException("Read-only");
    }
}
