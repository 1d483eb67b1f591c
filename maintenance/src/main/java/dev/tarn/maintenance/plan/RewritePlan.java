package dev.tarn.maintenance.plan;

import java.util.List;

/// What a rewrite of data files does: its groups, in the order in which they are written.
///
/// @param files that it begins with
/// @param untangles whether files are among them because they overlap where they need not
public record RewritePlan(TableFiles files, List<FileGroup> groups, boolean untangles) {
    public RewritePlan {
        groups = List.copyOf(groups);
    }

    public int inputCount() {
        return groups.stream().mapToInt(group -> group.files().size()).sum();
    }

    public int outputCount() {
        return groups.stream().mapToInt(FileGroup::outputCount).sum();
    }

    public long inputBytes() {
        return groups.stream().mapToLong(FileGroup::inputBytes).sum();
    }

    public long outputBytes() {
        return groups.stream().mapToLong(FileGroup::outputBytes).sum();
    }
}
