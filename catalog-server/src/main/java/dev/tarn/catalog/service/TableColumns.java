package dev.tarn.catalog.service;

import dev.tarn.catalog.auth.Grants;
import dev.tarn.catalog.auth.Securable;
import dev.tarn.catalog.store.EntryKind;
import dev.tarn.catalog.store.KeyRange;
import dev.tarn.catalog.store.ListedRow;
import dev.tarn.catalog.store.NamespaceRow;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.types.Types.NestedField;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/// The columns of all tables of a namespace, for whoever shows many: one question to the database,
/// and what is kept of metadata files, by location. Files that are not known are read side by side,
/// a bounded number at a time. Thread-safe.
public final class TableColumns {
    private static final int MOST_READS = 32;

    private final CatalogContext context;

    TableColumns(CatalogContext context) {
        this.context = context;
    }

    /// By name, the columns that the current caller sees of the tables that it sees. Tables whose
    /// metadata cannot be read are missing: loading one says what is wrong with it.
    ///
    /// @throws org.apache.iceberg.exceptions.NoSuchNamespaceException if there is none
    public Map<String, List<NestedField>> of(Namespace namespace) {
        NamespaceRow row = context.namespace(namespace);
        Permits permits = context.permits();
        Grants grants = permits.grants();
        List<ListedRow> tables =
                context.store()
                        .listEntries(
                                row.id(),
                                EntryKind.TABLE,
                                KeyRange.ALL,
                                permits.seenBy(grants.seesAllIn(row.path())));
        Map<String, List<NestedField>> all = read(tables);
        Map<String, List<NestedField>> seen = new HashMap<>();
        for (ListedRow table : tables) {
            List<NestedField> columns = all.get(table.id());
            if (columns != null) {
                seen.put(table.name(), visible(columns, grants, row.path(), table.id()));
            }
        }
        return seen;
    }

    private static List<NestedField> visible(
            List<NestedField> columns, Grants grants, String path, String id) {
        if (grants.holdsAnyOn(new Securable.Entry(path, id))) {
            return columns;
        }
        Set<Integer> granted = grants.columns(id);
        return columns.stream().filter(column -> granted.contains(column.fieldId())).toList();
    }

    /// By the tables' ids.
    private Map<String, List<NestedField>> read(List<ListedRow> tables) {
        Map<String, List<NestedField>> found = new ConcurrentHashMap<>();
        List<ListedRow> unknown = new ArrayList<>();
        for (ListedRow table : tables) {
            List<NestedField> known = context.files().knownColumns(table.metadataLocation());
            if (known == null) {
                unknown.add(table);
            } else {
                found.put(table.id(), known);
            }
        }
        if (!unknown.isEmpty()) {
            Semaphore reads = new Semaphore(MOST_READS);
            try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (ListedRow table : unknown) {
                    reads.acquireUninterruptibly();
                    readers.execute(() -> {
                        try {
                            read(table, found);
                        } finally {
                            reads.release();
                        }
                    });
                }
            }
        }
        return found;
    }

    private void read(ListedRow table, Map<String, List<NestedField>> found) {
        try {
            found.put(table.id(), context.files().columns(table.metadataLocation()));
        } catch (NotFoundException | UncheckedIOException | IllegalArgumentException e) {
            // Missing in the answer.
        }
    }
}
