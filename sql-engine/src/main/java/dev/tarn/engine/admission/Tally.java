package dev.tarn.engine.admission;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/// How many queries there are of each user and each group, and together. Guarded by its owner.
final class Tally {
    private final Map<String, Integer> users = new HashMap<>();
    private final Map<String, Integer> groups = new HashMap<>();
    private int all;

    void add(Party party) {
        all++;
        change(users, party.user(), 1);
        if (party.group() != null) {
            change(groups, party.group().role(), 1);
        }
    }

    void remove(Party party) {
        all--;
        change(users, party.user(), -1);
        if (party.group() != null) {
            change(groups, party.group().role(), -1);
        }
    }

    int all() {
        return all;
    }

    int ofUser(String user) {
        return users.getOrDefault(user, 0);
    }

    int ofGroup(String role) {
        return groups.getOrDefault(role, 0);
    }

    /// Names that nobody counts for are forgotten, as there may be any number of them.
    private static void change(Map<String, Integer> counts, String name, int by) {
        counts.merge(name, by, Tally::sum);
    }

    private static @Nullable Integer sum(Integer count, Integer by) {
        return count + by == 0 ? null : count + by;
    }
}
