package dev.tarn.storage.table;

import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.expressions.And;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.expressions.UnboundPredicate;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a filter says of the column `_file`, which Iceberg's evaluators do not know, and the rest
/// of it. `files` is null where it says nothing.
record NamedFiles(@Nullable Set<String> files, Expression rest) {

    /// Takes `_file = …` and `_file IN (…)` out of the conjuncts of `filter`.
    static NamedFiles of(Expression filter) {
        if (filter instanceof And and) {
            NamedFiles left = of(and.left());
            NamedFiles right = of(and.right());
            return new NamedFiles(
                    both(left.files, right.files), Expressions.and(left.rest, right.rest));
        }
        if (filter instanceof UnboundPredicate<?> predicate
                && predicate.ref().name().equals(MetadataColumns.FILE_PATH.name())) {
            return new NamedFiles(names(predicate), Expressions.alwaysTrue());
        }
        return new NamedFiles(null, filter);
    }

    private static @Nullable Set<String> names(UnboundPredicate<?> predicate) {
        boolean names =
                predicate.op() == Expression.Operation.EQ
                        || predicate.op() == Expression.Operation.IN;
        if (!names) {
            return null;
        }
        Set<String> files = new HashSet<>();
        for (Literal<?> literal : predicate.literals()) {
            files.add(literal.value().toString());
        }
        return files;
    }

    private static @Nullable Set<String> both(
            @Nullable Set<String> left, @Nullable Set<String> right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        Set<String> both = new HashSet<>(left);
        both.retainAll(right);
        return both;
    }

    /// `planned` without the files that are not named.
    SnapshotFiles.Planned of(SnapshotFiles.Planned planned) {
        if (files == null) {
            return planned;
        }
        List<FileScanTask> named = new ArrayList<>();
        for (FileScanTask task : planned.tasks()) {
            if (files.contains(task.file().location())) {
                named.add(task);
            }
        }
        TableScanPlan.Skipped skipped = planned.skipped();
        return new SnapshotFiles.Planned(
                named,
                new TableScanPlan.Skipped(
                        skipped.totalManifests(),
                        skipped.skippedManifests(),
                        skipped.totalFiles(),
                        skipped.totalFiles() - named.size()));
    }
}
