package dev.tarn.storage;

import java.util.List;

/// Which values to look at of the one column that `file` projects: runs of up to `runRowCount` rows
/// at the `positions` of the file, ascending, as far as `mostBytes` of the file go. Footers, which
/// scans read and keep, are not counted.
public record SampleRequest(
        FileReadRequest file, List<Long> positions, int runRowCount, long mostBytes) {
    public SampleRequest {
        positions = List.copyOf(positions);
    }
}
