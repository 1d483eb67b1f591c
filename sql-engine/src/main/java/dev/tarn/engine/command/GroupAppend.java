package dev.tarn.engine.command;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.schema.WriteTarget;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.RowRequest;
import dev.tarn.engine.statement.RowRequest.Appended;
import dev.tarn.engine.statement.RowRequest.OtherColumns;
import dev.tarn.engine.statement.RowRequest.RowKey;
import dev.tarn.storage.IcebergTypes;

import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The rows of several requests in one snapshot, which names their keys. Requests that the table
/// has the rows of are told so; a commit needs that nobody else has brought one of the others
/// meanwhile.
final class GroupAppend {
    /// In the summary of a snapshot: which group it is of.
    private static final String GROUP = "tarn.request-group";

    private final Command.AppendGroup group;
    private final CommandContext context;
    private final WriteTarget target;
    private final Table table;
    private final List<RowRequest> fresh = new ArrayList<>();
    private final Set<String> keys = new HashSet<>();

    private GroupAppend(Command.AppendGroup group, CommandContext context) {
        this.group = group;
        this.context = context;
        this.target = Existing.target(group.name(), context);
        this.table = target.table();
    }

    static CommandResult run(Command.AppendGroup group, CommandContext context) {
        return new GroupAppend(group, context).run();
    }

    private CommandResult run() {
        if (!target.to().isMain()) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "Requests bring rows to tables, not to their branches: " + group.name());
        }
        sortOut();
        if (fresh.isEmpty()) {
            return CommandResult.ofRows(0);
        }
        String id = UUID.randomUUID().toString();
        long rows;
        try {
            rows = append(id);
        } catch (WrittenTable.OtherHistoryException e) {
            throw new SqlException(
                    ErrorCode.TRANSACTION_CONFLICT,
                    "Another server has brought rows of the same key to %s; these were not added"
                            .formatted(target),
                    null,
                    e);
        }
        Long snapshot = rows == 0 ? id(table.currentSnapshot()) : snapshotOf(id);
        for (RowRequest request : fresh) {
            RowKey key = request.key();
            String content = key == null ? null : key.content();
            group.answers()
                    .accept(request, new Appended(request.rowCount(), snapshot, content, false));
        }
        return CommandResult.ofRows(rows);
    }

    /// Answers requests that need no commit; the others are `fresh`.
    private void sortOut() {
        for (RowRequest request : group.requests()) {
            if (request.key() != null) {
                keys.add(request.key().hash());
            }
        }
        Map<String, Appended> known = find(table.currentSnapshot());
        for (RowRequest request : group.requests()) {
            String key = request.key() == null ? "" : request.key().hash();
            Appended before = known.get(key);
            if (before != null) {
                group.answers().accept(request, before);
                keys.remove(key);
            } else if (!request.schema().sameSchema(table.schema())) {
                group.answers().accept(request, new OtherColumns());
            } else {
                fresh.add(request);
            }
        }
    }

    private Map<String, Appended> find(@Nullable Snapshot head) {
        return RowKeys.find(head, table::snapshot, keys, null, System.currentTimeMillis());
    }

    private long append(String id) {
        Long read = id(table.currentSnapshot());
        String name = target.toString();
        Predicate<TableMetadata> isSame = base -> !hasKeys(base, read);
        CheckedRows checked = CheckedRows.of(name, table, "request", context);
        Consumer<AppendFiles> marks = append -> mark(append, id, checked);
        AppendFiles append = WrittenTable.of(name, table, table.schema(), isSame).newAppend();
        List<Field> fields = IcebergTypes.fields(table.schema());
        Plan rows =
                new Plan.Rows(
                        "requests",
                        fields,
                        batches -> fresh.forEach(one -> one.batches().forEach(batches)));
        return Appends.write(
                name,
                table,
                checked.over(rows, true),
                context,
                files -> {
                    if (!checked.quarantined().isEmpty()) {
                        LoadCommit.ofRows(name, table, marks)
                                .where(isSame)
                                .commit(files, checked.quarantined());
                    } else if (!files.files().isEmpty()) {
                        marks.accept(append);
                        Appends.addAll(append, files);
                    }
                });
    }

    private void mark(AppendFiles append, String id, CheckedRows checked) {
        append.set(GROUP, id);
        String text = RowKeys.text(fresh);
        if (!text.isEmpty()) {
            append.set(RowKeys.SUMMARY, text);
        }
        checked.mark(append);
    }

    /// Whether snapshots since the one that was `read` have brought one of the keys.
    private boolean hasKeys(TableMetadata base, @Nullable Long read) {
        return !RowKeys.find(
                        base.currentSnapshot(),
                        base::snapshot,
                        keys,
                        read,
                        System.currentTimeMillis())
                .isEmpty();
    }

    private static @Nullable Long id(@Nullable Snapshot snapshot) {
        return snapshot == null ? null : snapshot.snapshotId();
    }

    /// The snapshot of group `id`; null if it is gone already, or if the catalog does not tell:
    /// what is committed is not to be answered with an error.
    private @Nullable Long snapshotOf(String id) {
        try {
            table.refresh();
        } catch (RuntimeException untold) {
            return null;
        }
        Snapshot snapshot = table.currentSnapshot();
        while (snapshot != null && !id.equals(snapshot.summary().get(GROUP))) {
            Long parent = snapshot.parentId();
            snapshot = parent == null ? null : table.snapshot(parent);
        }
        return id(snapshot);
    }
}
