package dev.tarn.maintenance.run;

import dev.tarn.maintenance.plan.FileGroup;

import org.apache.iceberg.DataFile;

import java.util.List;

/// A group and the files that its rows were written to, which the table may not refer to yet.
record RewrittenGroup(FileGroup group, List<DataFile> added) {
    RewrittenGroup {
        added = List.copyOf(added);
    }

    RewriteOutcome outcome() {
        return new RewriteOutcome(group.files().size(), added.size(), group.inputBytes(), 0, 0);
    }
}
