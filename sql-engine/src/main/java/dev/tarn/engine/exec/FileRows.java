package dev.tarn.engine.exec;

import dev.tarn.storage.KeyStart;
import dev.tarn.storage.table.Split;

import java.util.List;

/// The rows of a scan file by file, those of a file in the order in which it has them. Thread-safe.
public interface FileRows {

    /// The files that may have rows, each a split. Called once, before the others; reads manifests,
    /// and so waits for them.
    List<Split> plan();

    /// Where the parts of `file` begin by the values of the column `ordinal`, as far as that is
    /// told. Reads the file's metadata, and so waits for it.
    List<KeyStart> starts(Split file, int ordinal);

    /// The rows of `file` that the scan gives, of those whose column `ordinal` is in `range`. The
    /// morsel is to be asked whether it is ready, and closed.
    Morsel open(Split file, int ordinal, KeyRange range);

    /// The columns `ordinals` of all rows of `file`: of those, too, that are deleted or that the
    /// scan leaves out. The morsel is to be asked whether it is ready, and closed.
    Morsel openAll(Split file, List<Integer> ordinals);
}
