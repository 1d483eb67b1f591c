package dev.tarn.catalog.plan;

import dev.tarn.catalog.error.CatalogException;
import dev.tarn.catalog.error.ErrorCode;

import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Runs one scan and cuts its tasks into pages, as they come. For one thread; holds one page of
/// tasks.
final class PagedScan {
    private final PreparedScan scan;
    private final PlanLimits limits;
    private final Consumer<TaskPage> sink;
    private final List<FileScanTask> pending = new ArrayList<>();
    private long pageCount;
    private long rowsLeft;

    /// @param sink takes the pages in order
    PagedScan(PreparedScan scan, PlanLimits limits, Consumer<TaskPage> sink) {
        this.scan = scan;
        this.limits = limits;
        this.sink = sink;
        this.rowsLeft = scan.rowsWanted();
    }

    /// Runs the scan to its end.
    ///
    /// @param isStopped asked before each task
    /// @return how many pages there are, at least one
    /// @throws PlanStoppedException when stopped
    long run(BooleanSupplier isStopped) {
        try (CloseableIterable<FileScanTask> tasks = scan.tasks()) {
            for (FileScanTask task : tasks) {
                if (isStopped.getAsBoolean()) {
                    throw new PlanStoppedException();
                }
                add(task);
                if (rowsLeft <= 0) {
                    break;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Closing the manifests of a scan", e);
        }
        if (!pending.isEmpty() || pageCount == 0) {
            cut(pending);
        }
        return pageCount;
    }

    private void add(FileScanTask task) {
        pending.add(task);
        rowsLeft -= sureRows(task);
        if (pending.size() == limits.pageTasks()) {
            cut(pending);
            pending.clear();
        }
    }

    /// Rows that the task has for sure: those of a file without deletes whose rows all match.
    private static long sureRows(FileScanTask task) {
        boolean isWhole =
                task.deletes().isEmpty() && task.residual().op() == Expression.Operation.TRUE;
        return isWhole ? task.file().recordCount() : 0;
    }

    private void cut(List<FileScanTask> tasks) {
        TaskPage page = TaskPage.of(tasks, scan.specs());
        if (page.json().length > limits.pageBytes() && tasks.size() > 1) {
            int middle = tasks.size() / 2;
            cut(tasks.subList(0, middle));
            cut(tasks.subList(middle, tasks.size()));
            return;
        }
        if (pageCount == limits.maxPages()) {
            throw new CatalogException(
                    ErrorCode.UNPROCESSABLE,
                    "The scan has more than "
                            + limits.maxPages()
                            + " pages of tasks; narrow its filter, or plan on the client");
        }
        sink.accept(page);
        pageCount++;
    }
}
