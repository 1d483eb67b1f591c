package dev.tarn.catalog.service;

import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.error.CatalogException;
import dev.tarn.catalog.error.ErrorCode;
import dev.tarn.catalog.store.TaskRow;

import org.apache.iceberg.exceptions.BadRequestException;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/// The background tasks of one warehouse: seen, tried again, and asked for, by whoever may manage
/// it.
public final class WarehouseTasks {
    /// A younger metadata file may belong to a commit that is under way.
    public static final Duration LEAST_AGE = Duration.ofMinutes(10);

    /// The age for whoever names none.
    public static final Duration SAFE_AGE = Duration.ofDays(1);

    private static final int MAX_LISTED = 1_000;

    private final String warehouse;
    private final Upkeep upkeep;
    private final Clock clock;

    WarehouseTasks(String warehouse, Upkeep upkeep, Clock clock) {
        this.warehouse = warehouse;
        this.upkeep = upkeep;
        this.clock = clock;
    }

    /// The last ones, the newest first.
    public List<TaskReport> list() {
        checkMayManage();
        return upkeep.tasks().latest(warehouse, MAX_LISTED).stream().map(TaskReport::of).toList();
    }

    /// @throws CatalogException NO_SUCH_TASK
    public TaskReport find(String id) {
        checkMayManage();
        return upkeep.tasks()
                .find(id)
                .filter(row -> row.warehouseId().equals(warehouse))
                .map(TaskReport::of)
                .orElseThrow(
                        () -> new CatalogException(ErrorCode.NO_SUCH_TASK, "No such task: " + id));
    }

    private void checkMayManage() {
        new Permits(warehouse).checkWarehouse(Privilege.MANAGE);
    }

    /// Makes a failed task due again.
    ///
    /// @throws BadRequestException when it has not failed
    public TaskReport tryAgain(String id) {
        TaskReport seen = find(id);
        if (!upkeep.tasks().tryAgain(id, clock.millis())) {
            throw new BadRequestException(
                    "Task %s has not failed, it is %s; only failed ones can be tried again",
                    id, seen.state());
        }
        upkeep.bell().ring();
        return find(id);
    }

    /// Asks for orphan metadata files to be deleted.
    ///
    /// @param age how old they must be; must be longer than any commit takes
    public TaskReport reconcile(Duration age) {
        checkMayManage();
        if (age.isNegative()) {
            throw new BadRequestException("The age must not be negative, got %s", age);
        }
        TaskRow task =
                TaskRow.of(
                        new TaskRow.Order(
                                UUID.randomUUID().toString(),
                                warehouse,
                                ReconcileWork.KIND,
                                warehouse,
                                "metadata files of warehouse " + warehouse,
                                age.toString()),
                        clock.millis());
        upkeep.tasks().insert(task);
        upkeep.bell().ring();
        return TaskReport.of(task);
    }
}
