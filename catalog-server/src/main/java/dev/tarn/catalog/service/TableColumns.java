package dev.tarn.catalog.service;

import dev.tarn.catalog.auth.Grants;
import dev.tarn.catalog.auth.Securable;
import dev.tarn.catalog.store.ColumnsRow;
import dev.tarn.catalog.store.CommitOutcomeUnknownException;
import dev.tarn.catalog.store.EntryKind;
import dev.tarn.catalog.store.KeyRange;
import dev.tarn.catalog.store.ListedRow;
import dev.tarn.catalog.store.NamespaceRow;
import dev.tarn.catalog.store.StoreUnavailableException;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.types.Types.NestedField;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/// The columns of all tables of a namespace, for whoever shows many: one question to the database,
/// and what is kept of metadata files, by location. What is not known in memory the database tells,
/// which commits keep up to date; else files are read side by side, a bounded number at a time, and
/// the database is told. Thread-safe.
public final class TableColumns {
    private static final Logger LOG = LoggerFactory.getLogger(TableColumns.class);
    private static final int MOST_READS = 32;

    /// Rows that are written in one transaction, so that commits do not wait for all of them.
    private static final int MOST_KEPT = 500;

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
        Map<String, List<NestedField>> all = read(row, tables);
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
    private Map<String, List<NestedField>> read(NamespaceRow namespace, List<ListedRow> tables) {
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
            addKept(namespace, unknown, found);
        }
        unknown.removeIf(table -> found.containsKey(table.id()));
        if (!unknown.isEmpty()) {
            readFiles(unknown, found);
            keep(unknown, found);
        }
        return found;
    }

    /// What the database has of `tables` as they were listed.
    private void addKept(
            NamespaceRow namespace, List<ListedRow> tables, Map<String, List<NestedField>> found) {
        Map<String, ColumnsRow> kept = new HashMap<>();
        for (ColumnsRow row : context.store().listColumns(namespace.id())) {
            kept.put(row.entryId(), row);
        }
        for (ListedRow table : tables) {
            ColumnsRow row = kept.get(table.id());
            if (row != null && row.metadataLocation().equals(table.metadataLocation())) {
                List<NestedField> columns = ColumnsText.parse(row.columns());
                if (columns != null) {
                    context.files().keepColumns(row.metadataLocation(), columns);
                    found.put(table.id(), columns);
                }
            }
        }
    }

    private void readFiles(List<ListedRow> tables, Map<String, List<NestedField>> found) {
        Semaphore reads = new Semaphore(MOST_READS);
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (ListedRow table : tables) {
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

    private void read(ListedRow table, Map<String, List<NestedField>> found) {
        try {
            found.put(table.id(), context.files().columns(table.metadataLocation()));
        } catch (NotFoundException | UncheckedIOException | IllegalArgumentException e) {
            // Missing in the answer.
        }
    }

    /// Tells the database what files had, in the order of ids, as commits to several tables lock
    /// them. Where it cannot be told, the next who asks reads them again.
    private void keep(List<ListedRow> tables, Map<String, List<NestedField>> found) {
        List<ColumnsRow> rows = new ArrayList<>();
        for (ListedRow table : tables) {
            List<NestedField> columns = found.get(table.id());
            String text = columns == null ? null : ColumnsText.of(columns);
            if (text != null) {
                rows.add(new ColumnsRow(table.id(), table.metadataLocation(), text));
            }
        }
        rows.sort(Comparator.comparing(ColumnsRow::entryId));
        try {
            for (int from = 0; from < rows.size(); from += MOST_KEPT) {
                List<ColumnsRow> some = rows.subList(from, Math.min(rows.size(), from + MOST_KEPT));
                context.store()
                        .write(transaction -> {
                            some.forEach(transaction::keepColumns);
                            return true;
                        });
            }
        } catch (StoreUnavailableException | CommitOutcomeUnknownException e) {
            LOG.debug("event=columns_not_kept tables={}", rows.size(), e);
        }
    }
}
