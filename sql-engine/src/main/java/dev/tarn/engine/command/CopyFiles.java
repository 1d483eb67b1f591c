package dev.tarn.engine.command;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.physical.FileErrors;
import dev.tarn.engine.physical.FileErrors.Policy;
import dev.tarn.engine.physical.FileSource.Format;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.schema.ListedFiles;
import dev.tarn.engine.schema.WriteTarget;
import dev.tarn.engine.spi.LoadCounts;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Destination;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.load.LoadHistory;
import dev.tarn.storage.text.RejectedRow;

import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileInfo;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// COPY INTO: all rows of some files, or none. Files that the table was loaded from already are
/// left out, by [LoadHistory]; what of others cannot be read is an error, or is left out and told.
///
/// Whether a file can be read is known when its rows have been written, among those of others. So a
/// load that finds files to skip is done again without them.
final class CopyFiles {
    private final String name;
    private final Table table;
    private final Destination to;
    private final Command.CopyInto copy;
    private final CopyOptions options;
    private final CommandContext context;

    /// The files that could not be read, with an error of each.
    private final SortedMap<String, String> skipped = new TreeMap<>();

    /// The first of the records that were left out.
    private List<RejectedRow> rejects = List.of();

    private long leftOutCount;

    private CopyFiles(
            WriteTarget target,
            Command.CopyInto copy,
            CopyOptions options,
            CommandContext context) {
        this.name = target.toString();
        this.table = target.table();
        this.to = target.to();
        this.copy = copy;
        this.options = options;
        this.context = context;
    }

    static CommandResult copy(Command.CopyInto copy, CommandContext context) {
        return CopyResult.of(load(copy, context));
    }

    /// Loads what `copy` says.
    static LoadCounts load(Command.CopyInto copy, CommandContext context) {
        return of(copy, context).run();
    }

    /// Requires that `copy` could be done, as far as that can be told without doing it: there is
    /// the table, and the first of the files, where there are any, can be its rows.
    ///
    /// @throws SqlException as [#load]
    static void check(Command.CopyInto copy, CommandContext context) {
        of(copy, context).check();
    }

    private static CopyFiles of(Command.CopyInto copy, CommandContext context) {
        context.catalogs().requireFiles("COPY INTO", copy.files().position());
        WriteTarget target = Existing.target(copy.name(), context);
        CopyOptions options = CopyOptions.of(copy.files());
        return new CopyFiles(target, copy, options, context);
    }

    private void check() {
        checkDestination();
        checkMerge();
        ListedFiles files = listed();
        if (files == null) {
            return;
        }
        checkPolicy(files);
        ListedFiles settled = options.limits().settled(files, System.currentTimeMillis());
        if (settled.files().isEmpty()) {
            return;
        }
        ListedFiles first = new CopyLimits(1, Long.MAX_VALUE, null).first(settled);
        FileErrors errors = new FileErrors(options.onError());
        try {
            MergedColumns columns = columns(first, errors);
            Table target = LoadCommit.of(name, table, first.files(), true, columns).target();
            plan(first, columns, target, errors);
        } catch (SkippedFilesException unreadable) {
            // It will be left out, and the next one tells the columns.
        }
    }

