package dev.tarn.catalog;

import dev.tarn.catalog.service.DropRules;
import dev.tarn.catalog.task.TaskSettings;

import java.time.Duration;

/// What happens to what is dropped, how background tasks run, and how long change events are kept.
///
/// @param eventRetention an hour or longer: an event proves to whoever lost the answer that a
///   commit happened
public record UpkeepConfig(DropRules drops, TaskSettings tasks, Duration eventRetention) {

    public static final Duration MIN_EVENT_RETENTION = Duration.ofHours(1);

    public static final UpkeepConfig DEFAULT =
            new UpkeepConfig(DropRules.DEFAULT, TaskSettings.DEFAULT, Duration.ofDays(30));

    public UpkeepConfig {
        if (eventRetention.compareTo(MIN_EVENT_RETENTION) < 0) {
            throw new IllegalArgumentException(
                    "Change events must be kept for %s or longer, not %s"
                            .formatted(MIN_EVENT_RETENTION, eventRetention));
        }
    }

    public UpkeepConfig withDrops(DropRules rules) {
        return new UpkeepConfig(rules, tasks, eventRetention);
    }

    public UpkeepConfig withTasks(TaskSettings settings) {
        return new UpkeepConfig(drops, settings, eventRetention);
    }

    public UpkeepConfig withEventRetention(Duration retention) {
        return new UpkeepConfig(drops, tasks, retention);
    }
}
