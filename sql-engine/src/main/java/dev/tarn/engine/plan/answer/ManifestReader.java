package dev.tarn.engine.plan.answer;

import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.plan.lower.Folder;
import dev.tarn.engine.plan.lower.Replacing;
import dev.tarn.storage.table.LiveFiles;

import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Answers one question file by file, up to the first of which its manifest does not say enough.
///
/// Each file's partition is put in the place of the columns that it has one value of. What is left
/// of the filter is asked of the file's bounds. Owned by one thread.
final class ManifestReader {
    /// Files that are looked at. Reading a manifest takes about as long for as many.
    private static final int MAX_FILES = 10_000;

    /// Groups that an answer has.
    private static final int MAX_GROUPS = 10_000;

    private final Question question;
    private final Folder folder;
    private final Map<List<Expr>, InPartition> partitions = new HashMap<>();
    private final Map<List<Expr>, List<Total>> groups = new LinkedHashMap<>();

    /// What is asked of the files of one partition.
    private record InPartition(
            @Nullable Expr filter, List<Expr> keys, List<@Nullable Expr> arguments) {}

    ManifestReader(Question question, Folder folder) {
        this.question = question;
        this.folder = folder;
    }

    /// The groups' keys and aggregates; null where manifests do not tell.
    @Nullable List<List<Expr.Literal>> rows() {
        Plan.TableScan scan = question.scan();
        Long id = scan.snapshotId();
        Snapshot snapshot = id == null ? null : scan.table().snapshot(id);
        if (snapshot == null || hasDeletes(snapshot) || !read(snapshot)) {
            return null;
        }
        if (question.keys().isEmpty() && groups.isEmpty()) {
            groups.put(List.of(), totals());
        }
        List<List<Expr.Literal>> rows = new ArrayList<>();
        groups.forEach((keys, totals) -> {
            List<Expr.Literal> row = new ArrayList<>();
            keys.forEach(key -> row.add((Expr.Literal) key));
            for (int i = 0; i < totals.size(); i++) {
                row.add(totals.get(i).result(question.type(i)));
            }
            rows.add(row);
        });
        return rows;
    }

    private static boolean hasDeletes(Snapshot snapshot) {
        Map<String, String> summary = snapshot.summary();
        String files =
                summary == null ? null : summary.get(SnapshotSummary.TOTAL_DELETE_FILES_PROP);
        return files != null && !files.equals("0");
    }

    private boolean read(Snapshot snapshot) {
        int files = 0;
        try (CloseableIterable<FileScanTask> tasks = files(snapshot)) {
            for (FileScanTask task : tasks) {
                files++;
                boolean isTold =
                        files <= MAX_FILES
                                && task.deletes().isEmpty()
                                && task.file().recordCount() >= 0
                                && (task.file().recordCount() == 0 || add(task));
                if (!isTold) {
                    return false;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    /// The table's files, without those that the filter cannot want. Only where its columns are
    /// called the same by the schema that Iceberg plans with, which may be a later one.
    private CloseableIterable<FileScanTask> files(Snapshot snapshot) {
        Plan.TableScan read = question.scan();
        TableScan scan =
                read.table().newScan().useSnapshot(snapshot.snapshotId()).includeColumnStats();
        boolean isPruned = read.pruning().op() != Expressions.alwaysTrue().op();
        Schema schema = scan.schema();
        for (Types.NestedField column : read.projection().columns()) {
            isPruned &= column.name().equals(schema.findColumnName(column.fieldId()));
        }
        return isPruned
                ? scan.filter(read.pruning()).planFiles()
                : LiveFiles.of(read.table(), snapshot);
    }

    private boolean add(FileScanTask task) {
        FileColumns file = new FileColumns(question.scan(), task);
        InPartition asked = inPartition(file);
        FileCondition.Verdict verdict =
                asked.filter == null
                        ? FileCondition.Verdict.ALL
                        : new FileCondition(file).of(asked.filter);
        return switch (verdict) {
            case NONE -> true;
            case UNKNOWN -> false;
            case ALL -> add(asked, file);
        };
    }

    private boolean add(InPartition asked, FileColumns file) {
        for (Expr key : asked.keys) {
            if (!(key instanceof Expr.Literal literal) || !FileColumns.isKept(literal.type())) {
                return false;
            }
        }
        List<Total> totals = groups.computeIfAbsent(asked.keys, _ -> totals());
        for (int i = 0; i < totals.size(); i++) {
            if (!totals.get(i).add(asked.arguments.get(i), file)) {
                return false;
            }
        }
        return groups.size() <= MAX_GROUPS;
    }

    private List<Total> totals() {
        return question.kinds().stream().map(Total::new).toList();
    }

    private InPartition inPartition(FileColumns file) {
        List<Expr> constants = new ArrayList<>();
        for (int i = 0; i < question.scan().columns().size(); i++) {
            Expr.Literal constant = file.constant(i);
            constants.add(
                    constant == null
                            ? new Expr.Column(i, question.scan().columns().get(i).type())
                            : constant);
        }
        return partitions.computeIfAbsent(constants, this::inPartition);
    }

    private InPartition inPartition(List<Expr> constants) {
        Replacing replacing = Replacing.columns(constants::get, folder);
        Expr filter = question.scan().filter();
        List<@Nullable Expr> arguments = new ArrayList<>();
        for (Expr argument : question.arguments()) {
            arguments.add(argument == null ? null : replacing.in(argument));
        }
        return new InPartition(
                filter == null ? null : replacing.in(filter),
                question.keys().stream().map(replacing::in).toList(),
                arguments);
    }
}