    /// The files that are there; null where there are none and that is no error.
    private @Nullable ListedFiles listed() {
        try {
            return ListedFiles.find(options.files(), context.storeProperties(table));
        } catch (StorageException e) {
            if (options.limits().mayFindNone() && e.kind() == StorageException.Kind.NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    private LoadCounts run() {
        checkDestination();
        checkMerge();
        ListedFiles listed = listed();
        if (listed == null) {
            return LoadCounts.NONE;
        }
        checkPolicy(listed);
        Set<FileInfo> known =
                options.force() ? Set.of() : LoadHistory.of(table).known(listed.files());
        ListedFiles left =
                options.limits().settled(listed.without(known), System.currentTimeMillis());
        ListedFiles files = options.limits().first(left);
        long rows = 0;
        while (!files.files().isEmpty()) {
            FileErrors errors = new FileErrors(options.onError());
            leftOutCount = 0;
            rejects = List.of();
            try {
                rows = load(files, errors);
                break;
            } catch (SkippedFilesException e) {
                skipped.putAll(errors.skipped());
                left = left.without(skippedOf(left));
                files = options.limits().first(left);
            }
        }
        return new LoadCounts(
                files.files().size(),
                known.size(),
                skipped.size(),
                rows,
                leftOutCount,
                CopyResult.firstError(skipped, rejects));
    }

    /// Where files may still be written, nothing is loaded of one that has changed meanwhile.
    private void checkUnchanged(ListedFiles files) {
        ListedFiles now = options.limits().settle() == null ? null : listed();
        if (now != null) {
            options.limits().requireSame(files.files(), now.files());
        }
    }

    /// The history is of the table: if it named files that were loaded to where only few see them
    /// yet, the table would never get them where that is not published.
    private void checkDestination() {
        if (!to.isMain() && !options.force()) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "Which files were loaded is known of tables, not of their branches or of what is staged: COPY INTO %s takes FORCE = TRUE here, and loads all of them"
                            .formatted(copy.name()),
                    copy.name().position(),
                    null);
        }
    }

    private void checkPolicy(ListedFiles files) {
        boolean isText = files.format() == Format.CSV || files.format() == Format.JSON;
        if (!isText && options.onError() != Policy.ABORT) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "ON_ERROR = %s is for CSV and JSON, not for %s"
                            .formatted(options.onError(), files.format()),
                    copy.files().position(),
                    null);
        }
    }

    private void checkMerge() {
        if (options.mergeSchema() && context.session().transaction() != null) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "MERGE_SCHEMA is not possible in a transaction, which changes rows of tables"
                            + " and not their columns",
                    copy.name().position(),
                    null);
        }
        if (options.mergeSchema() && (!copy.columns().isEmpty() || !to.isMain())) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "MERGE_SCHEMA adds the columns of files to a table by their names: it goes"
                        + " neither with a list of columns nor with a branch, as the columns are"
                        + " all branches'",
                    copy.name().position(),
                    null);
        }
    }

    private Set<FileInfo> skippedOf(ListedFiles files) {
        Set<FileInfo> left = new HashSet<>(files.files());
        left.removeIf(file -> !skipped.containsKey(file.location()));
        return left;
    }

    /// Loads `files`, and answers how many rows they had.
    ///
    /// @throws SkippedFilesException if some cannot be read and are to be skipped; nothing is
    ///   loaded
    private long load(ListedFiles files, FileErrors errors) {
        MergedColumns columns = columns(files, errors);
        LoadCommit load = LoadCommit.of(name, table, files.files(), options.force(), columns);
        Table written = WrittenTable.of(name, table);
        Table target = load.target();
        CheckedRows checked = CheckedRows.of(name, target, "COPY INTO", context);
        load.marked(checked::mark);
        return Appends.write(
                name,
                target,
                checked.over(plan(files, columns, target, errors), to.isMain()),
                context,
                writes -> {
                    if (!errors.skipped().isEmpty()) {
                        throw new SkippedFilesException();
                    }
                    checkUnchanged(files);
                    List<RejectedRow> left =
                            new ArrayList<>(
                                    files.inStore(io -> errors.rejects().rows(io::newInputFile)));
                    left.addAll(checked.quarantined());
                    rejects = left;
                    leftOutCount = errors.rejects().count() + checked.leftOutCount();
                    if (to.isMain()) {
                        load.commit(writes, rejects);
                    } else if (!writes.files().isEmpty()) {
                        AppendFiles append = to.of(written, written.newAppend());
                        checked.mark(append);
                        Appends.addAll(append, writes);
                    }
                });
    }

    /// Null where the table keeps its columns.
    private @Nullable MergedColumns columns(ListedFiles files, FileErrors errors) {
        MergedColumns columns =
                options.mergeSchema() ? MergedColumns.of(name, table, files, errors) : null;
        if (!errors.skipped().isEmpty()) {
            throw new SkippedFilesException();
        }
        return columns;
    }

    private Plan plan(
            ListedFiles files, @Nullable MergedColumns columns, Table target, FileErrors errors) {
        try {
            if (columns != null) {
                return FileRows.ofMerged(columns.groups(files), name, target.schema(), errors);
            }
            return FileRows.of(files, name, table.schema(), copy.columns(), errors);
        } catch (StorageException e) {
            // It is the first that tells which columns there are.
            if (errors.skip(files.files().getFirst().location(), e)) {
                throw new SkippedFilesException();
            }
            throw e;
        }
    }

    /// Some files are to be skipped, which may have given rows.
    private static final class SkippedFilesException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SkippedFilesException() {
            super("Files are skipped", null, false, false);
        }
    }
}
