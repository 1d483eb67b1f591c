package dev.tarn.maintenance.plan;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Which groups of files are written anew first, by the names that Iceberg's actions have.
public enum JobOrder {
    NONE(null),
    BYTES_ASC(Comparator.comparingLong(FileGroup::inputBytes)),
    BYTES_DESC(Comparator.comparingLong(FileGroup::inputBytes).reversed()),
    FILES_ASC(Comparator.comparingInt(group -> group.files().size())),
    FILES_DESC(Comparator.<FileGroup>comparingInt(group -> group.files().size()).reversed());

    @SuppressWarnings("ImmutableEnumChecker") // Comparators of these kinds have no state.
    private final @Nullable Comparator<FileGroup> comparator;

    JobOrder(@Nullable Comparator<FileGroup> comparator) {
        this.comparator = comparator;
    }

    /// `bytes-asc` for [#BYTES_ASC].
    String spelling() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// `groups` in this order; equal ones stay as they come.
    List<FileGroup> of(List<FileGroup> groups) {
        return comparator == null ? groups : groups.stream().sorted(comparator).toList();
    }
}
