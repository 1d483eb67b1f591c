package dev.tarn.catalog.service;

import dev.tarn.catalog.store.TaskStore;
import dev.tarn.catalog.store.UpkeepStore;
import dev.tarn.catalog.task.TaskBell;

/// What a warehouse's services need to drop, undrop and purge.
///
/// @param bell tells whoever works on tasks
/// @param files of every warehouse of the database
public record Upkeep(
        UpkeepStore store, TaskStore tasks, DropRules rules, TaskBell bell, WarehouseFiles files) {}
