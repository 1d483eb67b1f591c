package dev.tarn.engine;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// How many queries of one user and of each group run and wait at once, beside the engine's own
/// limits, and how much of the engine's memory must be free before a further query starts.
///
/// Users have the same limits; a query belongs to the first group whose role its session has, or to
/// none.
public record AdmissionConfig(
        int maxConcurrentOfUser, int maxQueuedOfUser, List<Group> groups, long minFreeBytes) {
    /// No limits but the engine's.
    public static final AdmissionConfig OPEN =
            new AdmissionConfig(Integer.MAX_VALUE, Integer.MAX_VALUE, List.of(), 0);

    public AdmissionConfig {
        groups = List.copyOf(groups);
        if (maxConcurrentOfUser < 1 || maxQueuedOfUser < 0 || minFreeBytes < 0) {
            throw new IllegalArgumentException(
                    "Limits of a user must be positive: queries %d, queue %d, free bytes %d"
                            .formatted(maxConcurrentOfUser, maxQueuedOfUser, minFreeBytes));
        }
        Set<String> roles = new HashSet<>();
        for (Group group : groups) {
            if (!roles.add(group.role())) {
                throw new IllegalArgumentException("Two groups for the role " + group.role());
            }
        }
    }

    /// Limits of all who have a role.
    public record Group(String role, int maxConcurrent, int maxQueued) {
        public Group {
            if (maxConcurrent < 1 || maxQueued < 0) {
                throw new IllegalArgumentException(
                        "Limits of the group %s must be positive: queries %d, queue %d"
                                .formatted(role, maxConcurrent, maxQueued));
            }
        }
    }
}
