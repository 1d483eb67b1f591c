package dev.tarn.catalog;

import dev.tarn.catalog.service.DropRules;
import dev.tarn.catalog.task.TaskSettings;

/// What happens to what is dropped, and how background tasks run.
public record UpkeepConfig(DropRules drops, TaskSettings tasks) {

    public static final UpkeepConfig DEFAULT =
            new UpkeepConfig(DropRules.DEFAULT, TaskSettings.DEFAULT);

    public UpkeepConfig withDrops(DropRules rules) {
        return new UpkeepConfig(rules, tasks);
    }

    public UpkeepConfig withTasks(TaskSettings settings) {
        return new UpkeepConfig(drops, settings);
    }
}
